"""The relay on a real MongoDB and a real Kafka: stuck, fenced, beaten in a race, full."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from chassis import outbox, producer
from chassis.clock import Clock
from chassis.context import open_context
from chassis.relay import Relay
from chassis.testing import eventually
from chassis.topics import drop_topics, ensure_topics, records
from contracts.demande_import import Consentement, EntrepriseDeclaree

sys.path.insert(0, str(Path(__file__).parent))
from toy import service

pytestmark = pytest.mark.integration
TOPIC = "demande-import.entreprises"


@pytest.fixture
async def context(mongo_url, kafka_servers, driver):
    name = f"t_{uuid4().hex[:12]}"
    settings = service.settings(
        mongo_url=mongo_url, mongo_driver=driver, mongo_database=name, kafka_servers=kafka_servers,
        topic_prefix=f"{name}.", jwks_url="",
    )  # fmt: skip
    await ensure_topics(kafka_servers, f"{name}.")
    opened = open_context("toy", settings, Clock())
    yield opened
    await opened.db.client.drop_database(name)
    await opened.db.close()
    await drop_topics(kafka_servers, f"{name}.")


def firm(siret: str, version: int = 1, raison_sociale: str = "Atelier") -> EntrepriseDeclaree:
    return EntrepriseDeclaree(
        siret=siret, version=version, raison_sociale=raison_sociale, effectif=12,
        choix_proposes=(Consentement.ANONYME,), le=Clock().now(),
    )  # fmt: skip


async def tell(context, *events: EntrepriseDeclaree) -> None:
    await context.transaction(lambda tx: tx.emit(*events))


async def told(context) -> list[tuple[str, int]]:
    """(key, version) of what is on the topic, in the order of each partition."""
    found = await records(context.settings.kafka_servers, context.settings.topic_prefix + TOPIC)
    events = [EntrepriseDeclaree.model_validate_json(record.value) for record in found]
    return [(event.siret, event.version) for event in events]


async def nothing_waits(context) -> bool:
    return await context.db["outbox"].count_documents({"state": outbox.PENDING}) == 0


@asynccontextmanager
async def turning(relay: Relay) -> AsyncIterator[Relay]:
    """The relay at work for the time of the block."""
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        await asyncio.wait([task])


class Stuck(AIOKafkaProducer):
    """As aiokafka#1017 leaves one: it started, took the record, and will try for ever."""

    made: list["Stuck"] = []  # noqa: RUF012 - emptied by the test that reads it
    stuck = 1

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.made.append(self)

    async def send_and_wait(self, *args, **options):
        if len(self.made) <= self.stuck:
            await asyncio.Event().wait()
        return await super().send_and_wait(*args, **options)


async def test_a_producer_that_is_stuck_is_replaced(context, monkeypatch):
    monkeypatch.setattr(producer, "TIMEOUT", timedelta(seconds=1))
    monkeypatch.setattr(producer, "AIOKafkaProducer", Stuck)
    Stuck.made.clear()
    await tell(context, firm("1"))
    async with turning(Relay(context)):
        await eventually(lambda: nothing_waits(context))
    assert await told(context) == [("1", 1)]
    assert len(Stuck.made) >= 2
    assert Stuck.made[0]._closed, "the first holds neither a connection nor a task"


async def test_a_broker_that_never_answers_ends_no_wait_of_ours_and_loses_nothing(context, monkeypatch):
    """A listener that takes connections and says nothing, then the real broker."""
    monkeypatch.setattr(producer, "TIMEOUT", timedelta(seconds=1))
    asked = asyncio.Event()
    silent = await asyncio.start_server(lambda reader, writer: asked.set(), "127.0.0.1", 0)
    host, port = silent.sockets[0].getsockname()
    await tell(context, firm("1"))
    relay = Relay(context)
    relay.producer = producer.Producer(f"{host}:{port}")
    async with turning(relay):
        await asyncio.wait_for(asked.wait(), 15)
        assert not await nothing_waits(context)
        relay.producer.servers = context.settings.kafka_servers
        await eventually(lambda: nothing_waits(context))
    silent.close()
    assert await told(context) == [("1", 1)]


async def test_a_relay_that_slept_while_another_took_over_publishes_nothing_more(context):
    """It read version 1, slept past its lease, and version 2 went out meanwhile: 1 must not come last."""
    sleeper, second = Relay(context), Relay(context)
    assert await sleeper.lease.hold()
    await tell(context, firm("1"))
    await context.db["leases"].update_one({"_id": "relay"}, {"$set": {"until": Clock().now() - timedelta(days=1)}})
    assert await second.lease.hold()
    await sleeper.drain()
    assert await told(context) == []
    await tell(context, firm("1", 2))
    await second.drain()
    await sleeper.drain()
    assert await told(context) == [("1", 1), ("1", 2)]
    for one in (sleeper, second):
        await one.producer.abandon()


async def test_a_record_that_kafka_refuses_stops_its_own_key_and_no_other(context):
    """Larger than a request may be: its later versions wait behind it, the other firms go."""
    relay = Relay(context)
    assert await relay.lease.hold()
    await tell(context, firm("1", 1, "A" * 1_100_000), firm("1", 2), firm("2", 1), firm("2", 2))
    await relay.drain()
    await relay.producer.abandon()
    assert await told(context) == [("2", 1), ("2", 2)]
    waiting = [lu["version"] async for lu in context.db["outbox"].find({"state": outbox.PENDING}).sort("version", 1)]
    assert waiting == [1, 2]
