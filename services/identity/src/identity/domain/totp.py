"""Codes of the second factor (RFC 6238): six digits, thirty seconds, each good once."""

import hmac
from datetime import datetime

import pyotp

PAS = 30
EMETTEUR = "AL’in"


def nouveau_secret() -> str:
    """160 bits, in base 32."""
    return pyotp.random_base32()


def adresse(secret: str, email: str) -> str:
    """The `otpauth://` address that an authenticator application opens."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=EMETTEUR)


def pas_du_code(secret: str, code: str, maintenant: datetime, dernier_pas: int) -> int | None:
    """The step that the code belongs to: now, one before or one after, and later than the last one used; else None."""
    maintenant_pas = int(maintenant.timestamp()) // PAS
    totp = pyotp.TOTP(secret)
    for pas in (maintenant_pas - 1, maintenant_pas, maintenant_pas + 1):
        if pas > dernier_pas and hmac.compare_digest(totp.generate_otp(pas), code):
            return pas
    return None
