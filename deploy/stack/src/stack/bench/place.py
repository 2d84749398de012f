"""Where a benchmark runs: a MongoDB and a Kafka, an event loop like uvicorn's, and names that are its own."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import uuid4

import uvloop

from chassis.context import Context, open_context
from chassis.mongo import Database
from chassis.service import Service
from chassis.topics import drop_topics, ensure_topics
from stack.background import background
from stack.bench.issuer import Issuer, issuing
from stack.bench.measure import Size
from stack.platform import infrastructure
from stack.settings import StackSettings

T = TypeVar("T")
Driver = Literal["motor", "pymongo"]


class WorkNotDone(AssertionError):
    """What was measured is not what should have been done: no figure is given."""


@dataclass
class Place:
    """Handed to each benchmark. `name` prefixes its databases and its topics, which are dropped afterwards."""

    settings: StackSettings
    issuer: Issuer
    size: Size
    driver: Driver
    folder: Path
    runner: asyncio.Runner
    name: str = field(default_factory=lambda: f"bench{uuid4().hex[:8]}")

    @property
    def prefix(self) -> str:
        """Of the topics."""
        return f"{self.name}."

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def environment(self, database: str) -> dict[str, str]:
        """The `ALIN_…` variables of a service here. No collector: spans are made, and sent nowhere."""
        return {
            "ALIN_MONGO_URL": self.settings.mongo_address,
            "ALIN_MONGO_DRIVER": self.driver,
            "ALIN_MONGO_DATABASE": self.database(database),
            "ALIN_KAFKA_SERVERS": self.settings.kafka_address,
            "ALIN_TOPIC_PREFIX": self.prefix,
            "ALIN_JWKS_URL": self.issuer.jwks_url,
            "ALIN_ISSUER": self.issuer.issuer,
            "ALIN_AUDIENCE": self.issuer.audience,
            "ALIN_LOG_LEVEL": "WARNING",
        }

    def database(self, name: str) -> str:
        return f"{self.name}_{name}"

    def open(self, name: str) -> Database:
        """The driver, with the write concern of the services and nothing else of the chassis."""
        return Database(self.settings.mongo_address, self.database(name), self.driver)

    def context(self, service: Service, database: str) -> Context:
        """What a process of this service would hold."""
        values: dict[str, Any] = {
            "mongo_url": self.settings.mongo_address,
            "mongo_driver": self.driver,
            "mongo_database": self.database(database),
            "kafka_servers": self.settings.kafka_address,
            "topic_prefix": self.prefix,
            "jwks_url": self.issuer.jwks_url,
        }
        return open_context(service.name, service.settings(**values))


@contextmanager
def place(settings: StackSettings, size: Size, driver: Driver) -> Iterator[Place]:
    """MongoDB and Kafka, the embedded ones unless the settings name others; nothing is left in them."""
    with (
        background(settings, [infrastructure(settings)]),
        issuing(settings) as issuer,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        here = Place(settings, issuer, size, driver, settings.data_dir, runner)
        runner.run(ensure_topics(settings.kafka_address, here.prefix))
        try:
            yield here
        finally:
            runner.run(_leave_nothing(here))


async def _leave_nothing(here: Place) -> None:
    db = here.open("")
    for name in await db.client.list_database_names():
        if name.startswith(here.name):
            await db.client.drop_database(name)
    await db.close()
    await drop_topics(here.settings.kafka_address, here.prefix)
