"""Publish the outbox: each key in the order of its versions, stopped at its first failure, by one process at a time."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaError
from opentelemetry import context as otel
from opentelemetry import propagate, trace
from pymongo.errors import PyMongoError

from chassis import metrics, outbox
from chassis.context import Context
from chassis.lease import Lease
from chassis.outbox import PENDING, PUBLISHED, rounds
from chassis.producer import Producer
from chassis.watching import nap, wake_on

log = logging.getLogger(__name__)
tracer = trace.get_tracer("chassis")
BATCH = 500
IDLE = 1.0


class Relay:
    """One per worker process; the lease lets one of them work."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lease = Lease(context.db, "relay")
        self.wake = asyncio.Event()
        self.producer = Producer(context.settings.kafka_servers)

    async def run(self) -> None:
        """Publish for ever. Cancel to stop: the lease is given back."""
        watcher = asyncio.create_task(wake_on(self.context.db, "outbox", self.wake))
        try:
            while True:
                await self._turn()
        finally:
            watcher.cancel()
            await self.producer.abandon()
            await self.lease.release()

    async def _turn(self) -> None:
        try:
            if await self.lease.hold() and await self.drain():
                return
        except (KafkaError, PyMongoError, OSError) as error:
            log.warning("relay stopped by a fault", extra={"error": type(error).__name__})
            await self.producer.abandon()
        await nap(self.wake, IDLE)

    async def drain(self) -> bool:
        """Publish one batch. True when more may wait."""
        found = self.context.db["outbox"].find({"state": PENDING}).sort([("key", 1), ("version", 1), ("order", 1)])
        records = await found.limit(BATCH).to_list(BATCH)
        await self._measure(records)
        if records:
            await self.producer.open()
        stopped: set[tuple[str, str]] = set()
        for turn in rounds(records):
            ready = [record for record in turn if (record["topic"], record["key"]) not in stopped]
            if not await self.lease.prolong():
                return False
            outcomes = await asyncio.gather(*(self._publish(record) for record in ready), return_exceptions=True)
            failed = [
                (record, outcome)
                for record, outcome in zip(ready, outcomes, strict=True)
                if isinstance(outcome, BaseException)
            ]
            stopped |= {(record["topic"], record["key"]) for record, _ in failed}
            await self._mark([record for record in ready if (record["topic"], record["key"]) not in stopped])
        if stopped:
            errors = sorted({type(outcome).__name__ for _, outcome in failed})
            log.warning("some keys could not be published", extra={"keys": len(stopped), "errors": errors})
            await self.producer.abandon()
            return False
        return len(records) == BATCH

    async def _publish(self, record: dict[str, Any]) -> None:
        token = otel.attach(propagate.extract(record["trace"]))
        try:
            with tracer.start_as_current_span(
                f"publish {record['headers']['ce_type']}",
                kind=trace.SpanKind.PRODUCER,
                attributes={
                    "messaging.system": "kafka",
                    "messaging.destination.name": record["topic"],
                    "cloudevents.event_id": record["_id"],
                },
            ):
                headers = dict(record["headers"])
                propagate.inject(headers)
                await self.producer.send(record["topic"], record["key"], bytes(record["body"]), headers)
        finally:
            otel.detach(token)

    async def _mark(self, records: list[dict[str, Any]]) -> None:
        if not records:
            return
        ids = [record["_id"] for record in records]
        change = {"$set": {"state": PUBLISHED, "published_at": datetime.now(UTC)}}
        await self.context.db["outbox"].update_many({"_id": {"$in": ids}, "state": PENDING}, change)
        await self._forget([record for record in records if not record["body"]])
        for record in records:
            kind = record["headers"]["ce_type"]
            metrics.published.add(1, {"messaging.destination.name": record["topic"], "cloudevents.event_type": kind})

    async def _forget(self, tombstones: list[dict[str, Any]]) -> None:
        """What a tombstone erased from its topic must not stay here either, waiting for its day to be over."""
        for tombstone in tombstones:
            told = {"state": PUBLISHED, "key": tombstone["key"], "topic": tombstone["topic"]}
            await self.context.db["outbox"].delete_many(told)

    async def _measure(self, records: list[dict[str, Any]]) -> None:
        """What was read says it all, unless more waits: the oldest may be among the rest, as keys come first."""
        number, age = len(records), outbox.age_of(records)
        if number == BATCH:
            number = await self.context.db["outbox"].count_documents({"state": PENDING})
            age = await outbox.age(self.context.db)
        metrics.pending.set(number)
        metrics.age.set(age.total_seconds())
