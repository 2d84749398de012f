"""A built service behind a real HTTP server, on a real MongoDB and a real Kafka, for tests that knock at its door."""

import asyncio
import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn

from chassis.testing import Running, eventually, running
from contracts.exemples import COMPTE, EXEMPLES, SIRET
from contracts.roles import Role
from stack.services import environment, package
from stack.settings import free_ports, isolated_settings

BAILLEUR = "bailleur-exemple"
FIRST = {"active", "validee", "declaree", "publiee"}
OF_THE_TEST = {"mongo_url", "kafka_servers", "jwks_url", "otlp_url", "clock_file"}


@dataclass
class Served:
    """A service at `url`; `http` speaks to it, `call` runs a coroutine where it lives."""

    name: str
    url: str
    service: Running
    loop: asyncio.AbstractEventLoop
    http: httpx.Client

    def call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def token(self, role: Role) -> dict[str, str]:
        """The persons of the examples: the salarié has a demande, the bailleur an offer."""
        claims = {Role.BAILLEUR: {"bailleur_id": BAILLEUR}, Role.EMPLOYEUR: {"siret": SIRET}}.get(role, {})
        return self.service.token(role, COMPTE if role is Role.SALARIE else f"agent-{role}", **claims)

    def documents(self) -> dict[str, int]:
        """How many documents each collection holds, but for what only counts tries."""
        return self.call(self._documents())

    async def _documents(self) -> dict[str, int]:
        database = self.service.context.db.database
        names = set(await database.list_collection_names()) - {"idempotence", "essais", "leases"}
        return {name: await database[name].count_documents({}) for name in sorted(names)}


@contextmanager
def serve(name: str, mongo_url: str, kafka_servers: str, folder: Any) -> Iterator[Served]:
    """Run `name` in a thread of its own with the settings that the stack gives it, its projections filled."""
    variables = environment(name, isolated_settings(folder))
    settings = {key.removeprefix("ALIN_").lower(): value for key, value in variables.items()}
    own = {key: value for key, value in settings.items() if key not in OF_THE_TEST}
    ready, stop, found = threading.Event(), threading.Event(), []

    async def live() -> None:
        composition = importlib.import_module(f"{package(name)}.app").service
        async with running(composition, mongo_url, kafka_servers, "pymongo", **own) as service:
            await _tell_the_world(service, name)
            [port] = free_ports(1)
            server = uvicorn.Server(uvicorn.Config(service.app, port=port, lifespan="off", log_level="critical"))
            serving = asyncio.create_task(server.serve())
            await eventually(lambda: _started(server))
            url = f"http://127.0.0.1:{port}"
            found.append(Served(name, url, service, asyncio.get_running_loop(), httpx.Client(base_url=url, timeout=20)))
            ready.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await serving

    thread = threading.Thread(target=_run, args=(live, ready, found), daemon=True)
    thread.start()
    assert ready.wait(90), f"{name} did not start"
    try:
        if isinstance(found[0], BaseException):
            raise found[0]
        yield found[0]
    finally:
        if isinstance(found[0], Served):
            found[0].http.close()
        stop.set()
        thread.join(30)


def _run(live: Any, ready: threading.Event, found: list[Any]) -> None:
    try:
        asyncio.run(live())
    except BaseException as error:
        found.insert(0, error)
        ready.set()


async def _started(server: uvicorn.Server) -> bool:
    return server.started


async def _tell_the_world(service: Running, name: str) -> None:
    """One example of each thing that this service reads: an account, a validated demande, a firm, an open offer."""
    consumer = importlib.import_module(f"{package(name)}.app").service.consumer(service.context)
    told = [EXEMPLES[kind] for kind in (consumer.types if consumer else {}) if kind.split(".")[-2] in FIRST]
    for message in told:
        later = (
            {"date_limite": service.clock.today() + timedelta(days=20)}
            if "date_limite" in type(message).model_fields
            else {}
        )
        await service.publish(message.model_copy(update=later))
    await eventually(lambda: _heard(service, len(told)))


async def _heard(service: Running, number: int) -> bool:
    return await service.context.db["inbox"].count_documents({}) >= number


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, mongo_url: str, kafka_servers: str, tmp_path_factory) -> Iterator[Served]:
    """The service that the test's module names by parametrizing `served` indirectly."""
    with serve(request.param, mongo_url, kafka_servers, tmp_path_factory.mktemp(request.param)) as started:
        yield started
