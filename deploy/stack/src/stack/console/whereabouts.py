"""What runs where, and the accounts to try: the content of the welcome page."""

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pyotp

from stack.settings import HOST, SERVICES, StackSettings

PROBE_SECONDS = 0.5
ACCOUNTS_FILE = "comptes-essai.json"


@dataclass(frozen=True)
class Place:
    """One program of the platform. `link` is empty where a browser has nothing to open."""

    name: str
    role: str
    address: str
    link: str = ""
    answers: bool = False


@dataclass(frozen=True)
class Account:
    """An account that the seeds made, with the password they gave it."""

    role: str
    email: str
    mot_de_passe: str
    description: str = ""
    totp_secret: str | None = None
    """Of staff, who log in with a code too."""

    def code(self, instant: float) -> str | None:
        """The six digits at an instant (seconds since the epoch)."""
        return pyotp.TOTP(self.totp_secret).at(int(instant)) if self.totp_secret else None


def places(settings: StackSettings) -> list[Place]:
    def here(name: str, role: str, port: int, link: str = "") -> Place:
        return Place(name, role, f"{HOST}:{port}", link)

    admin = settings.gateway_admin_port
    return [
        here("Passerelle (Envoy)", "Entrée unique des API", settings.gateway_port, settings.gateway_url),
        *(here(service, "Service", settings.service_port(service)) for service in SERVICES),
        here(
            "Simulateur de registres", "Portail national, registre local", settings.registre_port, settings.registre_url
        ),
        Place("MongoDB", "Données des services", _host_of_mongo(settings)),
        Place("Apache Kafka", "Événements", settings.kafka_address.split(",")[0]),
        here("Boîte de réception (SMTP)", "Reçoit tous les courriels", settings.smtp_port, "/mails"),
        here("Récepteur OTLP", "Traces et métriques", settings.otlp_port, "/traces"),
        here("Administration d'Envoy", "État de la passerelle", admin, f"http://{HOST}:{admin}"),
    ]


def _host_of_mongo(settings: StackSettings) -> str:
    """Host and port alone: an address that was given may carry a password."""
    return settings.mongo_address.split("//", 1)[-1].rsplit("@", 1)[-1].split("/", 1)[0].split(",")[0]


async def probed(settings: StackSettings) -> list[Place]:
    """The places, each asked whether something listens there."""
    known = places(settings)
    answers = await asyncio.gather(*(_answers(place.address) for place in known))
    return [replace(place, answers=answer) for place, answer in zip(known, answers, strict=True)]


async def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        return False
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            _, writer = await asyncio.open_connection(host, int(port))
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def accounts(data_dir: Path) -> list[Account]:
    """What the seeds wrote in `<data>/comptes-essai.json`; none before they ran."""
    path = data_dir / ACCOUNTS_FILE
    if not path.exists():
        return []
    return [Account(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]


def write_accounts(data_dir: Path, known: list[Account]) -> None:
    """For the seeds: the accounts that the welcome page shows."""
    data_dir.mkdir(parents=True, exist_ok=True)
    text = json.dumps([vars(account) for account in known], ensure_ascii=False, indent=2)
    path = data_dir / ACCOUNTS_FILE
    draft = path.with_suffix(".tmp")
    draft.touch(mode=0o600)  # there are secrets in it
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)  # the page that reads it never sees half of it
