"""Apply a batch of records in one transaction; when it fails, again event by event: one at fault holds up no other.

inbox records first, then the newest state of each projected key in bulk, then the handlers in the order of each key,
then those of the whole batch.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from opentelemetry import propagate, trace
from pymongo import InsertOne, ReplaceOne
from pymongo.errors import PyMongoError

from chassis import metrics
from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.mongo import passing
from chassis.reading import Item, Poison, headers_of, read
from chassis.transaction import Tx

log = logging.getLogger(__name__)
tracer = trace.get_tracer("chassis")
RETRIES = (0.1, 0.5, 2.0)
MAX_PAUSE = 5.0
DeadLetter = Callable[[Any, str], Awaitable[None]]


class Applier:
    """Applies what a `Consumer` declares, for the group `context.service`."""

    def __init__(self, context: Context, consumer: Consumer, dead_letter: DeadLetter) -> None:
        self.context = context
        self.consumer = consumer
        self.dead_letter = dead_letter

    async def batch(self, records: Sequence[Any]) -> None:
        """Apply records, or put them in the DLQ. Returns only when each one is settled."""
        items = [read(self.consumer, record) for record in records]
        received = [item for item in items if isinstance(item.outcome, Received)]
        for item in items:
            if isinstance(item.outcome, Poison):
                await self._bury(item, item.outcome.reason)
            elif not isinstance(item.outcome, Received):
                metrics.consumed.add(1, {"outcome": item.outcome.value})
        if received:
            await self._apply(received)

    async def _apply(self, items: list[Item]) -> None:
        try:
            await self._patiently(items)
        except Exception as error:
            if len(items) == 1:
                await self._retry(items[0], error)
                return
            log.warning("batch failed, again event by event", extra={"error": type(error).__name__, "size": len(items)})
            for item in items:
                await self._apply([item])

    async def _retry(self, item: Item, error: Exception) -> None:
        for pause in RETRIES:
            await asyncio.sleep(pause)
            try:
                return await self._patiently([item])
            except Exception as again:
                error = again
        await self._bury(
            item,
            f"{type(error).__name__}: {getattr(error, 'args', ('',))[0]!s:.80}"
            if _safe(error)
            else type(error).__name__,
        )

    async def _patiently(self, items: list[Item]) -> None:
        """One transaction, waiting as long as MongoDB is away or too busy: that is no fault of an event."""
        pause = 0.2
        while True:
            try:
                return await self._transaction(items)
            except PyMongoError as error:
                if not passing(error):
                    raise
                log.warning("database away, waiting", extra={"error": type(error).__name__})
                await asyncio.sleep(pause)
                pause = min(pause * 2, MAX_PAUSE)

    async def _transaction(self, items: list[Item]) -> None:
        pairs = [(item.record, item.outcome) for item in items if isinstance(item.outcome, Received)]

        async def work(tx: Tx) -> int:
            fresh = await self._enter(tx, pairs)
            await self._project(tx, [received for _, received in fresh])
            for record, received in fresh:
                await self._handle(tx, record, received)
            for types, handler in self.consumer.batch_handlers:
                if those := [received for _, received in fresh if received.envelope.type in types]:
                    await handler(those, tx)
            return len(fresh)

        applied = await self.context.transaction(work)
        metrics.consumed.add(applied, {"outcome": "applied"})
        metrics.consumed.add(len(pairs) - applied, {"outcome": "duplicate"})

    async def _enter(self, tx: Tx, pairs: list[tuple[Any, Received]]) -> list[tuple[Any, Received]]:
        """Write the inbox records of the events that this group has not seen; give those events back."""
        ids = {
            f"{self.context.service}:{received.envelope.id}": (record, received) for record, received in reversed(pairs)
        }
        known = tx["inbox"].find({"_id": {"$in": list(ids)}}, {"_id": 1}, session=tx.session)
        for document in [document async for document in known]:
            del ids[document["_id"]]
        if ids:
            await tx["inbox"].insert_many([{"_id": key, "le": tx.now} for key in ids], session=tx.session)
        return list(reversed(ids.values()))

    async def _project(self, tx: Tx, events: list[Received]) -> None:
        newest: dict[tuple[str, str], Received] = {}
        for received in events:
            collection = self.consumer.projections.get(received.envelope.type)
            if collection is None:
                continue
            place = (collection, received.envelope.subject)
            if place not in newest or newest[place].message.version < received.message.version:
                newest[place] = received
        for collection in {name for name, _ in newest}:
            await _store(tx, collection, [received for (name, _), received in newest.items() if name == collection])

    async def _handle(self, tx: Tx, record: Any, received: Received) -> None:
        handler = self.consumer.handlers.get(received.envelope.type)
        with tracer.start_as_current_span(
            f"process {received.envelope.type}",
            context=propagate.extract(headers_of(record)),
            kind=trace.SpanKind.CONSUMER,
            attributes={
                "messaging.system": "kafka",
                "messaging.destination.name": record.topic,
                "cloudevents.event_id": received.envelope.id,
            },
        ):
            if handler is not None:
                await handler(received, tx)

    async def _bury(self, item: Item, reason: str) -> None:
        log.error(
            "event put in the DLQ", extra={"topic": item.record.topic, "offset": item.record.offset, "reason": reason}
        )
        await self.dead_letter(item.record, reason)
        metrics.consumed.add(1, {"outcome": "dead_letter"})


def _safe(error: Exception) -> bool:
    """A driver's message may quote a document; ours and Python's own look-ups do not."""
    from chassis.problems import Refus

    return isinstance(error, Refus) and not isinstance(error, PyMongoError)


async def _store(tx: Tx, collection: str, events: list[Received]) -> None:
    """Write the states that are newer than those held. Another writer in between makes the transaction run again.

    One look at the versions, then plain writes: half the time of updates that compare for themselves.
    """
    ids = [received.envelope.subject for received in events]
    found = tx[collection].find({"_id": {"$in": ids}}, {"version": 1}, batch_size=len(ids) + 1, session=tx.session)
    held = {document["_id"]: document.get("version", 0) async for document in found}
    writes = [
        _write(received, new=received.envelope.subject not in held)
        for received in events
        if held.get(received.envelope.subject, -1) < received.message.version
    ]
    if writes:
        await tx[collection].bulk_write(writes, ordered=False, session=tx.session)


def _write(received: Received, *, new: bool) -> InsertOne[dict[str, Any]] | ReplaceOne[dict[str, Any]]:
    message, identifier = received.message, received.envelope.subject
    state = {"version": message.version, "type": received.envelope.type, "etat": message.model_dump(mode="json")}
    return InsertOne({"_id": identifier, **state}) if new else ReplaceOne({"_id": identifier}, state)
