"""Settings of notifications: the mail server, and the key that opens what other services order."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """`ALIN_…` variables."""

    private_key: SecretStr = Field(description="JWK (JSON) of the RSA key whose public half the ordering services hold")
    smtp_host: str
    smtp_port: int = 25
    smtp_tls: Literal["auto", "starttls", "tls", "aucun"] = Field(
        default="auto", description="`auto`: STARTTLS where offered; `starttls`: required; `tls`: from the first byte"
    )
    smtp_ca_file: Path | None = Field(
        default=None, description="PEM of the authority that signed the server's certificate; the system's unless told"
    )
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_timeout: float = Field(default=10, gt=0, description="Seconds")
    expediteur: str = "Action Logement <no-reply@actionlogement.fr>"
