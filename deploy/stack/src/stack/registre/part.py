"""The register simulator as a part of the platform."""

import sys

import httpx

from stack.parts import NotReady, ask
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import StackSettings


class RegistrePart:
    """`python -m stack.registre`, ready when it says what it holds."""

    name = "registre"
    start_timeout = 60.0

    def __init__(self, settings: StackSettings) -> None:
        self._settings = settings
        self.ports = (PortUse(settings.registre_port, "registre_port"),)

    async def prepare(self) -> Launch:
        return Launch((sys.executable, "-m", "stack.registre"), env=self._settings.as_environment(), stop_grace=5.0)

    async def check_ready(self) -> None:
        answer = await ask(f"{self._settings.registre_url}/pilotage/etat")
        if answer.status_code != httpx.codes.OK:
            raise NotReady(f"le simulateur de registres répond {answer.status_code}")
