"""One transaction of a use case: the aggregate by compare-and-set, and its outbox records, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

from chassis import outbox
from chassis.clock import PARIS
from chassis.problems import Refus
from contracts.envelope import Command, Event
from contracts.problemes.technique import CONFLIT_VERSION
from contracts.registry import topic_of

if TYPE_CHECKING:
    from chassis.context import Context


@dataclass
class Tx:
    """Handed to each use case. Pass `session=tx.session` to every call of a collection."""

    context: Context
    session: Any

    def __post_init__(self) -> None:
        self.now: datetime = self.context.clock.now()

    @property
    def today(self) -> date:
        """The date in Paris."""
        return self.now.astimezone(PARIS).date()

    def __getitem__(self, collection: str) -> Any:
        return self.context.db[collection]

    async def save(self, collection: str, identifier: str, document: dict[str, Any], version: int) -> None:
        """Store an aggregate whose new version is `version`; 1 creates it.

        Raises `Refus(CONFLIT_VERSION)` when another writer was faster. A unique index that refuses the document raises
        the driver's `DuplicateKeyError`, except on `_id`.
        """
        body = {**document, "_id": identifier, "version": version}
        if version == 1:
            await self._create(collection, body)
            return
        expected = {"_id": identifier, "version": version - 1}
        result = await self[collection].replace_one(expected, body, session=self.session)
        if not result.matched_count:
            raise _conflict()

    async def _create(self, collection: str, body: dict[str, Any]) -> None:
        try:
            await self[collection].insert_one(body, session=self.session)
        except DuplicateKeyError as error:
            if list((error.details or {}).get("keyPattern", {})) == ["_id"]:
                raise _conflict() from error
            raise

    async def emit(self, *messages: Event | Command) -> None:
        """Put messages in the outbox, in this order; the relay publishes them after the commit."""
        records = [outbox.record(self.context, message, self.now) for message in messages]
        if records:
            await self["outbox"].insert_many(records, session=self.session)

    async def tombstone(self, event: type[Event], key: str, version: int) -> None:
        """Erase a key from its compacted topic, after the event of that version."""
        record = outbox.tombstone(self.context, topic_of(event), key, version, self.now)
        await self["outbox"].insert_one(record, session=self.session)

    async def forget(self, caller: str) -> None:
        """Erase the answers kept under the `Idempotency-Key`s of an account: they may describe the person."""
        await self["idempotence"].delete_many({"caller": fingerprint(caller)}, session=self.session)


def fingerprint(caller: str) -> str:
    """What stands for a caller beside a kept answer."""
    return hashlib.sha256(caller.encode()).hexdigest()


def _conflict() -> Refus:
    return Refus(CONFLIT_VERSION, "Cette ressource vient d’être modifiée. Rechargez-la, puis recommencez.")
