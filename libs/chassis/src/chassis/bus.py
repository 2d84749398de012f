"""The worker's side of Kafka: a FastStream subscriber in batches, offsets committed after the effects, and the DLQ."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage

from chassis import metrics
from chassis.applier import Applier
from chassis.consumer import Consumer
from chassis.context import Context
from chassis.reading import headers_of
from chassis.topics import DLQ_MAX_BYTES

log = logging.getLogger(__name__)
BATCH = 200
LAG_EVERY = 10.0
REASON = 500
"""Characters kept of a reason."""


async def _readable(records: Any, original: Callable[[Any], Awaitable[Any]]) -> Any:
    """Let FastStream parse records whose headers are not UTF-8: the chassis judges them later."""
    clean = tuple(
        replace(record, headers=tuple((name, value.encode()) for name, value in headers_of(record).items()))
        for record in records
    )
    return await original(clean)


async def _as_is(message: Any) -> Any:
    return message.raw_message


class Bus:
    """One subscriber for all the topics of a service, in its consumer group."""

    def __init__(self, context: Context, consumer: Consumer) -> None:
        self.context = context
        prefix = context.settings.topic_prefix
        self.broker = KafkaBroker(
            context.settings.kafka_servers,
            acks="all",
            enable_idempotence=True,
            max_request_size=DLQ_MAX_BYTES,
            logger=None,
            client_id=context.service,
        )
        self.applier = Applier(context, consumer, self._dead_letter)
        subscriber = self.broker.subscriber(
            *sorted(prefix + topic for topic in consumer.topics),
            group_id=prefix + context.service,
            batch=True,
            max_records=BATCH,
            batch_timeout_ms=200,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            heartbeat_interval_ms=1000,
            session_timeout_ms=10_000,
            parser=_readable,
            decoder=_as_is,
        )

        self._subscriber = subscriber
        self._fault: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        @subscriber
        async def consume(message: KafkaMessage) -> None:
            if await self._settle(message.raw_message):
                await message.ack()

    async def run(self) -> None:
        """Consume for ever, from the moment the broker answers. Cancel to stop.

        Raises what the applier raises: the batch was neither applied nor put aside. The process is to be started again,
        and reads it again.
        """
        watching = asyncio.create_task(self._watch_lag())
        try:
            await self._start()
            await self._fault
        finally:
            watching.cancel()
            await self.broker.stop()

    async def _settle(self, records: Any) -> bool:
        """Apply a batch. After a fault, none any more: FastStream goes on to the next, whose commit would cover it."""
        if not self._fault.done():
            try:
                await self.applier.batch(records)
            except Exception as error:
                self._fault.set_exception(error)
        return not self._fault.done()

    async def _watch_lag(self) -> None:
        while True:
            await asyncio.sleep(LAG_EVERY)
            try:
                await self.measure_lag()
            except (KafkaError, OSError) as error:
                log.warning("lag not known", extra={"error": type(error).__name__})

    async def measure_lag(self) -> None:
        """Tell, of each partition that this process reads, how many records are not settled yet."""
        consumer = self._subscriber.consumer
        if consumer is None or not consumer.assignment():
            return
        async with asyncio.timeout(LAG_EVERY):
            ends = await consumer.end_offsets(list(consumer.assignment()))
            for partition, end in ends.items():
                settled = await consumer.committed(partition) or 0
                place = {
                    "messaging.destination.name": partition.topic,
                    "messaging.destination.partition.id": str(partition.partition),
                }
                metrics.lag.set(max(0, end - settled), place)

    async def _start(self) -> None:
        while True:
            try:
                return await self.broker.start()
            except (KafkaError, OSError) as error:
                log.warning("broker away, waiting", extra={"error": type(error).__name__})
                await self.broker.stop()
                await asyncio.sleep(1)

    async def ping(self) -> None:
        """Raises when the broker does not answer."""
        if not await self.broker.ping(timeout=2):
            raise ConnectionError("kafka")

    async def _dead_letter(self, record: Any, reason: str) -> None:
        """Put a record aside with its origin. Waits as long as the DLQ itself is away."""
        headers = {
            **headers_of(record),
            "dlq_reason": reason[:REASON],
            "dlq_group": self.context.service,
            "dlq_topic": record.topic,
            "dlq_partition": str(record.partition),
            "dlq_offset": str(record.offset),
        }
        while True:
            try:
                await self.broker.publish(
                    record.value or b"", topic=f"{record.topic}.dlq", key=record.key, headers=headers
                )
                return
            except (KafkaError, OSError) as error:
                log.warning("DLQ away, waiting", extra={"error": type(error).__name__})
                await asyncio.sleep(1)
