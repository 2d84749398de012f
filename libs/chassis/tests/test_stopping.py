"""A process stops when it is asked to, whatever its jobs were doing."""

import asyncio

from chassis.app import _background


async def test_a_job_that_swallows_its_first_cancellation_is_stopped_all_the_same():
    """As PyMongo Async does when the cancellation meets it in the middle of a command."""
    swallowed = 0

    async def job() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed > 1:
                    raise

    async with asyncio.timeout(10):
        async with _background([job()]):
            await asyncio.sleep(0)
    assert swallowed == 2
