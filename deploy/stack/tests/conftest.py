"""A part made of a few lines of Python, that tests can break at will."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stack.parts import NotReady
from stack.ports import PortUse
from stack.process import Launch

SERVE = """
import pathlib, signal, sys, time
ready, ignore_term = pathlib.Path(sys.argv[1]), sys.argv[2] == "stubborn"
if ignore_term:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("started", flush=True)
ready.write_text("ready")
time.sleep(600)
"""


class FakePart:
    """Ready once its process has written a file; the file is removed before each start."""

    start_timeout = 10.0

    def __init__(self, name: str, folder: Path, program: str = SERVE, behaviour: str = "polite") -> None:
        self.name = name
        self.ports: tuple[PortUse, ...] = ()
        self.ready_file = folder / f"{name}.ready"
        self.program = program
        self.behaviour = behaviour

    async def prepare(self) -> Launch:
        self.ready_file.unlink(missing_ok=True)
        return Launch((sys.executable, "-c", self.program, str(self.ready_file), self.behaviour), stop_grace=0.5)

    async def check_ready(self) -> None:
        if not self.ready_file.exists():
            raise NotReady("no file")


@pytest.fixture
def fake_part(tmp_path: Path) -> Callable[..., FakePart]:
    def make(name: str = "fake", **options: str) -> FakePart:
        return FakePart(name, tmp_path, **options)

    return make
