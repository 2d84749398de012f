"""A task that follows the database as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def en_fond(travail: Coroutine[Any, Any, None]) -> AsyncIterator["asyncio.Task[None]"]:
    """Run it beside the block, then insist until it has ended: a driver may turn a cancellation into its own error."""
    tache = asyncio.create_task(travail)
    try:
        yield tache
    finally:
        while not tache.done():
            tache.cancel()
            await asyncio.wait([tache], timeout=1)
