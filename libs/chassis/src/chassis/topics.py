"""Create the topics that the registry declares, as Strimzi does in Kubernetes, and read one whole."""

from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.registry import TOPICS, Topic

DLQ_RETENTION_MS = str(30 * 24 * 3600 * 1000)
DLQ_MAX_BYTES = 2 * 1_048_576
"""Twice what a topic takes: a record as large as its own topic admits fits with its origin."""


def _new(prefix: str, topic: Topic) -> list[NewTopic]:
    dlq = {"cleanup.policy": "delete", "retention.ms": DLQ_RETENTION_MS, "max.message.bytes": str(DLQ_MAX_BYTES)}
    return [
        NewTopic(prefix + topic.name, topic.partitions, 1, topic_configs=topic.config()),
        NewTopic(prefix + topic.dlq, 1, 1, topic_configs=dlq),
    ]


async def ensure_topics(kafka_servers: str, prefix: str = "", topics: Iterable[Topic] = TOPICS) -> list[str]:
    """Create what is missing, with their DLQ; the names created."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [new for topic in topics for new in _new(prefix, topic) if new.name not in existing]
        if missing:
            await admin.create_topics(missing)
        return [new.name for new in missing]
    finally:
        await admin.close()


async def drop_topics(kafka_servers: str, prefix: str) -> None:
    """Delete the topics of a prefix, with their records. For tests that share one broker."""
    if not prefix:
        raise ValueError("without a prefix, every topic would go")
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    try:
        await admin.delete_topics([name for name in await admin.list_topics() if name.startswith(prefix)])
    finally:
        await admin.close()


async def records(kafka_servers: str, topic: str) -> list[Any]:
    """Every record of a topic now, oldest first, without a consumer group."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=kafka_servers, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        partitions = consumer.assignment()
        ends = await consumer.end_offsets(partitions)
        found: list[Any] = []
        while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found.extend(batch)
        return sorted(found, key=lambda record: (record.timestamp, record.partition, record.offset))
    finally:
        await consumer.stop()
