"""A process stops when it is asked to, whatever its jobs were doing."""

import asyncio
import os
import signal

from chassis import background as module
from chassis.background import background


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
        async with background(job()):
            await asyncio.sleep(0)
    assert swallowed == 2


async def test_a_job_that_dies_takes_its_process_down(monkeypatch):
    """Nothing restarts a job: the process would go on, ready, and do half of its work."""
    asked = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(module.os, "kill", lambda *call: asked.set_result(call))

    async def job() -> None:
        raise RuntimeError("a defect of ours")

    async with background(job()):
        assert await asyncio.wait_for(asked, 10) == (os.getpid(), signal.SIGTERM)
