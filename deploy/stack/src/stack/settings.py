"""Settings of the embedded platform: `ALIN_STACK_…` variables, each with a default that works."""

import os
import random
import re
import socket
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from stack.errors import BadSetting

HOST = "127.0.0.1"
"""Loopback only: this stack runs with accounts whose passwords are printed on the screen."""

Port = Annotated[int, Field(ge=1, le=65_535)]

TEST_PORTS = range(20_000, 32_000)
"""Below the range that the kernel gives to outgoing connections: there, a port let go for the time of a restart may be
another program's the next moment."""

SERVICES = ("identity", "demande-import", "offres", "candidatures", "notifications")


def workspace() -> Path:
    """The clone this package is installed from (editable), or the current folder when it is not."""
    root = Path(__file__).resolve().parents[4]
    return root if (root / "deploy" / "gateway").is_dir() else Path.cwd()


def default_data_dir() -> Path:
    return workspace() / ".alin"


class StackSettings(BaseSettings):
    """Where each part listens and stores. A port given twice is refused."""

    model_config = SettingsConfigDict(env_prefix="ALIN_STACK_", frozen=True, extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir)
    downloads_dir: Path | None = None
    """Where the Kafka jars are kept. Unset: `downloads` in the data folder."""

    mongo_url: str | None = None
    """An existing MongoDB replica set. Unset: the embedded one."""
    kafka_servers: str | None = None
    """An existing Apache Kafka, `host:port[,host:port]`. Unset: the embedded one."""

    gateway_port: Port = 8080
    gateway_admin_port: Port = 9901
    console_port: Port = 8025
    smtp_port: Port = 1025
    otlp_port: Port = 4318
    registre_port: Port = 8090
    mongo_port: Port = 27117
    kafka_port: Port = 19092
    kafka_controller_port: Port = 19093
    identity_port: Port = 8101
    demande_import_port: Port = 8102
    offres_port: Port = 8103
    candidatures_port: Port = 8104
    notifications_port: Port = 8105

    issuer: str = "https://al-in.fr"
    audience: str = "alin"

    requests_per_second: int = Field(default=500, ge=1)
    """Of one address, at the gateway, over all routes."""
    sensitive_per_minute: int = Field(default=60, ge=1)
    """Of one address, at the gateway, on each of sessions, comptes and mot-de-passe."""

    @model_validator(mode="after")
    def _one_port_each(self) -> Self:
        """Raises ValueError, which names the variables."""
        taken: dict[int, str] = {}
        for field in port_fields():
            first = taken.setdefault(getattr(self, field), field)
            if first != field:
                raise ValueError(f"{variable(first)} et {variable(field)} donnent le même port, {getattr(self, field)}")
        return self

    @cached_property
    def downloads(self) -> Path:
        return (self.downloads_dir or self.data_dir / "downloads").absolute()

    @cached_property
    def logs(self) -> Path:
        return self.data_dir.absolute() / "logs"

    @property
    def clock_file(self) -> Path:
        """Seconds that the services and the register add to the time."""
        return self.data_dir.absolute() / "horloge"

    def as_environment(self) -> dict[str, str]:
        """The variables that give a child process the same settings."""
        return {variable(name): str(value) for name, value in self if value is not None}

    @property
    def mongo_address(self) -> str:
        return self.mongo_url or f"mongodb://{HOST}:{self.mongo_port}/?replicaSet=rs0"

    @property
    def mongo_shown(self) -> str:
        """The address for a screen: without the name and the password that a given one may hold."""
        return re.sub(r"(?<=//)[^/]*@", "", self.mongo_address)

    @property
    def kafka_address(self) -> str:
        return self.kafka_servers or f"{HOST}:{self.kafka_port}"

    @property
    def gateway_url(self) -> str:
        return f"http://{HOST}:{self.gateway_port}"

    @property
    def console_url(self) -> str:
        return f"http://{HOST}:{self.console_port}"

    @property
    def otlp_url(self) -> str:
        return f"http://{HOST}:{self.otlp_port}"

    @property
    def registre_url(self) -> str:
        return f"http://{HOST}:{self.registre_port}"

    def service_port(self, service: str) -> int:
        """The port of one of `SERVICES`, by its name in the repository (`demande-import`)."""
        port: int = getattr(self, service.replace("-", "_") + "_port")
        return port


def variable(field: str) -> str:
    """The environment variable that sets a field of `StackSettings`."""
    return f"ALIN_STACK_{field.upper()}"


def port_fields() -> list[str]:
    return [name for name in StackSettings.model_fields if name.endswith("_port")]


def unreadable(error: ValidationError) -> BadSetting:
    """Which variables are wrong, for the person who set them."""
    faults = [
        f"{variable(str(fault['loc'][0]))}={fault['input']}" if fault["loc"] else str(fault["ctx"]["error"])
        for fault in error.errors()
    ]
    return BadSetting(
        f"Réglage impossible : {' ; '.join(faults)}.",
        "Corrigez cette variable, ou retirez-la : sa valeur par défaut convient. Un port est un nombre de 1 à 65535.",
    )


def free_ports(count: int) -> list[int]:
    """Ports free at this moment, all different, given to nobody else lately: they may be bound seconds later only."""
    ours = _our_share()
    if len(_given) + count > len(ours) // 2:
        _given.clear()
    free: list[int] = []
    for port in random.sample(ours, len(ours)):
        if port not in _given and _is_bindable(port):
            free.append(port)
        if len(free) == count:
            _given.update(free)
            return free
    raise RuntimeError(f"fewer than {count} free ports in {ours}")


_given: set[int] = set()
"""By this process; another one of the same run of tests has another share."""


def _our_share() -> range:
    """Of a process of pytest-xdist (`gw0`, `gw1`…), a share of its own; else all of them."""
    number, among = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
    return TEST_PORTS[int(number.removeprefix("gw")) :: int(among)]


def _is_bindable(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def isolated_settings(data_dir: Path, **overrides: object) -> StackSettings:
    """Settings for a test: every port free, its own data, the jars shared with the clone's own stack."""
    fields = port_fields()
    values: dict[str, object] = dict(zip(fields, free_ports(len(fields)), strict=True))
    values |= {"data_dir": data_dir, "downloads_dir": StackSettings().downloads}
    values |= {"requests_per_second": 100_000, "sensitive_per_minute": 100_000}  # every test comes from one address
    return StackSettings(**(values | overrides))  # type: ignore[arg-type]
