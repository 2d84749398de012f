"""From a `Service` to its processes: the api, the worker, or both in one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pymongo.errors import PyMongoError

from chassis import health, problems, telemetry
from chassis.auth import Keys
from chassis.background import background
from chassis.bus import Bus
from chassis.codes import PAR_STATUT
from chassis.context import Context, open_context
from chassis.headers import SafeHeaders
from chassis.limits import BodyLimit
from chassis.openapi import Application
from chassis.problems import Refus
from chassis.relay import Relay
from chassis.service import Service, ensure_indexes
from chassis.settings import load
from chassis.timers import keep

log = logging.getLogger(__name__)
RoleName = Literal["api", "worker", "all"]
OTHER_INDEX = (85, 86)
"""IndexOptionsConflict, IndexKeySpecsConflict: the index is there with other options; a migration has to decide."""


def create_app(service: Service, context: Context, role: RoleName = "all", keys: Keys | None = None) -> FastAPI:
    """The ASGI application of a process. A worker answers the health checks alone."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(service, context, role):
            yield

    prefix = f"/{service.name}"
    app = Application(
        title=f"AL’in – {service.name}",
        version="1",
        description=service.description,
        lifespan=lifespan,
        openapi_url=f"{prefix}/openapi.json" if role != "worker" else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.context = context
    app.state.keys = keys or Keys(context.settings.jwks_url)
    app.include_router(health.router)
    if role != "worker":
        app.include_router(service.router)
    problems.install(app)
    _database_errors(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)  # the last added is the first met: around the refusals of the others too
    telemetry.instrument(app)
    return app


def _database_errors(app: FastAPI) -> None:
    @app.exception_handler(PyMongoError)
    async def on_database(request: Request, error: PyMongoError) -> JSONResponse:
        """The database is away, or lost the request: nothing was stored, the person may try again."""
        log.error("database error", extra={"error": type(error).__name__, "code": getattr(error, "code", None)})
        probleme, detail = PAR_STATUT[503]
        return problems.respond(Refus(probleme, detail, headers={"Retry-After": "2"}), request)


@asynccontextmanager
async def running(service: Service, context: Context, role: RoleName) -> AsyncIterator[None]:
    """Everything a process does besides answering: indexes, resources, and for a worker its background tasks."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(context.db.close)
        await _patiently(context, service)
        context.ready["mongo"] = context.db.ping
        if service.resources is not None and (role != "worker" or service.worker_resources):
            context.resources = await stack.enter_async_context(service.resources(context))
        if role != "api":
            await stack.enter_async_context(background(*_jobs(service, context)))
        yield


async def _patiently(context: Context, service: Service) -> None:
    """Wait for the database: at a restart of everything it may come after us. Raises what no wait can mend."""
    while True:
        try:
            return await ensure_indexes(context, service)
        except PyMongoError as error:
            if getattr(error, "code", None) in OTHER_INDEX:
                raise
            log.warning("database away, waiting", extra={"error": type(error).__name__})
            await asyncio.sleep(1)


def _jobs(service: Service, context: Context) -> list[Coroutine[Any, Any, None]]:
    context.ready["outbox"] = partial(health.outbox_age, context)
    jobs = [Relay(context).run(), *(keep(context, timer) for timer in service.timers(context))]
    consumer = service.consumer(context)
    if consumer is not None and consumer.topics:
        bus = Bus(context, consumer)
        context.ready["broker"] = bus.ping
        jobs.append(bus.run())
    return jobs


def build(service: Service, role: RoleName) -> FastAPI:
    """The application of a real process, from its environment."""
    settings = load(service.settings)
    telemetry.setup_logs(service.name, settings.log_level)
    telemetry.setup_traces(service.name, settings.otlp_url)
    return create_app(service, open_context(service.name, settings), role)
