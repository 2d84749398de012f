"""Settings of identity: the key that closes its secrets, and the one that e-mails leave under."""

import base64
import binascii
import json

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import Field, SecretStr, field_validator

from chassis.settings import ServiceSettings

OCTETS = 32


def octets(cle: str) -> bytes:
    """The 32 bytes of a urlsafe-base64 text. Raises `ValueError`."""
    try:
        lus = base64.b64decode(cle + "=" * (-len(cle) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("urlsafe-base64 expected") from error
    if len(lus) != OCTETS:
        raise ValueError("32 bytes in urlsafe-base64 expected")
    return lus


class Settings(ServiceSettings):
    """`ALIN_…` variables."""

    notifications_public_key: str = Field(description="JWK (JSON), public half of the key of notifications")
    cle_maitresse: SecretStr = Field(description="32 bytes in urlsafe-base64; closes signing keys and TOTP secrets")
    application_url: str = Field(default="", description="« Revenir à l’application »; the public address unless told")
    demandes_secondes: float = Field(default=5, gt=0, description="Between two looks at the forms that wait")
    purge_jours: int = Field(default=30, ge=3, description="Age of an account never activated when it is erased")

    @field_validator("cle_maitresse")
    @classmethod
    def _cle(cls, valeur: SecretStr) -> SecretStr:
        octets(valeur.get_secret_value())
        return valeur

    @field_validator("notifications_public_key")
    @classmethod
    def _jwk(cls, valeur: str) -> str:
        try:
            RSAKey.import_key(json.loads(valeur))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ValueError("a RSA JWK in JSON expected") from error
        return valeur

    @property
    def application(self) -> str:
        """Where people go on."""
        return self.application_url or f"{self.public_url}/"
