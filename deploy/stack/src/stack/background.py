"""The platform in a thread of its own, for callers that are not on its event loop: tests, the demo, benchmarks."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress

from stack.platform import Stages, running
from stack.settings import StackSettings
from stack.supervisor import Change, Supervisor


def silent(_: Change) -> None:
    """Says nothing of the parts' life."""


@contextmanager
def background(settings: StackSettings, stages: Stages) -> Iterator[Supervisor]:
    """The stages, ready, for the time of the block; their thread lives until they are stopped. Raises StackError."""
    ready: Future[Supervisor] = Future()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=_serve, args=(loop, stop, settings, stages, ready), name="stack")
    thread.start()
    try:
        yield ready.result()
    finally:
        with suppress(RuntimeError):  # the loop is closed: the stages ended by themselves
            loop.call_soon_threadsafe(stop.set)
        thread.join()


def _serve(
    loop: asyncio.AbstractEventLoop,
    stop: asyncio.Event,
    settings: StackSettings,
    stages: Stages,
    ready: "Future[Supervisor]",
) -> None:
    async def serve() -> None:
        try:
            async with running(settings, stages, silent) as supervisor:
                ready.set_result(supervisor)
                await stop.wait()
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(serve())
