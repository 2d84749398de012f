"""Wake a job when a collection changes, whichever process wrote it."""

import asyncio
import logging
from typing import Any

from pymongo.errors import PyMongoError

from chassis.mongo import Database

log = logging.getLogger(__name__)
CHANGES: list[dict[str, Any]] = [
    {"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}},
    {"$project": {"_id": 1}},
]


async def wake_on(db: Database, collection: str, wake: asyncio.Event) -> None:
    """Set `wake` at each write of the collection, for ever. A lost stream wakes once, then is opened again."""
    while True:
        try:
            async with db.watch(collection, CHANGES, max_await_time_ms=10_000) as stream:
                wake.set()
                async for _ in stream:
                    wake.set()
        except PyMongoError as error:
            log.warning("change stream lost", extra={"collection": collection, "error": type(error).__name__})
            wake.set()
            await asyncio.sleep(1)


async def nap(wake: asyncio.Event, seconds: float) -> None:
    """Wait for the wake, `seconds` at most."""
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        pass
    wake.clear()
