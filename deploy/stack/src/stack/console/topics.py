"""What is on the bus: topics, how many records, and the last ones; of personal data, the headers only."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from contracts.registry import TOPICS

READ_SECONDS = 3.0
INTERNAL_PREFIX = "__"


class BusUnreachable(Exception):
    """Kafka does not answer."""


@dataclass(frozen=True)
class TopicSummary:
    """`records` counts offsets: on a compacted topic, some of them may have been cleaned away."""

    name: str
    partitions: int
    records: int
    personal: bool
    description: str


@dataclass(frozen=True)
class Record:
    """`body` is None where the topic carries personal data; "" is a tombstone."""

    partition: int
    offset: int
    time: datetime
    key: str | None
    headers: tuple[tuple[str, str], ...]
    body: str | None


def is_personal(topic: str) -> bool:
    """Whether bodies are hidden: said by the registry of contracts; a topic it does not know is hidden too."""
    declared = {known.name: known.personal_data for known in TOPICS}
    return declared.get(topic.removesuffix(".dlq"), True)


def describe(topic: str) -> str:
    declared = {known.name: known.description for known in TOPICS}
    if topic.endswith(".dlq"):
        return "Événements qu'un consommateur n'a pas pu appliquer."
    return declared.get(topic, "Hors du registre des topics.")


class Bus:
    """Reads with a consumer of its own, in no group: looking changes nothing for the services."""

    def __init__(self, servers: str) -> None:
        self._servers = servers

    async def summaries(self) -> list[TopicSummary]:
        """Raises BusUnreachable."""
        partitions = await _layout(self._servers)
        async with _Reader(self._servers) as consumer:
            everything = [partition for several in partitions.values() for partition in several]
            first, last = await _offsets(consumer, everything)
            return [
                TopicSummary(
                    name=name,
                    partitions=len(several),
                    records=sum(last[partition] - first[partition] for partition in several),
                    personal=is_personal(name),
                    description=describe(name),
                )
                for name, several in partitions.items()
            ]

    async def last_records(self, topic: str, count: int) -> list[Record] | None:
        """Newest first; None when there is no such topic. Raises BusUnreachable."""
        partitions = (await _layout(self._servers)).get(topic)
        if partitions is None:
            return None
        async with _Reader(self._servers) as consumer:
            first, last = await _offsets(consumer, partitions)
            consumer.assign(partitions)
            for partition in partitions:
                consumer.seek(partition, max(first[partition], last[partition] - count))
            records = await _read_up_to(consumer, first, last)
        newest = sorted(records, key=lambda record: (record.timestamp, record.offset), reverse=True)[:count]
        return [_shown(record, hide_body=is_personal(topic)) for record in newest]


class _Reader:
    def __init__(self, servers: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False)

    async def __aenter__(self) -> AIOKafkaConsumer:
        try:
            await self._consumer.start()
        except (KafkaError, OSError) as error:
            await self._consumer.stop()
            raise BusUnreachable from error
        return self._consumer

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()


async def _layout(servers: str) -> dict[str, list[TopicPartition]]:
    """The partitions of each topic but Kafka's own, by name."""
    client = AIOKafkaClient(bootstrap_servers=servers)
    try:
        await client.bootstrap()
        cluster = await client.fetch_all_metadata()
    except (KafkaError, OSError) as error:
        raise BusUnreachable from error
    finally:
        await client.close()
    names = sorted(name for name in cluster.topics() if not name.startswith(INTERNAL_PREFIX))
    return {name: [TopicPartition(name, n) for n in sorted(cluster.partitions_for_topic(name) or ())] for name in names}


async def _offsets(
    consumer: AIOKafkaConsumer, partitions: list[TopicPartition]
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    if not partitions:
        return {}, {}
    try:
        first = await consumer.beginning_offsets(partitions)
        return first, await consumer.end_offsets(partitions)
    except KafkaError as error:
        raise BusUnreachable from error


async def _read_up_to(
    consumer: AIOKafkaConsumer, first: dict[TopicPartition, int], last: dict[TopicPartition, int]
) -> list[ConsumerRecord]:
    """Reads each partition to its end as it was; gives up after READ_SECONDS with what came in."""
    records: list[ConsumerRecord] = []
    waiting = {partition for partition, end in last.items() if end > first[partition]}
    try:
        async with asyncio.timeout(READ_SECONDS):
            while waiting:
                batches = await consumer.getmany(*waiting, timeout_ms=200)
                records += [record for batch in batches.values() for record in batch]
                waiting = {one for one in waiting if await consumer.position(one) < last[one]}
    except TimeoutError:
        return records
    return records


def _shown(record: ConsumerRecord, hide_body: bool) -> Record:
    return Record(
        partition=record.partition,
        offset=record.offset,
        time=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        key=record.key.decode(errors="replace") if record.key else None,
        headers=tuple((name, value.decode(errors="replace")) for name, value in record.headers),
        body=None if hide_body else _pretty(record.value or b""),
    )


def _pretty(value: bytes) -> str:
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False) if value else ""
    except ValueError:
        return value.decode(errors="replace")
