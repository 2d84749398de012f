"""Every mail the platform sent, on disk, one entry per Message-ID.

A redelivery adds to the count of the mail it repeats: « delivered twice » is a fault that the tests look for.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """What the list shows. Times are ISO 8601 in UTC; `livraisons` counts the deliveries of one Message-ID."""

    id: str
    message_id: str
    recu_le: str
    livraisons: int
    de: str
    a: tuple[str, ...]
    objet: str


@dataclass(frozen=True)
class Contents:
    """The parts that a person reads. `html` is None when the mail has none."""

    texte: str
    html: str | None
    entetes: tuple[tuple[str, str], ...]


class Mailbox:
    """Mails as `<id>.eml`, with what the list needs beside it in `<id>.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._mails = {mail.id: mail for mail in map(_load, folder.glob("*.json"))}

    def deliver(self, content: bytes, recipients: list[str]) -> Mail:
        """Keeps a mail, or counts one more delivery of it. On disk when this returns."""
        message = _parse(content)
        message_id = str(message.get("Message-ID", "")).strip()
        mail_id = hashlib.sha256(message_id.encode() or content).hexdigest()[:20]
        known = self._mails.get(mail_id)
        if known:
            mail = replace(known, livraisons=known.livraisons + 1)
        else:
            mail = Mail(
                id=mail_id,
                message_id=message_id,
                recu_le=datetime.now(UTC).isoformat(),
                livraisons=1,
                de=str(message.get("From", "")),
                a=tuple(address.lower() for address in recipients),
                objet=str(message.get("Subject", "")),
            )
            _write(self._folder / f"{mail_id}.eml", content)
        _write(self._folder / f"{mail_id}.json", json.dumps(asdict(mail)).encode())
        self._mails[mail_id] = mail
        return mail

    def mails(self, to: str | None = None, since: datetime | None = None) -> list[Mail]:
        """Newest first; `since` is compared with the first delivery."""
        wanted = [
            mail
            for mail in self._mails.values()
            if (to is None or to.lower() in mail.a) and (since is None or datetime.fromisoformat(mail.recu_le) >= since)
        ]
        return sorted(wanted, key=lambda mail: mail.recu_le, reverse=True)

    def mail(self, mail_id: str) -> Mail | None:
        return self._mails.get(mail_id)

    def contents(self, mail: Mail) -> Contents:
        message = _parse((self._folder / f"{mail.id}.eml").read_bytes())
        html = message.get_body(("html",))
        text = message.get_body(("plain",))
        return Contents(
            texte=_words(text) if text else "",
            html=_words(html) if html else None,
            entetes=tuple((name, str(value)) for name, value in message.items()),
        )


def _parse(content: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(content)


def _words(part: MIMEPart) -> str:
    """The text of a part; where nobody knows its charset, what UTF-8 can read of it."""
    try:
        return str(part.get_content())
    except LookupError:
        return bytes(part.get_payload(decode=True) or b"").decode(errors="replace")


def _load(path: Path) -> Mail:
    fields = json.loads(path.read_text(encoding="utf-8"))
    return Mail(**(fields | {"a": tuple(fields["a"])}))


def _write(path: Path, content: bytes) -> None:
    """A rename: a kill -9 leaves the old file or the new one, never half of one."""
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)
