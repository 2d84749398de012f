"""The only place where a MongoDB driver is opened: Motor or PyMongo Async, behind one face.

CRUD, `find` and `with_transaction` are identical on both and used as they are; what differs goes through `Database`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC
from typing import Any, Literal, TypeVar

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient, ReadPreference, WriteConcern
from pymongo.errors import CollectionInvalid, ConnectionFailure, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern

T = TypeVar("T")
Driver = Literal["motor", "pymongo"]
CODEC: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, tzinfo=UTC)
MAJORITY = WriteConcern("majority", j=True)


def passing(error: PyMongoError) -> bool:
    """The database is away, or gave up on a conflict: the same transaction may succeed a moment later."""
    return isinstance(error, ConnectionFailure) or error.has_error_label("TransientTransactionError")


class Database:
    """One service's database. `db["name"]` is the driver's own collection."""

    def __init__(self, url: str, name: str, driver: Driver) -> None:
        self.driver = driver
        options: dict[str, Any] = {"serverSelectionTimeoutMS": 5000, "appname": name}
        self.client: Any = AsyncIOMotorClient(url, **options) if driver == "motor" else AsyncMongoClient(url, **options)
        self.database: Any = self.client.get_database(name, codec_options=CODEC, write_concern=MAJORITY)
        self._collections: dict[str, Any] = {}

    def __getitem__(self, collection: str) -> Any:
        """Made once: names come from the code, never from a request."""
        if collection not in self._collections:
            self._collections[collection] = self.database[collection]
        return self._collections[collection]

    async def aggregate(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]], session: Any = None
    ) -> list[dict[str, Any]]:
        """Every document that the pipeline gives."""
        cursor = self.database[collection].aggregate(list(pipeline), session=session)
        if self.driver == "pymongo":
            cursor = await cursor
        return [document async for document in cursor]

    @asynccontextmanager
    async def watch(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]] = (), **options: Any
    ) -> AsyncIterator[Any]:
        """A change stream, to iterate or to `try_next`."""
        stream = self.database[collection].watch(list(pipeline), **options)
        if self.driver == "pymongo":
            stream = await stream
        async with stream:
            yield stream

    async def transaction(self, callback: Callable[[Any], Awaitable[T]]) -> T:
        """Run `callback(session)` in one transaction. The driver runs it again on a transient conflict."""
        session = self.client.start_session()
        if self.driver == "motor":
            session = await session
        async with session:
            result: T = await session.with_transaction(
                callback,
                read_concern=ReadConcern("snapshot"),
                write_concern=MAJORITY,
                read_preference=ReadPreference.PRIMARY,
            )
            return result

    async def create_collection(self, name: str) -> None:
        """Create a collection; another process may have been faster."""
        with suppress(CollectionInvalid, OperationFailure):
            await self.database.create_collection(name)

    async def ping(self) -> None:
        """Raises the driver's error when MongoDB does not answer."""
        await self.database.command("ping")

    async def close(self) -> None:
        """Give the connections back."""
        closing = self.client.close()
        if closing is not None:
            await closing
