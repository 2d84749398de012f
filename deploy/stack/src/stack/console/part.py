"""The console as a part of the platform."""

import asyncio
import sys

from stack.parts import NotReady
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST, StackSettings


class ConsolePart:
    """`python -m stack.console`, ready when its three ports answer."""

    name = "console"
    start_timeout = 30.0

    def __init__(self, settings: StackSettings) -> None:
        self._settings = settings
        self.ports = tuple(PortUse(getattr(settings, f), f) for f in ("console_port", "smtp_port", "otlp_port"))

    async def prepare(self) -> Launch:
        return Launch((sys.executable, "-m", "stack.console"), env=self._settings.as_environment(), stop_grace=5.0)

    async def check_ready(self) -> None:
        for use in self.ports:
            try:
                _, writer = await asyncio.open_connection(HOST, use.port)
            except OSError as error:
                raise NotReady(f"le port {use.port} n'écoute pas encore") from error
            writer.close()
