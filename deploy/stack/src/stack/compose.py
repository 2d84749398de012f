"""What `deploy/compose` needs of this package: the gateway among containers, and the secrets of a machine."""

import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from joserfc.jwk import RSAKey

from stack import gateway
from stack.errors import StackError
from stack.report import show_error, terminal
from stack.settings import HOST, StackSettings, workspace

PORT = 8000
"""Of every service, in its own container."""
MOUNT = "/etc/alin"
HEADER = "# Made by `python -m stack compose-gateway` from deploy/gateway/envoy.yaml and routes.yaml: change those.\n"
DEVELOPMENT = """\
# Settings of this machine, read by Docker Compose.
# « outils » adds the inbox, the traces, the register simulator and 2,000 offers.
# To use real registers and a real mail server: empty COMPOSE_PROFILES, and give their addresses below.
COMPOSE_PROFILES=outils
ALIN_OTLP_URL=http://console:4318
ALIN_SMTP_HOST=console
ALIN_SMTP_PORT=1025
ALIN_REGISTRE_NATIONAL_URL=http://console:8090/national
ALIN_REGISTRE_DEPARTEMENTAL_URL=http://console:8090/departemental
"""


def folder() -> Path:
    return workspace() / "deploy" / "compose"


def gateway_files() -> dict[str, str]:
    """Name and content of the generated files of `deploy/compose/gateway`."""
    settings = StackSettings.model_construct()
    with tempfile.TemporaryDirectory() as name:
        config = gateway.render(settings, Path(name))
        loaded = yaml.safe_load(config.read_text(encoding="utf-8"))
        welcome = (Path(name) / "accueil.html").read_text(encoding="utf-8")
    placed = _among_containers(loaded, settings)
    text = yaml.safe_dump(placed, sort_keys=False, allow_unicode=True, width=160)
    return {"envoy.yaml": HEADER + text, "accueil.html": welcome}


def _among_containers(config: dict[str, Any], settings: StackSettings) -> dict[str, Any]:
    """The same gateway where each part is found by its name, and where it must listen beyond its own loopback."""
    resources = config["static_resources"]
    for listener in resources["listeners"]:
        listener["address"]["socket_address"]["address"] = "0.0.0.0"  # noqa: S104 - published on the host's loopback
    for cluster in resources["clusters"]:
        host, port = ("console", 4318) if cluster["name"] == "otlp" else (cluster["name"], PORT)
        cluster |= {"type": "STRICT_DNS", "dns_lookup_family": "V4_ONLY"}
        endpoint = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]
        endpoint["address"]["socket_address"] = {"address": host, "port_value": port}
    placed: dict[str, Any] = _renamed(config, settings)
    return placed


def _renamed(node: Any, settings: StackSettings) -> Any:
    if isinstance(node, dict):
        return {key: _renamed(value, settings) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(value, settings) for value in node]
    if not isinstance(node, str):
        return node
    for name in ("accueil.html", "openapi.json"):
        node = f"{MOUNT}/{name}" if node.endswith(f"/{name}") and len(node) > len(f"/{name}") else node
    node = node.replace(f"http://{HOST}:{settings.identity_port}/", f"http://identity:{PORT}/")
    return node.replace(f"{settings.otlp_url}/", "http://console:4318/")


def compose_gateway(
    check: Annotated[bool, typer.Option("--check", help="Ne rien écrire ; dire ce qui n’est pas à jour")] = False,
) -> None:
    """La configuration de la passerelle parmi les conteneurs, depuis deploy/gateway."""
    stale = []
    for name, content in gateway_files().items():
        file = folder() / "gateway" / name
        if not file.exists() or file.read_text(encoding="utf-8") != content:
            stale.append(name)
            if not check:
                file.write_text(content, encoding="utf-8")
    if check and stale:
        terminal.print(
            f"deploy/compose/gateway n’est pas à jour ({', '.join(stale)}) : python -m stack compose-gateway"
        )
        raise typer.Exit(1)


def compose_secrets(
    target: Annotated[Path | None, typer.Option("--folder", help="Ailleurs que deploy/compose")] = None,
) -> None:
    """Les clés de cette machine et ses réglages de développement ; ce qui existe déjà n’est jamais remplacé."""
    place = target or folder()
    made = {place / "secrets" / f"{service}.env": values for service, values in make_secrets().items()}
    there = [file for file in made if file.exists()]
    if there and len(there) < len(made):
        advice = "Rendez les fichiers qui manquent, ou videz ce dossier : les clés vont ensemble."
        show_error(StackError(f"Les clés de {place / 'secrets'} sont incomplètes.", advice))
        raise typer.Exit(1)
    for file, values in made.items():
        write_private(file, "".join(f"{name}='{value}'\n" for name, value in values.items()))
    write_private(place / ".env", DEVELOPMENT)
    told = "étaient déjà là, et n’ont pas changé" if there else "sont écrites, lisibles de vous seul"
    terminal.print(f"Les clés de {place / 'secrets'} {told}.", markup=False)


def make_secrets() -> dict[str, dict[str, str]]:
    """New secrets by service, each with what it needs alone. Values hold no quote: env files take them whole."""
    key = RSAKey.generate_key(2048)
    public, private = (json.dumps(key.as_dict(private=half), separators=(",", ":")) for half in (False, True))
    return {
        "identity": {
            "ALIN_NOTIFICATIONS_PUBLIC_KEY": public,
            "ALIN_CLE_MAITRESSE": secrets.token_urlsafe(32),
        },
        "demande-import": {
            "ALIN_NOTIFICATIONS_PUBLIC_KEY": public,
            "ALIN_CLE_RECHERCHE": secrets.token_urlsafe(32),
        },
        "notifications": {"ALIN_PRIVATE_KEY": private},
    }


def write_private(file: Path, content: str) -> None:
    """For this user alone. A file that is there is kept: its keys close data that exist."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(content)
