"""One e-mail to the mail server, and what its answer means."""

from email.message import EmailMessage

import aiosmtplib

from notifications.settings import Settings

REFUS_DEFINITIF = 500
STARTTLS = {"auto": None, "starttls": True, "aucun": False, "tls": False}
"""aiosmtplib's words: None takes STARTTLS where the server offers it."""


class ServeurAbsent(Exception):
    """The mail server cannot be reached or spoken to, or wants nothing of ours: no e-mail can leave now."""


class RefusPassager(Exception):
    """The server cannot take this e-mail now (4xx)."""


class RefusDefinitif(Exception):
    """The server will never take this e-mail (5xx)."""


async def envoyer(settings: Settings, courriel: EmailMessage) -> None:
    """Hand an e-mail to the server. Raises `ServeurAbsent`, `RefusPassager` or `RefusDefinitif`."""
    password = settings.smtp_password
    try:
        await aiosmtplib.send(
            courriel,
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_tls == "tls",
            start_tls=STARTTLS[settings.smtp_tls],
            cert_bundle=str(settings.smtp_ca_file) if settings.smtp_ca_file else None,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            timeout=settings.smtp_timeout,
        )
    except aiosmtplib.SMTPSenderRefused as refus:  # our own address: all e-mails have it, none is at fault
        raise (ServeurAbsent() if refus.code >= REFUS_DEFINITIF else RefusPassager()) from refus
    except aiosmtplib.SMTPDataError as refus:
        raise _refus(refus.code) from refus
    except aiosmtplib.SMTPRecipientsRefused as refus:
        raise _refus(max(recipient.code for recipient in refus.recipients)) from refus
    except aiosmtplib.SMTPNotSupported as lacune:  # an address in UTF-8 on a server that has none: others may pass
        raise RefusPassager from lacune
    except (aiosmtplib.SMTPException, OSError) as error:
        raise ServeurAbsent from error


def _refus(code: int) -> Exception:
    """A log-in refused is not here: it says nothing of the e-mail, which waits for the setting to be corrected."""
    return RefusDefinitif() if code >= REFUS_DEFINITIF else RefusPassager()
