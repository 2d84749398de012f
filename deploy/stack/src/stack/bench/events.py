"""Events applied per second: the worker of candidatures, and a bare consumer that stores the same states."""

import asyncio
import json
import time
from contextlib import ExitStack
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import ReplaceOne

from chassis.bus import BATCH
from chassis.mongo import Database
from contracts.offres import OffrePubliee
from contracts.registry import topic_of
from stack.bench import processes, samples
from stack.bench.measure import Comparison, Round, in_turns
from stack.bench.place import Place, WorkNotDone

PATIENCE = 60.0
"""Seconds without an end before a round is given up."""


def events_applied(here: Place) -> Comparison:
    """A topic read again from its start each round, into an empty database. Each event changes a state."""
    size = here.size
    events = (samples.offre(f"o{n}", version) for version in range(1, size.versions + 1) for n in range(size.offers))
    here.run(samples.publish(here.settings.kafka_address, here.prefix, events))
    ours, bare = in_turns(lambda turn: here.run(_ours(here, turn)), lambda turn: here.run(_bare(here, turn)), size)
    return Comparison(
        "Événements appliqués par un consommateur (lots, inbox, projection, commit)",
        "événements",
        "aiokafka et bulk_write des mêmes états",
        ours,
        bare,
    )


async def _ours(here: Place, turn: int) -> Round:
    """The offsets are followed from before the worker is there: it may be done before it is seen to be ready."""
    database = f"evenements{turn}"
    await _rewind(here)
    following = asyncio.create_task(_follow(here, database))
    with ExitStack() as process:
        worker = processes.service(here, "candidatures", "worker", database)
        await asyncio.to_thread(process.enter_context, worker)
        return await following


async def _rewind(here: Place) -> None:
    """The group of candidatures is empty between two rounds: its offsets can be set by anyone."""
    servers = here.settings.kafka_address
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, group_id=_group(here), enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(_partitions(here))
        await consumer.commit(dict.fromkeys(_partitions(here), 0))
    finally:
        await consumer.stop()


async def _follow(here: Place, database: str) -> Round:
    """From the first committed offsets that are seen to the last: the start of the process is left out."""
    admin, total = AIOKafkaAdminClient(bootstrap_servers=here.settings.kafka_address), _total(here)
    await admin.start()
    try:
        first, started = 0, time.perf_counter()
        while (done := await _committed(here, admin)) < total:
            if not first and done:
                first, started = done, time.perf_counter()
            if time.perf_counter() - started > PATIENCE:
                raise WorkNotDone(f"{done} events of {total} after {PATIENCE:.0f} s")
            await asyncio.sleep(0.01)
        measured = Round(total - first, time.perf_counter() - started)
    finally:
        await admin.close()
    await _require_newest(here, database)
    return measured


async def _committed(here: Place, admin: AIOKafkaAdminClient) -> int:
    offsets = await admin.list_consumer_group_offsets(_group(here), partitions=_partitions(here))
    return sum(max(0, offset.offset) for offset in offsets.values())


async def _bare(here: Place, turn: int) -> Round:
    db, total, group = here.open(f"nu{turn}"), _total(here), f"{here.prefix}nu{turn}"
    servers = here.settings.kafka_address
    consumer = AIOKafkaConsumer(
        _topic(here),
        bootstrap_servers=servers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await db.create_collection("offres")
    await consumer.start()
    try:
        first, done, started = 0, 0, 0.0
        while done < total:
            done += await _bare_batch(consumer, db)
            if not first and done:
                first, started = done, time.perf_counter()
        measured = Round(total - first, time.perf_counter() - started)
    finally:
        await consumer.stop()
        await db.close()
    await _require_newest(here, f"nu{turn}")
    return measured


async def _bare_batch(consumer: AIOKafkaConsumer, db: Database) -> int:
    batches = await consumer.getmany(timeout_ms=200, max_records=BATCH)
    states: dict[str, Any] = {}
    records = [record for batch in batches.values() for record in batch]
    for record in records:
        state = json.loads(record.value)
        states[state["offre_id"]] = {"version": state["version"], "etat": state}
    if states:
        writes = [ReplaceOne({"_id": key}, state, upsert=True) for key, state in states.items()]
        await db["offres"].bulk_write(writes, ordered=False)
        await consumer.commit()
    return len(records)


async def _require_newest(here: Place, database: str) -> None:
    db = here.open(database)
    try:
        newest = await db["offres"].count_documents({"version": here.size.versions})
    finally:
        await db.close()
    if newest != here.size.offers:
        raise WorkNotDone(f"{newest} newest states of {here.size.offers}")


def _total(here: Place) -> int:
    return here.size.offers * here.size.versions


def _group(here: Place) -> str:
    return f"{here.prefix}candidatures"


def _topic(here: Place) -> str:
    return here.prefix + topic_of(OffrePubliee).name


def _partitions(here: Place) -> list[TopicPartition]:
    return [TopicPartition(_topic(here), number) for number in range(topic_of(OffrePubliee).partitions)]
