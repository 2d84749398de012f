"""A service as its tests see it: the real composition on a real MongoDB and a real Kafka, in this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pymongo import AsyncMongoClient, MongoClient

from chassis.app import create_app
from chassis.auth import Keys
from chassis.clock import Clock
from chassis.context import Context, open_context
from chassis.outbox import PENDING
from chassis.reading import headers_of
from chassis.service import Service
from chassis.topics import drop_topics, ensure_topics, records
from contracts.envelope import Envelope, Message
from contracts.registry import SERVICES, TOPICS, Topic, topic_of
from contracts.roles import Role

M = TypeVar("M", bound=Message)
SIGNING_KEY = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})


async def eventually(check: Callable[[], Awaitable[Any]], within: float = 15) -> Any:
    """Ask until the answer is truthy, and give it back. Fails with the last answer after `within` seconds."""
    end, pause = asyncio.get_running_loop().time() + within, 0.02
    while True:
        answer = await check()
        if answer:
            return answer
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(f"not within {within} s; last answer: {answer!r}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.3, 0.25)


@dataclass
class Running:
    """A service that runs: call it, move its clock, send it events, read what it emits."""

    context: Context
    client: httpx.AsyncClient
    producer: AIOKafkaProducer
    app: FastAPI
    sent: list[Envelope] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The clock of this service."""
        return self.context.clock

    def token(self, role: Role = Role.SALARIE, compte_id: str | None = None, **claims: Any) -> dict[str, str]:
        """Headers of a logged-in person."""
        now = int(self.clock.now().timestamp())
        settings = self.context.settings
        body = {
            "iss": settings.issuer,
            "aud": settings.audience,
            "sub": compte_id or str(uuid4()),
            "role": role.value,
            "iat": now,
            "exp": now + 600,
            **claims,
        }
        return {"Authorization": f"Bearer {jwt.encode({'alg': 'RS256', 'kid': 'test'}, body, SIGNING_KEY)}"}

    async def publish(self, message: Message, *, envelope: Envelope | None = None, source: str = "test") -> Envelope:
        """Send an event as another service would; the same `envelope` twice is a duplicate."""
        wrapped = envelope or Envelope.wrap(message, source=source, time=self.clock.now())
        headers = [(name, value.encode()) for name, value in wrapped.headers().items()]
        topic = self.context.settings.topic_prefix + topic_of(message).name
        await self.producer.send_and_wait(topic, wrapped.data, key=wrapped.subject.encode(), headers=headers)
        self.sent.append(wrapped)
        return wrapped

    async def emitted(self, kind: type[M], nombre: int = 1, within: float = 15) -> list[M]:
        """Messages of a class read from Kafka, once `nombre` of them are there."""

        async def enough() -> list[M]:
            if await self.context.db["outbox"].find_one({"state": PENDING}, {"_id": 1}):
                return []  # a look at the database is cheaper than one at Kafka
            found = [
                kind.model_validate_json(record.value)
                for record in await self.records(topic_of(kind).name)
                if record.value and headers_of(record).get("ce_type") == kind.TYPE
            ]
            return found if len(found) >= nombre else []

        return list(await eventually(enough, within))

    async def records(self, topic: str) -> list[Any]:
        """Every record of a topic now."""
        settings = self.context.settings
        return await records(settings.kafka_servers, settings.topic_prefix + topic)


@asynccontextmanager
async def running(
    service: Service,
    mongo_url: str,
    kafka_servers: str,
    driver: str = "motor",
    database: str | None = None,
    **settings: Any,
) -> AsyncIterator[Running]:
    """Run a service, api and worker, on an empty database and on topics of its own.

    `database` names one that is kept with its topics, to start a second process on what a first one left.
    """
    if database is not None:
        async with _process(service, mongo_url, kafka_servers, driver, database, f"{database}.", settings) as started:
            yield started
        return
    prefix = f"t_{uuid4().hex[:12]}."
    async with _empty_database(service, mongo_url) as name:
        try:
            async with _process(service, mongo_url, kafka_servers, driver, name, prefix, settings) as started:
                yield started
        finally:
            await drop_topics(kafka_servers, prefix)


@asynccontextmanager
async def _process(
    service: Service,
    mongo_url: str,
    kafka_servers: str,
    driver: str,
    database: str,
    prefix: str,
    settings: dict[str, Any],
) -> AsyncIterator[Running]:
    values = {
        "mongo_url": mongo_url,
        "kafka_servers": kafka_servers,
        "mongo_driver": driver,
        "mongo_database": database,
        "topic_prefix": prefix,
        "jwks_url": "",
        **settings,
    }
    context = open_context(service.name, service.settings(**values))
    await ensure_topics(kafka_servers, prefix, _topics(service, context))
    app = create_app(service, context, keys=Keys("", KeySet([SIGNING_KEY])))
    producer = AIOKafkaProducer(bootstrap_servers=kafka_servers)
    await producer.start()
    try:
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://alin.test") as client:
                yield Running(context, client, producer, app)
    finally:
        await producer.stop()


def _topics(service: Service, context: Context) -> list[Topic]:
    """Those it writes or reads; all of them for a service that the registry does not know."""
    consumer = service.consumer(context)
    read = consumer.topics if consumer else set()
    stranger = service.name not in SERVICES
    return [topic for topic in TOPICS if stranger or service.name in topic.writers or topic.name in read]


_free: dict[tuple[str, str], list[str]] = defaultdict(list)
"""Databases that a test has left, by service and server: emptying one costs a tenth of making its indexes again."""


@asynccontextmanager
async def _empty_database(service: Service, mongo_url: str) -> AsyncIterator[str]:
    free = _free[(service.name, mongo_url)]
    name = free.pop() if free else f"t_{uuid4().hex[:12]}"
    try:
        yield name
    finally:
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
        for collection in await client[name].list_collection_names():
            await client[name][collection].delete_many({})
        await client.close()
        free.append(name)  # one that could not be emptied is not used again


def drop_databases(mongo_url: str) -> None:
    """Leave nothing on a server that goes on after the tests."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        for (_, url), names in _free.items():
            for name in names if url == mongo_url else ():
                client.drop_database(name)


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> str:
    """Each of the two drivers behind the seam."""
    name: str = request.param
    return name
