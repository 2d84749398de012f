"""Work that time or a write starts, by one process of the service at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from chassis.context import Context
from chassis.lease import Lease
from chassis.watching import nap, wake_on

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timer:
    """Run `run(context)` every so often, and at once when the collection `wakes_on` changes.

    A run that fails is logged and tried again at the next turn: it must take up what it finds, not what it remembers.
    """

    name: str
    every: timedelta
    run: Callable[[Context], Awaitable[None]]
    wakes_on: str | None = None


async def keep(context: Context, timer: Timer) -> None:
    """Turn a timer for ever. Cancel to stop."""
    lease, wake = Lease(context.db, f"timer:{timer.name}"), asyncio.Event()
    watcher = asyncio.create_task(wake_on(context.db, timer.wakes_on, wake)) if timer.wakes_on else None
    try:
        while True:
            await _turn(context, timer, lease)
            await nap(wake, timer.every.total_seconds())
    finally:
        if watcher:
            watcher.cancel()
        await lease.release()


async def _turn(context: Context, timer: Timer, lease: Lease) -> None:
    try:
        if not await lease.hold():
            return
        renewing = asyncio.create_task(_renew(lease))
        try:
            await timer.run(context)
        finally:
            renewing.cancel()
    except Exception as error:
        log.error("timer failed", extra={"timer": timer.name, "error": type(error).__name__}, exc_info=error)


async def _renew(lease: Lease) -> None:
    while True:
        await asyncio.sleep(2)
        await lease.hold()
