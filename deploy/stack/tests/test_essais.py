"""What a first start writes to be tried: by processes that leave nothing behind them."""

import asyncio
import time
from contextlib import suppress

import psutil
import pytest

from stack import essais
from stack.errors import StackError
from stack.settings import isolated_settings


def writers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "amorcer" in child.cmdline()]


async def test_examples_that_are_interrupted_leave_no_process(tmp_path):
    writing = asyncio.create_task(essais.amorcer(isolated_settings(tmp_path)))  # no MongoDB there: they wait for it
    end = time.monotonic() + 30
    while len(started := writers()) < 3:
        assert time.monotonic() < end, "the examples never began"
        await asyncio.sleep(0.02)
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing
    assert not any(process.is_running() for process in started)


async def test_examples_that_cannot_be_written_name_their_log(tmp_path):
    settings = isolated_settings(tmp_path)
    with pytest.raises(StackError) as failure:
        await essais._lancer(settings, "inconnu")
    log = settings.logs / "amorce-inconnu.log"
    assert str(log) in failure.value.advice
    assert "No module named inconnu" in log.read_text()


def test_a_role_is_shown_as_it_is_written(tmp_path):
    assert [compte.libelle for compte in essais.comptes(tmp_path)][:2] == ["salarié", "conseiller"]
