"""Settings every service has, read from `ALIN_…` variables, frozen, checked at start."""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound="ServiceSettings")


class SettingsError(SystemExit):
    """A variable is missing or wrong. The message names it; its value is never shown."""


class ServiceSettings(BaseSettings):
    """What the chassis itself needs. A service adds its own fields in a subclass."""

    model_config = SettingsConfigDict(env_prefix="ALIN_", frozen=True, extra="ignore")

    mongo_url: SecretStr
    mongo_driver: Literal["motor", "pymongo"] = "motor"
    mongo_database: str = Field(default="", description="The service's name unless told")
    kafka_servers: str
    topic_prefix: str = Field(default="", description="Set by tests that share one broker")
    issuer: str = "https://al-in.fr"
    audience: str = "alin"
    jwks_url: str
    otlp_url: str | None = Field(default=None, description="Base address of an OTLP/HTTP receiver")
    clock_file: Path | None = Field(default=None, description="Seconds to add to the clock; tests and the stack only")
    public_url: str = Field(default="http://127.0.0.1:8080", description="Address of the gateway, as people see it")
    log_level: str = "INFO"


def load(settings: type[S]) -> S:
    """Read the settings, or stop with a message that names each variable at fault."""
    try:
        return settings()
    except ValidationError as error:
        faults = "; ".join(
            f"ALIN_{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}" for fault in error.errors()
        )
        raise SettingsError(f"settings: {faults}") from None
