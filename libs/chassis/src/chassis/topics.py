"""Create the topics that the registry declares. In Kubernetes, Strimzi does it from the same registry."""

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.registry import TOPICS, Topic

DLQ_RETENTION_MS = str(30 * 24 * 3600 * 1000)


def _new(prefix: str, topic: Topic) -> list[NewTopic]:
    dlq = {"cleanup.policy": "delete", "retention.ms": DLQ_RETENTION_MS}
    return [
        NewTopic(prefix + topic.name, topic.partitions, 1, topic_configs=topic.config()),
        NewTopic(prefix + topic.dlq, 1, 1, topic_configs=dlq),
    ]


async def ensure_topics(kafka_servers: str, prefix: str = "") -> list[str]:
    """Create what is missing; the names created."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [new for topic in TOPICS for new in _new(prefix, topic) if new.name not in existing]
        if missing:
            await admin.create_topics(missing)
        return [new.name for new in missing]
    finally:
        await admin.close()
