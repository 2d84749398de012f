"""Starts the parts stage by stage, keeps them alive, stops them in the reverse order."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stack.errors import StackError, StartFailed
from stack.lock import ChildrenRecord
from stack.parts import NotReady, Part
from stack.ports import require_free
from stack.process import Child

PROBE_INTERVAL = 0.1
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 15.0
STEADY_AFTER = 30.0
"""A part that ran this many seconds is steady again: its next restart does not wait."""


class State(Enum):
    STARTING = "démarre"
    READY = "prêt"
    DIED = "s'est arrêté"
    STOPPING = "s'arrête"
    STOPPED = "arrêté"


@dataclass(frozen=True)
class Change:
    """One line of the stack's life. `seconds`: since the part was launched."""

    part: str
    state: State
    seconds: float = 0.0
    exit_code: int | None = None


Report = Callable[[Change], None]


class Supervisor:
    """Runs stages of parts: those of one stage start together, a stage starts when the one before is ready.

    Must be started and stopped on the same event loop, whose thread outlives the parts (see `process._die_with`).
    """

    def __init__(self, stages: Sequence[Sequence[Part]], logs: Path, record: ChildrenRecord, report: Report) -> None:
        self._stages = stages
        self._logs = logs
        self._record = record
        self._report = report
        self._children: dict[str, Child] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Raises StackError (a port taken, a part that does not start); what had started is then stopped."""
        try:
            for part in (part for stage in self._stages for part in stage):
                require_free(part.name, part.ports)
            for stage in self._stages:
                await self._start_stage(stage)
        except BaseException:
            await self.stop()
            raise

    async def _start_stage(self, stage: Sequence[Part]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for part in stage:
                    group.create_task(self._start_and_keep(part))
        except* StackError as errors:
            raise errors.exceptions[0] from None

    async def _start_and_keep(self, part: Part) -> None:
        started = time.monotonic()
        try:
            child = await self._launch(part)
        except OSError as error:  # a full disk, a folder without rights, a program that this machine cannot execute
            raise StartFailed(
                f"{part.name} n'a pas pu être lancé : {error}.",
                "Vérifiez la place et les droits de ce dossier, puis relancez ; ALIN_STACK_DATA_DIR en donne un autre.",
            ) from error
        await self._wait_ready(part, child, started)
        self._keepers[part.name] = asyncio.create_task(self._keep(part, child, started), name=f"keep {part.name}")

    async def stop(self) -> None:
        for stage in reversed(self._stages):
            await asyncio.gather(*(self._stop_part(part.name) for part in stage))

    async def _stop_part(self, name: str) -> None:
        keeper = self._keepers.pop(name, None)
        if keeper:
            keeper.cancel()
            await asyncio.wait([keeper])
        child = self._children.pop(name, None)
        if child is None:
            return
        self._report(Change(name, State.STOPPING))
        await child.stop()
        self._record.remove(name)
        self._report(Change(name, State.STOPPED, exit_code=child.exit_code))

    def pid_of(self, name: str) -> int:
        """The process of a part now; it changes when the part is restarted. Raises KeyError."""
        return self._children[name].pid

    @property
    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self._children.items() if child.exit_code is None}

    async def _launch(self, part: Part) -> Child:
        self._report(Change(part.name, State.STARTING))
        launch = await part.prepare()
        child = await Child.start(part.name, launch, self._log(part.name))
        self._children[part.name] = child
        self._record.add(part.name, child.pid)
        return child

    async def _wait_ready(self, part: Part, child: Child, started: float) -> None:
        last = ""
        while time.monotonic() - started < part.start_timeout:
            if child.exit_code is not None:
                raise StartFailed(
                    f"{part.name} s'est arrêté en démarrant (code {child.exit_code}).", f"Voir {self._log(part.name)}."
                )
            try:
                await part.check_ready()
            except NotReady as reason:
                last = str(reason)
                await asyncio.sleep(PROBE_INTERVAL)
            else:
                self._report(Change(part.name, State.READY, time.monotonic() - started))
                return
        raise StartFailed(
            f"{part.name} n'est pas prêt après {part.start_timeout:.0f} s ({last}).", f"Voir {self._log(part.name)}."
        )

    async def _keep(self, part: Part, child: Child, started: float) -> None:
        """Restarts a part that ends, for as long as it takes: the stack heals when the cause goes away."""
        backoff = FIRST_BACKOFF
        while True:
            code = await child.wait()
            self._record.remove(part.name)
            self._report(Change(part.name, State.DIED, time.monotonic() - started, code))
            backoff = FIRST_BACKOFF if time.monotonic() - started > STEADY_AFTER else backoff
            child, started = await self._restart(part, backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF)

    async def _restart(self, part: Part, backoff: float) -> tuple[Child, float]:
        await asyncio.sleep(backoff)
        started = time.monotonic()
        child = await self._launch_at_last(part)
        try:
            await self._wait_ready(part, child, started)
        except StartFailed:
            await child.stop()  # hung while starting: `_keep` sees its end and tries again, later
        return child, started

    async def _launch_at_last(self, part: Part) -> Child:
        """A launch itself can fail (a full disk, a jar gone bad): as a part that dies, it is tried again."""
        while True:
            try:
                return await self._launch(part)
            except Exception:  # whatever it is: a keeper that ends would leave its part dead for good
                self._report(Change(part.name, State.DIED))
                await asyncio.sleep(LONGEST_BACKOFF)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"
