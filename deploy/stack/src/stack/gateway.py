"""The gateway: Envoy, its configuration rendered from `deploy/gateway` with this stack's ports."""

from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from stack import binaries
from stack.parts import NotReady, ask
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST, StackSettings, workspace

TIMEOUT_SECONDS = 25
MAX_REQUEST_BYTES = 1024 * 1024


def gateway_folder() -> Path:
    return workspace() / "deploy" / "gateway"


@cache
def routes() -> dict[str, Any]:
    """`deploy/gateway/routes.yaml`: what the gateway lets in, and what it answers by itself."""
    loaded: dict[str, Any] = yaml.safe_load((gateway_folder() / "routes.yaml").read_text(encoding="utf-8"))
    return loaded


def render(settings: StackSettings, folder: Path) -> Path:
    """Writes the configuration of Envoy and the files it serves into `folder`. Returns the configuration."""
    templates = Environment(
        loader=FileSystemLoader(gateway_folder()),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, and a page whose only value is our own address
    )
    folder.mkdir(parents=True, exist_ok=True)
    welcome = folder / "accueil.html"
    welcome.write_text(
        templates.get_template("accueil.html").render(
            console_url=settings.console_url, registre_url=settings.registre_url
        ),
        encoding="utf-8",
    )
    config = folder / "envoy.yaml"
    pages = templates.get_template("refus.html")
    values = _values(settings, welcome) | {"problems": [_with_page(problem, pages) for problem in routes()["problems"]]}
    config.write_text(templates.get_template("envoy.yaml").render(values), encoding="utf-8")
    return config


def _with_page(problem: dict[str, Any], pages: Template) -> dict[str, Any]:
    """Its page for a browser, or None. Envoy reads `%` as the beginning of a command of its own."""
    return problem | {"page": pages.render(problem).replace("%", "%%") if problem.get("page") else None}


def _values(settings: StackSettings, welcome: Path) -> dict[str, Any]:
    known = routes()
    openapi = gateway_folder() / "openapi.json"
    return {
        "services": known["services"],
        "public": [_rule(rule) for rule in known["public"]],
        "sensitive": known["sensitive"],
        "forbidden_headers": known["forbidden_headers"],
        "host": HOST,
        "port": settings.gateway_port,
        "admin_port": settings.gateway_admin_port,
        "otlp_url": settings.otlp_url,
        "otlp_port": settings.otlp_port,
        "service_ports": {name: settings.service_port(name) for name in known["services"]},
        "jwks_url": f"http://{HOST}:{settings.identity_port}/identity/.well-known/jwks.json",
        "issuer": settings.issuer,
        "audience": settings.audience,
        "requests_per_second": settings.requests_per_second,
        "sensitive_per_minute": settings.sensitive_per_minute,
        "allowed_origins": [settings.console_url, settings.console_url.replace(HOST, "localhost")],
        "timeout_seconds": TIMEOUT_SECONDS,
        "max_request_bytes": MAX_REQUEST_BYTES,
        "welcome_file": welcome,
        "openapi_file": openapi if openapi.exists() else None,
    }


def _rule(rule: dict[str, str]) -> dict[str, str | None]:
    return {"method": None, "path": None, "prefix": None, "regex": None} | rule


class Gateway:
    """The embedded Envoy. Its configuration is written again at every start, into `<data>/gateway`."""

    name = "gateway"
    start_timeout = 30.0

    def __init__(self, settings: StackSettings) -> None:
        self._settings = settings
        self.ports = (
            PortUse(settings.gateway_port, "gateway_port"),
            PortUse(settings.gateway_admin_port, "gateway_admin_port"),
        )

    async def prepare(self) -> Launch:
        config = render(self._settings, self._settings.data_dir.absolute() / "gateway")
        options = (
            "--disable-hot-restart",
            "--concurrency",
            "2",
            "--log-level",
            "warn",
            "--file-flush-interval-msec",
            "500",
        )
        return Launch((str(binaries.envoy()), "-c", str(config), *options), stop_grace=10.0)

    async def check_ready(self) -> None:
        answer = await ask(f"http://{HOST}:{self._settings.gateway_admin_port}/ready")
        if answer.status_code != httpx.codes.OK:
            raise NotReady(answer.text.strip())
