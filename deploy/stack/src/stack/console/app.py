"""The console: one process, three ports (pages, OTLP, SMTP). Reading this tells what it is made of."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from stack.console import api, docs, otlp
from stack.console.mailbox import Mailbox
from stack.console.pages import Pages, templates
from stack.console.security import SecurityHeaders
from stack.console.smtp import serve_smtp
from stack.console.telemetry import Telemetry
from stack.console.topics import Bus, BusUnreachable
from stack.settings import HOST, StackSettings

HOSTS = ["127.0.0.1", "localhost"]
"""A page of the Web that renames itself to a loopback address must not read the mails."""


@dataclass(frozen=True)
class Console:
    settings: StackSettings
    mailbox: Mailbox
    telemetry: Telemetry

    def web(self) -> Starlette:
        pages = Pages(self.settings, self.mailbox, self.telemetry, Bus(self.settings.kafka_address), templates())
        return Starlette(
            routes=[
                *api.routes(self.mailbox, self.telemetry),
                *docs.routes(self.settings, pages.templates),
                *pages.routes(),
            ],
            middleware=[Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
            exception_handlers={404: pages.not_found, BusUnreachable: pages.bus_unreachable},
        )

    def receiver(self) -> Starlette:
        return Starlette(routes=otlp.routes(self.telemetry))


def console(settings: StackSettings) -> Console:
    return Console(settings, Mailbox(settings.data_dir / "mails"), Telemetry())


async def serve(settings: StackSettings) -> None:
    """Runs until SIGTERM or SIGINT."""
    made = console(settings)
    smtp = await serve_smtp(made.mailbox, settings.smtp_port)
    web = _server(made.web(), settings.console_port)
    receiver = _Unsignalled(_config(made.receiver(), settings.otlp_port))
    async with smtp:
        receiving = asyncio.create_task(receiver.serve())
        await web.serve()
        receiver.should_exit = True
        await receiving


class _Unsignalled(uvicorn.Server):
    """Leaves the signals to the server of the pages, which ends this one with it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: Starlette, port: int) -> uvicorn.Server:
    return uvicorn.Server(_config(app, port))


def _config(app: Starlette, port: int) -> uvicorn.Config:
    return uvicorn.Config(app, host=HOST, port=port, log_level="warning", access_log=False, server_header=False)
