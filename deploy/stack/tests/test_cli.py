"""Ctrl-C, at any moment, stops all in order: the command ends well, and says nothing of an error."""

import signal
import subprocess
import sys
from pathlib import Path

SEEDING = """
import asyncio, sys
from pathlib import Path
from stack.cli import run_until_stopped
from stack.settings import isolated_settings

async def seed(_):
    print("seeding", flush=True)
    await asyncio.sleep(600)

run_until_stopped(isolated_settings(Path(sys.argv[1])), [], seed)
"""

CLOSING = """
import pathlib, signal, sys, time
def close(*_):
    time.sleep(1)
    pathlib.Path(sys.argv[1], "closed").touch()
    sys.exit()
signal.signal(signal.SIGTERM, close)
pathlib.Path(sys.argv[1], "serving").touch()
time.sleep(600)
"""

NEVER_READY = """
import sys
from pathlib import Path
from stack.cli import run_until_stopped
from stack.parts import NotReady
from stack.process import Launch
from stack.settings import isolated_settings

class Slow:
    name, ports, start_timeout = "lent", (), 60.0

    async def prepare(self):
        return Launch((sys.executable, "-c", sys.argv[2], sys.argv[1]))

    async def check_ready(self):
        if Path(sys.argv[1], "serving").exists():
            print("serving", flush=True)
        raise NotReady("jamais")

run_until_stopped(isolated_settings(Path(sys.argv[1])), [[Slow()]], None)
"""


def start(program: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-uc", program, str(folder), CLOSING]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_until(stack: subprocess.Popen[str], words: str) -> None:
    assert stack.stdout
    assert any(words in line for line in stack.stdout), f"« {words} » never came"


def test_ctrl_c_while_the_examples_are_written_stops_all(tmp_path):
    stack = start(SEEDING, tmp_path)
    read_until(stack, "seeding")
    stack.send_signal(signal.SIGINT)
    said, _ = stack.communicate(timeout=30)
    assert stack.returncode == 0
    assert not said


def test_a_second_ctrl_c_does_not_cut_the_stop_that_the_first_began(tmp_path):
    stack = start(NEVER_READY, tmp_path)
    read_until(stack, "serving")
    stack.send_signal(signal.SIGINT)
    read_until(stack, "s'arrête")
    stack.send_signal(signal.SIGINT)
    said, _ = stack.communicate(timeout=30)
    assert stack.returncode == 0
    assert "arrêté" in said
    assert (tmp_path / "closed").exists()
