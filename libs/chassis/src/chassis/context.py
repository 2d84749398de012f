"""What a running service holds: its settings, its database, the time. Given to every handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chassis.clock import Clock
from chassis.mongo import Database
from chassis.settings import ServiceSettings
from chassis.transaction import Tx

T = TypeVar("T")


@dataclass
class Context:
    """One per process."""

    service: str
    settings: Any
    db: Database
    clock: Clock
    resources: Any = None
    ready: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    """Readiness checks by name; each raises when what it watches is not there."""

    async def transaction(self, callback: Callable[[Tx], Awaitable[T]]) -> T:
        """Run a use case in one transaction. It may be run again: no outside effect inside."""
        return await self.db.transaction(lambda session: callback(Tx(self, session)))


def open_context(service: str, settings: ServiceSettings, clock: Clock | None = None) -> Context:
    """Connect a process to its database."""
    name = settings.mongo_database or service
    db = Database(settings.mongo_url.get_secret_value(), name, settings.mongo_driver)
    return Context(service, settings, db, clock or Clock(settings.clock_file))
