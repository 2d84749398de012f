"""What a part of the platform is: something the supervisor can launch, ask whether it is ready, and stop."""

from typing import Protocol

import httpx

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


async def ask(url: str, seconds: float = 3) -> httpx.Response:
    """What a part on the loopback answers. Raises NotReady when it does not.

    Without a TLS context, which costs 20 ms of processor and which a part would be asked with ten times a second; and
    never through a proxy.
    """
    try:
        async with httpx.AsyncClient(timeout=seconds, trust_env=False, verify=False) as client:  # noqa: S501 - http alone
            return await client.get(url)
    except httpx.HTTPError as error:
        raise NotReady("ne répond pas encore") from error
