"""One child process: started in a group of its own, never outliving the stack, stopped in order."""

import asyncio
import ctypes
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LOG_LIMIT = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before any fork: nothing is loaded in the child


@dataclass(frozen=True)
class Launch:
    """What to execute. `env` is added to the stack's own environment."""

    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    stop_grace: float = 15.0
    """Seconds between SIGTERM and SIGKILL."""


def _die_with(parent: int) -> Callable[[], None]:
    """Linux kills the child when the thread that forked it ends, kill -9 of the stack included.

    So the supervisor forks from the thread that runs its event loop, which lives as long as the stack does.
    """

    def before_exec() -> None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent died between the fork and the line above
            os._exit(1)

    return before_exec


def _direct_loopback(env: Mapping[str, str]) -> dict[str, str]:
    """The parts speak to each other past the proxy that a download may need."""
    spared = ",".join(filter(None, (env.get("no_proxy") or env.get("NO_PROXY"), "127.0.0.1", "localhost")))
    return {"no_proxy": spared, "NO_PROXY": spared}


class Child:
    """A running process. Its output is appended to one log file, the previous one kept when it grew large."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, launch: Launch) -> None:
        self.name = name
        self.launch = launch
        self._process = process

    @classmethod
    async def start(cls, name: str, launch: Launch, log: Path) -> "Child":
        with _open_log(log) as output:
            process = await asyncio.create_subprocess_exec(
                *launch.command,
                env=os.environ | _direct_loopback(os.environ) | dict(launch.env),
                cwd=launch.cwd,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                process_group=0,  # Ctrl-C in the terminal reaches the stack alone, which then stops its parts in order
                preexec_fn=_die_with(os.getpid()),
            )
        return cls(name, process, launch)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    async def wait(self) -> int:
        return await self._process.wait()

    async def stop(self) -> None:
        """SIGTERM to the group, then SIGKILL after the grace. Returns when the process is gone."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self.launch.stop_grace)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                return  # it ended by itself just before


def _open_log(log: Path) -> BinaryIO:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")
