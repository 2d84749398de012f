"""What a service does with the events it reads: declared once, applied in batches by `chassis.applier`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.transaction import Tx
from contracts.envelope import Envelope, Message
from contracts.registry import topic_of


@dataclass(frozen=True, slots=True)
class Received:
    """One event: its envelope and its parsed body."""

    envelope: Envelope
    message: Any


Handler = Callable[[Received, Tx], Awaitable[None]]
BatchHandler = Callable[[Sequence[Received], Tx], Awaitable[None]]


@dataclass
class Consumer:
    """The subscriptions of one service. Its consumer group is the service's name."""

    projections: dict[str, str] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    batch_handlers: list[tuple[frozenset[str], BatchHandler]] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    types: dict[str, type[Message]] = field(default_factory=dict)

    def project(self, *events: type[Message], into: str) -> None:
        """Keep the newest state of each key in the collection `into`, as {_id, version, type, etat}."""
        for event in events:
            self._subscribe(event)
            self.projections[event.TYPE] = into

    def on(self, *events: type[Message], handler: Handler) -> None:
        """Run `handler` for each event, in the order of its key, once, in the transaction of its batch."""
        for event in events:
            self._subscribe(event)
            if event.TYPE in self.handlers:
                raise ValueError(f"{event.TYPE} has a handler already")
            self.handlers[event.TYPE] = handler

    def on_batch(self, *events: type[Message], handler: BatchHandler) -> None:
        """Run `handler` once a batch with all its events of these types, in its transaction, after the other effects.

        For what many events ask together at the price of one, and which belongs to the trace of none.
        """
        for event in events:
            self._subscribe(event)
        self.batch_handlers.append((frozenset(event.TYPE for event in events), handler))

    def _subscribe(self, event: type[Message]) -> None:
        self.topics.add(topic_of(event).name)
        self.types[event.TYPE] = event
