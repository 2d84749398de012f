"""E-mail and mobile phone of the account form (guide #2), in the one form that is stored."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

REGIONS = ("FR", "GP", "RE", "MQ", "GF", "YT")
"""Metropolitan France, then overseas: a national number is tried in each."""


NOM = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.\-])*")


class EmailInvalide(ValueError):
    """Not an address that a mail server could take."""


class NomInvalide(ValueError):
    """Not a name of the état civil."""


class TelephoneInvalide(ValueError):
    """Not a mobile number."""


def email(texte: str) -> str:
    """The address in lower case. Raises `EmailInvalide`. No look-up is made."""
    try:
        return validate_email(texte.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise EmailInvalide("Cette adresse e-mail n’est pas valable.") from error


def telephone_portable(texte: str) -> str:
    """The number in E.164. Raises `TelephoneInvalide`."""
    mobiles = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    for region in REGIONS:
        try:
            numero = phonenumbers.parse(texte, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(numero) and phonenumbers.number_type(numero) in mobiles:
            return phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164)
    raise TelephoneInvalide("Ce numéro de téléphone portable n’est pas valable.")


def nom(texte: str) -> str:
    """A name or a first name, composed and trimmed. Raises `NomInvalide`."""
    propre = unicodedata.normalize("NFC", texte).strip()
    if not NOM.fullmatch(propre):
        raise NomInvalide("Des lettres sont attendues, avec au besoin des espaces, des tirets ou des apostrophes.")
    return propre
