"""The pages that a person reads: French, server-rendered, usable without script (RGAA)."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from chassis.clock import Clock
from stack.console.mailbox import Mail, Mailbox
from stack.console.security import MAIL_CSP
from stack.console.telemetry import Telemetry
from stack.console.topics import Bus
from stack.console.whereabouts import accounts, probed
from stack.settings import StackSettings

HERE = Path(__file__).parent
TRACES_SHOWN = 100
RECORDS_SHOWN = 20


@dataclass(frozen=True)
class Pages:
    """The routes of the pages, over what the console holds."""

    settings: StackSettings
    mailbox: Mailbox
    telemetry: Telemetry
    bus: Bus
    templates: Jinja2Templates

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.welcome),
            Route("/mails", self.mails),
            Route("/mails/{mail_id}", self.mail),
            Route("/mails/{mail_id}/html", self.mail_html),
            Route("/traces", self.traces),
            Route("/traces/{trace_id}", self.trace),
            Route("/metriques", self.measures),
            Route("/topics", self.topics),
            Route("/topics/{topic}", self.topic),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    async def welcome(self, request: Request) -> Response:
        known = accounts(self.settings.data_dir)
        return self._page(
            request,
            "accueil.html",
            places=await probed(self.settings),
            accounts=known,
            settings=self.settings,
            instant=Clock(self.settings.clock_file).now().timestamp(),
        )

    async def mails(self, request: Request) -> Response:
        to = request.query_params.get("to") or None
        return self._page(request, "mails.html", mails=self.mailbox.mails(to), to=to)

    async def mail(self, request: Request) -> Response:
        mail = self._mail(request)
        return self._page(request, "mail.html", mail=mail, contents=self.mailbox.contents(mail))

    async def mail_html(self, request: Request) -> Response:
        html = self.mailbox.contents(self._mail(request)).html
        if html is None:
            raise HTTPException(404, "Ce courriel n'a pas de partie HTML.")
        return HTMLResponse(opening_links_outside(html), headers={"Content-Security-Policy": MAIL_CSP})

    async def traces(self, request: Request) -> Response:
        everything = request.query_params.get("toutes") == "oui"
        found = self.telemetry.traces(TRACES_SHOWN, with_single_spans=everything)
        return self._page(request, "traces.html", traces=found, everything=everything)

    async def trace(self, request: Request) -> Response:
        trace_id = request.path_params["trace_id"]
        trace = self.telemetry.trace(trace_id)
        if trace is None:
            raise HTTPException(404, "Cette trace n'est pas, ou plus, en mémoire.")
        return self._page(request, "trace.html", trace=trace, logs=self.telemetry.logs_of(trace_id))

    async def measures(self, request: Request) -> Response:
        return self._page(request, "metriques.html", measures=self.telemetry.measures())

    async def topics(self, request: Request) -> Response:
        return self._page(request, "topics.html", topics=await self.bus.summaries())

    async def topic(self, request: Request) -> Response:
        name = request.path_params["topic"]
        records = await self.bus.last_records(name, RECORDS_SHOWN)
        if records is None:
            raise HTTPException(404, "Ce topic n'existe pas.")
        return self._page(request, "topic.html", name=name, records=records)

    async def bus_unreachable(self, request: Request, _: Exception) -> Response:
        detail = f"Apache Kafka ne répond pas sur {self.settings.kafka_address}."
        return self._page(request, "erreur.html", status=503, title="Le bus ne répond pas", detail=detail)

    async def not_found(self, request: Request, error: Exception) -> Response:
        known = isinstance(error, HTTPException) and error.detail != "Not Found"
        detail = str(getattr(error, "detail", "")) if known else "Cette page n'existe pas."
        return self._page(request, "erreur.html", status=404, title="Page introuvable", detail=detail)

    def _mail(self, request: Request) -> Mail:
        mail = self.mailbox.mail(request.path_params["mail_id"])
        if mail is None:
            raise HTTPException(404, "Ce courriel n'existe pas.")
        return mail

    def _page(self, request: Request, template: str, status: int = 200, **context: object) -> Response:
        return self.templates.TemplateResponse(request, template, context, status_code=status)


def templates() -> Jinja2Templates:
    """Starlette's environment escapes HTML; a name that a template misspells fails instead of showing nothing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    env.filters |= {"moment": moment, "nanos": nanos, "duree": duree, "nombre": nombre}
    return Jinja2Templates(env=env)


def moment(value: str | datetime) -> str:
    """ISO 8601 in UTC -> what a person here reads."""
    known = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return known.astimezone().strftime("%d/%m/%Y %H:%M:%S")


def nanos(value: int) -> str:
    return datetime.fromtimestamp(value / 1e9).astimezone().strftime("%H:%M:%S.%f")[:-3]


def duree(milliseconds: float) -> str:
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.2f} s".replace(".", ",")
    return f"{milliseconds:.1f} ms".replace(".", ",")


def nombre(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def opening_links_outside(html: str) -> str:
    """A click in the frame opens a tab: inside the frame, the sandbox would show nothing."""
    base = '<base target="_blank">'
    with_base, count = re.subn(r"(<head[^>]*>)", rf"\1{base}", html, count=1, flags=re.IGNORECASE)
    return with_base if count else base + html
