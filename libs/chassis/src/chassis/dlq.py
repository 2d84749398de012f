"""For operators: list, inspect and replay the events put aside in `<topic>.dlq`."""

import asyncio
import json
from collections.abc import Callable
from typing import Annotated, Any

import typer
from aiokafka import AIOKafkaProducer

from chassis.reading import headers_of
from chassis.topics import records
from contracts.registry import TOPICS

cli = typer.Typer(no_args_is_help=True, help=__doc__)
Servers = Annotated[str, typer.Option(envvar="ALIN_KAFKA_SERVERS", help="host:port,host:port")]
Prefix = Annotated[str, typer.Option(envvar="ALIN_TOPIC_PREFIX")]
ORIGIN = ("dlq_reason", "dlq_group", "dlq_topic", "dlq_partition", "dlq_offset")


async def replay(servers: str, topic: str, wanted: Callable[[Any], bool]) -> int:
    """Send records back where they came from, with their own id: groups that applied them will pass over them."""
    chosen = [record for record in await records(servers, topic) if wanted(record)]
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for record in chosen:
            headers = headers_of(record)
            kept = [(name, value.encode()) for name, value in headers.items() if name not in ORIGIN]
            await producer.send_and_wait(headers["dlq_topic"], record.value, key=record.key, headers=kept)
    finally:
        await producer.stop()
    return len(chosen)


def describe(record: Any) -> dict[str, Any]:
    """Headers and place of a record, without its body."""
    return {"offset": record.offset, **headers_of(record)}


@cli.command("list")
def list_(kafka_servers: Servers, topic_prefix: Prefix = "") -> None:
    """Count what waits in each DLQ, then say each record's reason and origin."""
    for topic in TOPICS:
        name = topic_prefix + topic.dlq
        found = asyncio.run(records(kafka_servers, name))
        typer.echo(f"{name}: {len(found)}")
        for record in found:
            typer.echo(f"  {json.dumps(describe(record), ensure_ascii=False)}")


@cli.command("show")
def show(dlq_topic: str, offset: int, kafka_servers: Servers) -> None:
    """Print one record with its body. Mind personal data: the registry says which topics hold some."""
    for record in asyncio.run(records(kafka_servers, dlq_topic)):
        if record.offset == offset:
            typer.echo(json.dumps(describe(record), ensure_ascii=False, indent=2))
            typer.echo((record.value or b"").decode(errors="replace"))
            return
    raise typer.Exit(1)


@cli.command("replay")
def replay_(dlq_topic: str, kafka_servers: Servers, offset: Annotated[int | None, typer.Option()] = None) -> None:
    """Replay one record, or all of the topic."""
    count = asyncio.run(replay(kafka_servers, dlq_topic, lambda record: offset in (None, record.offset)))
    typer.echo(f"{count} replayed")
