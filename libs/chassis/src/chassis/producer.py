"""The relay's way to Kafka: an idempotent producer whose every wait ends, left behind when it is stuck."""

import asyncio
from datetime import timedelta

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed

TIMEOUT = timedelta(seconds=5)
"""For each wait. Shorter than a lease: what a round sends is settled, or given up, before another relay may send newer
versions of the same keys. An older version that came last would be the one that compaction keeps."""


class Producer:
    """Opened on first use, opened anew after `abandon`."""

    def __init__(self, servers: str) -> None:
        self.servers = servers
        self._open: AIOKafkaProducer | None = None

    async def open(self) -> None:
        """Be ready to send. Raises `KafkaError`, `OSError` (a `TimeoutError` too): then `abandon`."""
        if self._open is None:
            milliseconds = int(TIMEOUT.total_seconds() * 1000)
            self._open = AIOKafkaProducer(
                bootstrap_servers=self.servers,
                acks="all",
                enable_idempotence=True,
                linger_ms=2,
                request_timeout_ms=milliseconds,
            )
            async with asyncio.timeout(TIMEOUT.total_seconds()):
                await self._open.start()

    async def send(self, topic: str, key: str, body: bytes, headers: dict[str, str]) -> None:
        """Publish one record, acknowledged. An empty body is a tombstone. Raises as `open`."""
        if self._open is None:
            raise ProducerClosed
        sent = [(name, value.encode()) for name, value in headers.items()]
        async with asyncio.timeout(TIMEOUT.total_seconds()):
            await self._open.send_and_wait(topic, body or None, key=key.encode(), headers=sent)

    async def abandon(self) -> None:
        """Leave it with what it still holds: the outbox knows what was not acknowledged.

        An idempotent producer tries for ever, and `stop` alone waits for what it tries: with a broker that is away, or
        sequence numbers that no longer fit (aiokafka#1017), it would never end. So its sender is stopped first.
        """
        producer, self._open = self._open, None
        if producer is not None:
            await producer._sender.close()
            producer._message_accumulator.fail_all(ProducerClosed())
            await producer.stop()
