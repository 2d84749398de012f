"""What a part of the platform is: something the supervisor can launch, ask whether it is ready, and stop."""

from typing import Protocol

from stack.ports import PortUse
from stack.process import Launch


class NotReady(Exception):
    """The part does not answer yet: ask again in a moment."""


class Part(Protocol):
    """One program of the platform."""

    @property
    def name(self) -> str: ...

    @property
    def ports(self) -> tuple[PortUse, ...]: ...

    @property
    def start_timeout(self) -> float:
        """Seconds it may take to become ready on a busy machine."""

    async def prepare(self) -> Launch:
        """Writes what the program needs on disk, and says how to launch it. Called before every start."""

    async def check_ready(self) -> None:
        """Raises NotReady until the program serves. May complete its set-up, if doing so twice is harmless."""
