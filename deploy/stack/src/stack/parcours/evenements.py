"""Every event of the bus, as it comes, with the trace that caused it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.reading import headers_of
from contracts.registry import TOPICS


@dataclass(frozen=True)
class Fait:
    """One record. `trace_id` is empty when it was born outside a trace."""

    id: str
    type: str
    sujet: str
    topic: str
    trace_id: str
    corps: bytes

    @property
    def nom(self) -> str:
        """`candidature.deposee` of `fr.alin.candidatures.candidature.deposee.v1`."""
        return ".".join(self.type.split(".")[3:-1])


@dataclass
class Evenements:
    """What was seen since the beginning."""

    faits: list[Fait] = field(default_factory=list)

    def de_la_trace(self, trace_id: str) -> list[Fait]:
        """What one action caused, in the order seen."""
        return [fait for fait in list(self.faits) if trace_id and fait.trace_id == trace_id]


@contextmanager
def ecoute(kafka_servers: str, *, depuis_le_debut: bool = False) -> Iterator[Evenements]:
    """Follow every topic of the registry, in a thread of its own, for the time of the block."""
    evenements, pret = Evenements(), threading.Event()
    boucle = asyncio.new_event_loop()
    tache: list[asyncio.Task[None]] = []

    def tourner() -> None:
        asyncio.set_event_loop(boucle)
        tache.append(boucle.create_task(_suivre(kafka_servers, evenements, pret, depuis_le_debut)))
        try:
            boucle.run_until_complete(tache[0])
        except asyncio.CancelledError:
            return
        finally:
            boucle.close()

    fil = threading.Thread(target=tourner, name="evenements", daemon=True)
    fil.start()
    if not pret.wait(60):
        raise TimeoutError("Kafka ne répond pas")
    try:
        yield evenements
    finally:
        boucle.call_soon_threadsafe(tache[0].cancel)
        fil.join()


async def _suivre(servers: str, evenements: Evenements, pret: threading.Event, depuis_le_debut: bool) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic.name, n) for topic in TOPICS for n in range(topic.partitions)]
        consumer.assign(partitions)
        if not depuis_le_debut:
            await consumer.seek_to_end(*partitions)
        for partition in partitions:  # asked now: what comes after the block began is seen
            await consumer.position(partition)
        pret.set()
        async for record in consumer:
            evenements.faits.append(_fait(record))
    finally:
        await consumer.stop()


def _fait(record: Any) -> Fait:
    entetes = headers_of(record)
    traceparent = entetes.get("traceparent", "").split("-")
    return Fait(
        id=entetes.get("ce_id", ""),
        type=entetes.get("ce_type", ""),
        sujet=entetes.get("ce_subject", ""),
        topic=record.topic,
        trace_id=traceparent[1] if len(traceparent) == 4 else "",
        corps=record.value or b"",
    )
