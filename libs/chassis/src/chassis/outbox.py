"""Records that wait to be published. Written in the transaction of the aggregate; only the relay takes them out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bson import ObjectId
from opentelemetry import propagate

from contracts.envelope import Command, Envelope, Event
from contracts.registry import SERVICES, Topic, topic_of

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.mongo import Database

PENDING = "pending"
PUBLISHED = "published"


def _record(context: Context, topic: Topic, envelope: Envelope, version: int) -> dict[str, Any]:
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return {
        "_id": envelope.id,
        "order": ObjectId(),
        "topic": context.settings.topic_prefix + topic.name,
        "key": envelope.subject,
        "version": version,
        "headers": envelope.headers(),
        "body": envelope.data,
        "trace": carrier,
        "state": PENDING,
        "created_at": envelope.time,
    }


class NotTheWriter(TypeError):
    """A service emits a message that the registry gives to another: a defect, seen by the first test that runs it."""


def record(context: Context, message: Event | Command, now: datetime) -> dict[str, Any]:
    """The outbox record of a message, with the trace it was born in. Raises `NotTheWriter`."""
    if context.service in SERVICES and context.service not in topic_of(message).writers:
        raise NotTheWriter(f"{context.service} does not write {message.TYPE}")
    envelope = Envelope.wrap(message, source=context.service, time=now)
    version = message.version if isinstance(message, Event) else 0
    return _record(context, topic_of(message), envelope, version)


def tombstone(context: Context, topic: Topic, key: str, version: int, now: datetime) -> dict[str, Any]:
    """The record that erases a key: no body. It follows the event of the same version."""
    kind = f"fr.alin.{topic.owner}.{topic.name.split('.')[1]}.efface.v1"
    envelope = Envelope(str(uuid4()), kind, f"/alin/{context.service}", now, key, b"")
    return _record(context, topic, envelope, version)


async def age(db: Database) -> timedelta:
    """How long the oldest record has waited, by the system's clock; zero when none waits."""
    oldest = await db["outbox"].find_one({"state": PENDING}, {"order": 1}, sort=[("order", 1)])
    return age_of([oldest] if oldest else [])


def age_of(records: Iterable[dict[str, Any]]) -> timedelta:
    """How long the oldest of these has waited; zero when there is none."""
    born = min((record["order"].generation_time for record in records), default=None)
    return timedelta() if born is None else max(timedelta(), datetime.now(UTC) - born)


def rounds(records: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split pending records so that each round has at most one record of a key, in the order of versions.

    The order of a key is its aggregate's version, then the order of emission: two commits may be seen late, or out of
    order, but never a version before the one it follows.
    """
    queues: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for item in sorted(records, key=lambda r: (r["version"], r["order"])):
        queues.setdefault((item["topic"], item["key"]), []).append(item)
    depth = max((len(queue) for queue in queues.values()), default=0)
    return [[queue[i] for queue in queues.values() if i < len(queue)] for i in range(depth)]
