"""What a service is made of. Reading a service's `app.py` tells the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from chassis.consumer import Consumer
from chassis.context import Context
from chassis.settings import ServiceSettings
from chassis.timers import Timer


@dataclass(frozen=True)
class Index:
    """One index. `keys` are field names, or (name, direction) pairs; `ttl` counts from a date field."""

    collection: str
    keys: tuple[str | tuple[str, int], ...]
    unique: bool = False
    partial: Mapping[str, Any] | None = None
    ttl: timedelta | None = None

    def options(self) -> dict[str, Any]:
        """The driver's own options."""
        chosen: dict[str, Any] = {"unique": self.unique}
        if self.partial is not None:
            chosen["partialFilterExpression"] = dict(self.partial)
        if self.ttl is not None:
            chosen["expireAfterSeconds"] = int(self.ttl.total_seconds())
        return chosen

    def fields(self) -> list[tuple[str, int]]:
        """Keys with their direction."""
        return [key if isinstance(key, tuple) else (key, 1) for key in self.keys]


@dataclass(frozen=True)
class Service:
    """The composition of a service: one image, two processes (api, worker)."""

    name: str
    settings: type[ServiceSettings]
    router: APIRouter
    indexes: tuple[Index, ...] = ()
    consumer: Callable[[Context], Consumer | None] = field(default=lambda context: None)
    timers: Callable[[Context], tuple[Timer, ...]] = field(default=lambda context: ())
    resources: Callable[[Context], AbstractAsyncContextManager[Any]] | None = None
    worker_resources: bool = True
    """False when the api alone needs them: a worker that does nothing else is spared their memory."""
    description: str = ""


CHASSIS_INDEXES = (
    Index("outbox", ("state", "key", "version", "order")),
    Index("outbox", ("published_at",), ttl=timedelta(days=1)),
    Index("inbox", ("le",), ttl=timedelta(days=30)),
    Index("idempotence", ("le",), ttl=timedelta(days=1)),
    Index("idempotence", ("caller",)),
)


COLLECTIONS = ("outbox", "inbox", "idempotence", "leases")


async def ensure_indexes(context: Context, service: Service) -> None:
    """Create what is missing; a no-op when all is there. Collections exist before the first transaction writes them."""
    existing = set(await context.db.database.list_collection_names())
    indexes = (*CHASSIS_INDEXES, *service.indexes)
    for name in sorted({*COLLECTIONS, *(index.collection for index in indexes)} - existing):
        await context.db.create_collection(name)
    for index in indexes:
        await context.db[index.collection].create_index(index.fields(), **index.options())
