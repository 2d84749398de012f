"""A service as its tests see it: the real composition on a real MongoDB and a real Kafka, in this process."""

from __future__ import annotations

import asyncio
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
from pymongo import AsyncMongoClient

from chassis.app import create_app
from chassis.auth import Keys
from chassis.clock import Clock
from chassis.context import Context, open_context
from chassis.reading import headers_of
from chassis.service import Service
from chassis.topics import drop_topics, ensure_topics, records
from contracts.envelope import Envelope, Message
from contracts.registry import topic_of
from contracts.roles import Role

M = TypeVar("M", bound=Message)
SIGNING_KEY = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})


async def eventually(check: Callable[[], Awaitable[Any]], within: float = 15) -> Any:
    """Ask until the answer is truthy, and give it back. Fails with the last answer after `within` seconds."""
    end = asyncio.get_running_loop().time() + within
    while True:
        answer = await check()
        if answer:
            return answer
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(f"not within {within} s; last answer: {answer!r}")
        await asyncio.sleep(0.05)


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
    """Run a service, api and worker, on a database and topics of its own; both are dropped afterwards.

    `database` names one that is kept, to start a second process on what a first one left.
    """
    name = database or f"t_{uuid4().hex[:12]}"
    values = {
        "mongo_url": mongo_url,
        "kafka_servers": kafka_servers,
        "mongo_driver": driver,
        "mongo_database": name,
        "topic_prefix": f"{name}.",
        "jwks_url": "",
        **settings,
    }
    await ensure_topics(kafka_servers, f"{name}.")
    context = open_context(service.name, service.settings(**values))
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
        if database is None:
            await _drop(mongo_url, name)
            await drop_topics(kafka_servers, f"{name}.")


async def _drop(mongo_url: str, name: str) -> None:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    await client.drop_database(name)
    await client.close()


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> str:
    """Each of the two drivers behind the seam."""
    name: str = request.param
    return name
