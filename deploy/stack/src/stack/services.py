"""The five services as parts of the platform: one process each here, api and worker together to stay light."""

import asyncio
import hashlib
import hmac
import sys
from collections.abc import Mapping

import httpx

from stack import secrets
from stack.existing import require_replica_set, require_topics
from stack.parts import NotReady, ask
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST, SERVICES, StackSettings

BUILT = SERVICES
"""The services that the stack runs and that the merged OpenAPI describes."""

_looking = asyncio.Lock()
_seen: set[tuple[str, str]] = set()
"""Addresses of the MongoDB and Kafka that this stack found ready: a service restarts even while one of them is away."""


def package(service: str) -> str:
    """`demande-import` → `demande_import`."""
    return service.replace("-", "_")


def environment(service: str, settings: StackSettings) -> dict[str, str]:
    """The `ALIN_…` variables of a service on this machine. Each gets the secrets it needs and no other."""
    keys = secrets.load(settings.data_dir)
    own: Mapping[str, dict[str, str]] = {
        "identity": {
            "ALIN_NOTIFICATIONS_PUBLIC_KEY": keys.notifications_public,
            "ALIN_CLE_MAITRESSE": keys.cle_maitresse,
        },
        "demande-import": {
            "ALIN_NOTIFICATIONS_PUBLIC_KEY": keys.notifications_public,
            "ALIN_REGISTRE_NATIONAL_URL": f"{settings.registre_url}/national",
            "ALIN_REGISTRE_DEPARTEMENTAL_URL": f"{settings.registre_url}/departemental",
            "ALIN_CLE_RECHERCHE": _derive(keys.cle_maitresse, "demande-import:recherche"),
        },
        "notifications": {
            "ALIN_PRIVATE_KEY": keys.notifications_private,
            "ALIN_SMTP_HOST": HOST,
            "ALIN_SMTP_PORT": str(settings.smtp_port),
        },
    }
    return {
        "ALIN_MONGO_URL": settings.mongo_address,
        "ALIN_KAFKA_SERVERS": settings.kafka_address,
        "ALIN_ISSUER": settings.issuer,
        "ALIN_AUDIENCE": settings.audience,
        "ALIN_JWKS_URL": f"http://{HOST}:{settings.identity_port}/identity/.well-known/jwks.json",
        "ALIN_OTLP_URL": settings.otlp_url,
        "ALIN_PUBLIC_URL": settings.gateway_url,
        "ALIN_CLOCK_FILE": str(settings.clock_file),
        **own.get(service, {}),
    }


def _derive(key: str, label: str) -> str:
    """A key of its own for one use: who holds it cannot find the master key, nor that of another use."""
    return hmac.new(key.encode(), label.encode(), hashlib.sha256).hexdigest()


async def _require_infrastructure(settings: StackSettings) -> None:
    """The topics exist before the first process that reads them. Raises Unreachable."""
    addresses = (settings.mongo_address, settings.kafka_address)
    async with _looking:
        if addresses in _seen:
            return
        if settings.mongo_url is not None:
            await require_replica_set(settings)
        await require_topics(settings)
        _seen.add(addresses)


class ServicePart:
    """`python -m chassis run <package> --role all`, ready when its own readiness says so."""

    start_timeout = 90.0

    def __init__(self, service: str, settings: StackSettings) -> None:
        self.name = service
        self._settings = settings
        self._port = settings.service_port(service)
        self.ports = (PortUse(self._port, f"{package(service)}_port"),)

    async def prepare(self) -> Launch:
        await _require_infrastructure(self._settings)
        command = (
            sys.executable,
            "-m",
            "chassis",
            "run",
            package(self.name),
            "--role",
            "all",
            "--port",
            str(self._port),
        )
        return Launch(command, env=environment(self.name, self._settings), stop_grace=30.0)

    async def check_ready(self) -> None:
        answer = await ask(f"http://{HOST}:{self._port}/health/ready")
        if answer.status_code != httpx.codes.OK:
            raise NotReady(f"{self.name} : {', '.join(answer.json().get('failed', []))}")


def services(settings: StackSettings) -> list[ServicePart]:
    """In the order of the repository."""
    return [ServicePart(service, settings) for service in BUILT]
