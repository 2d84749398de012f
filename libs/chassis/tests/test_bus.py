"""What becomes of a batch when even the DLQ cannot take it, and how far behind a consumer is said to be."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chassis import metrics
from chassis.applier import Applier
from chassis.bus import Bus
from chassis.consumer import Consumer, Received
from chassis.testing import eventually, running
from chassis.transaction import Tx
from contracts.exemples import EXEMPLES
from contracts.offres import OffrePubliee

sys.path.insert(0, str(Path(__file__).parent))
from toy import record, service

pytestmark = pytest.mark.integration
MUTE = replace(service, consumer=lambda context: None, timers=lambda context: ())
"""The toy without its consumer: each test runs buses of its own."""


@pytest.fixture
async def app(mongo_url, kafka_servers, driver):
    async with running(MUTE, mongo_url, kafka_servers, driver) as started:
        yield started


def offre(identifier: str) -> OffrePubliee:
    example = EXEMPLES[OffrePubliee.TYPE]
    return example.model_copy(update={"offre_id": identifier, "version": 1})


def listening(app, *, into: str = "heard") -> Bus:
    async def heard(received: Received, tx: Tx) -> None:
        await tx[into].insert_one({"_id": received.message.offre_id}, session=tx.session)

    consumer = Consumer()
    consumer.on(OffrePubliee, handler=heard)
    return Bus(app.context, consumer)


async def test_a_batch_that_can_neither_be_applied_nor_put_aside_stops_the_process_and_is_read_again(app):
    """FastStream logs an error and goes on: the next commit would cover what was not applied."""
    await app.context.db.create_collection("heard")
    bus = listening(app)
    applied = bus.applier.batch

    async def fails_once(records) -> None:
        bus.applier.batch = applied
        raise RuntimeError("a defect of ours")

    bus.applier.batch = fails_once
    await app.publish(offre("o1"))
    task = asyncio.create_task(bus.run())
    done, _ = await asyncio.wait([task], timeout=30)
    assert done, "the process must not go on"
    assert isinstance(task.exception(), RuntimeError)
    await app.publish(offre("o2"))
    again = asyncio.create_task(listening(app).run())
    try:
        await eventually(lambda: app.context.db["heard"].find_one({"_id": "o2"}))
        await eventually(lambda: app.context.db["heard"].find_one({"_id": "o1"}))
    finally:
        again.cancel()
        await asyncio.wait([again])


async def test_the_lag_counts_what_is_not_settled_yet(app, monkeypatch):
    seen: dict[str, int] = {}

    class Gauge:
        def set(self, value: int, place: dict[str, str]) -> None:
            seen[place["messaging.destination.name"] + "/" + place["messaging.destination.partition.id"]] = value

    monkeypatch.setattr(metrics, "lag", Gauge())
    await app.context.db.create_collection("heard")
    free = asyncio.Event()
    bus = listening(app)
    applied = bus.applier.batch

    async def held(records) -> None:
        await free.wait()
        await applied(records)

    bus.applier.batch = held
    for number in range(5):
        await app.publish(offre(f"o{number}"))
    task = asyncio.create_task(bus.run())

    async def total() -> int | None:
        await bus.measure_lag()
        return sum(seen.values()) if seen else None

    async def all_wait() -> bool:
        return await total() == 5

    async def none_waits() -> bool:
        return await total() == 0

    try:
        await eventually(all_wait, 30)
        free.set()
        await eventually(none_waits, 30)
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_what_a_batch_asks_together_is_done_once_with_each_of_its_events_once(app):
    """And when the batch fails, again event by event: the one at fault holds up no other."""
    await app.context.db.create_collection("heard")
    seen: list[list[str]] = []

    async def together(received, tx: Tx) -> None:
        names = [one.message.offre_id for one in received]
        if "poison" in names:
            raise ValueError("poison")
        seen.append(names)
        await tx["heard"].insert_many([{"_id": name} for name in names], session=tx.session)

    consumer = Consumer()
    consumer.on_batch(OffrePubliee, handler=together)
    buried: list[str] = []

    async def dead_letter(record: object, reason: str) -> None:
        buried.append(reason)

    applier = Applier(app.context, consumer, dead_letter)
    records = [record(offre(name)) for name in ("o1", "o2", "o3")]
    await applier.batch(records)
    await applier.batch(records)
    assert seen == [["o1", "o2", "o3"]]
    await applier.batch([record(offre(name)) for name in ("o4", "poison", "o5")])
    assert seen[1:] == [["o4"], ["o5"]]
    assert buried == ["ValueError"]
    assert await app.context.db["heard"].count_documents({}) == 5
