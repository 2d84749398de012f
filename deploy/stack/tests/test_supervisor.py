"""The supervisor starts, keeps and stops programs; nothing it started outlives it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from stack import supervisor as supervising
from stack.errors import PortTaken, StartFailed
from stack.lock import ChildrenRecord
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST
from stack.supervisor import Change, State, Supervisor


def supervise(tmp_path: Path, *stages: list[object]) -> tuple[Supervisor, list[Change]]:
    changes: list[Change] = []
    return Supervisor(stages, tmp_path / "logs", ChildrenRecord(tmp_path / "children.json"), changes.append), changes


async def until(condition, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition never came true"
        await asyncio.sleep(0.02)


async def test_stages_start_in_order_and_stop_in_reverse(tmp_path, fake_part):
    supervisor, changes = supervise(tmp_path, [fake_part("first")], [fake_part("second")])
    await supervisor.start()
    await supervisor.stop()
    moments = [(change.part, change.state) for change in changes]
    assert moments.index(("first", State.READY)) < moments.index(("second", State.STARTING))
    assert moments.index(("second", State.STOPPED)) < moments.index(("first", State.STOPPING))


async def test_a_part_killed_by_surprise_is_started_again(tmp_path, fake_part):
    supervisor, changes = supervise(tmp_path, [fake_part()])
    await supervisor.start()
    first = supervisor.pid_of("fake")
    os.kill(first, signal.SIGKILL)
    await until(lambda: [c.state for c in changes].count(State.READY) == 2)
    assert supervisor.pid_of("fake") != first
    assert [c.exit_code for c in changes if c.state is State.DIED] == [-signal.SIGKILL]
    await supervisor.stop()


async def test_a_part_that_keeps_dying_is_restarted_at_growing_intervals(tmp_path, fake_part, monkeypatch):
    monkeypatch.setattr(supervising, "FIRST_BACKOFF", 0.05)
    part = fake_part()
    supervisor, changes = supervise(tmp_path, [part])
    await supervisor.start()
    part.program = "raise SystemExit(3)"
    os.kill(supervisor.pid_of("fake"), signal.SIGKILL)
    await until(lambda: sum(c.exit_code == 3 for c in changes) >= 3)
    await supervisor.stop()
    assert not supervisor.pids


async def test_a_part_whose_launch_fails_by_surprise_is_tried_again(tmp_path, fake_part, monkeypatch):
    """As a service that was killed while Kafka, which its launch asked for its topics, was away."""
    monkeypatch.setattr(supervising, "LONGEST_BACKOFF", 0.05)
    part = fake_part()
    supervisor, changes = supervise(tmp_path, [part])
    await supervisor.start()
    faults, prepare = [LookupError("nobody thought of it")] * 2, part.prepare

    async def sometimes() -> Launch:
        if faults:
            raise faults.pop()
        return await prepare()

    part.prepare = sometimes
    os.kill(supervisor.pid_of("fake"), signal.SIGKILL)
    await until(lambda: [c.state for c in changes].count(State.READY) == 2)
    await supervisor.stop()


async def test_a_part_deaf_to_sigterm_is_killed_after_its_grace(tmp_path, fake_part):
    supervisor, changes = supervise(tmp_path, [fake_part(behaviour="stubborn")])
    await supervisor.start()
    pid = supervisor.pid_of("fake")
    await supervisor.stop()
    assert not psutil.pid_exists(pid)
    assert changes[-1].exit_code == -signal.SIGKILL


async def test_a_part_that_cannot_start_stops_the_others_and_names_its_log(tmp_path, fake_part):
    good, bad = fake_part("good"), fake_part("bad", program="print('why'); raise SystemExit(7)")
    supervisor, _ = supervise(tmp_path, [good, bad])
    with pytest.raises(StartFailed) as failure:
        await supervisor.start()
    assert "code 7" in failure.value.message
    assert str(tmp_path / "logs" / "bad.log") in failure.value.advice
    assert "why" in (tmp_path / "logs" / "bad.log").read_text()
    assert not supervisor.pids


async def test_a_part_that_never_answers_gives_up_after_its_time(tmp_path, fake_part):
    part = fake_part(program="import time; time.sleep(600)")
    part.start_timeout = 0.5
    supervisor, _ = supervise(tmp_path, [part])
    with pytest.raises(StartFailed, match="pas prêt après"):
        await supervisor.start()
    assert not supervisor.pids


async def test_a_taken_port_is_named_with_its_holder_and_its_setting(tmp_path, fake_part):
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        part = fake_part()
        part.ports = (PortUse(port, "kafka_port"),)
        supervisor, changes = supervise(tmp_path, [part])
        with pytest.raises(PortTaken) as failure:
            await supervisor.start()
    assert str(port) in failure.value.message
    assert f"processus {os.getpid()}" in failure.value.message
    assert "ALIN_STACK_KAFKA_PORT" in failure.value.advice
    assert not changes


async def test_a_program_that_this_machine_cannot_execute_is_said_so(tmp_path, fake_part):
    part = fake_part()

    async def prepare() -> Launch:
        return Launch((str(tmp_path / "no-such-program"),))

    part.prepare = prepare
    supervisor, _ = supervise(tmp_path, [part])
    with pytest.raises(StartFailed, match="fake n'a pas pu être lancé") as failure:
        await supervisor.start()
    assert "no-such-program" in failure.value.message
    assert "ALIN_STACK_DATA_DIR" in failure.value.advice


async def test_parts_speak_to_each_other_past_the_proxy_of_the_downloads(tmp_path, fake_part, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    monkeypatch.delenv("no_proxy", raising=False)
    tell = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(os.environ['{}']); time.sleep(600)"
    parts = [fake_part(name, program=tell.format(name)) for name in ("no_proxy", "NO_PROXY")]
    supervisor, _ = supervise(tmp_path, parts)
    await supervisor.start()
    await supervisor.stop()
    assert {part.ready_file.read_text() for part in parts} == {"intranet.example,127.0.0.1,localhost"}


ORPHAN_MAKER = """
import asyncio, pathlib, sys
from stack.process import Child, Launch
async def main():
    launch = Launch((sys.executable, "-c", "import time; time.sleep(600)"))
    child = await Child.start("child", launch, pathlib.Path(sys.argv[1]))
    print(child.pid, flush=True)
    await child.wait()
asyncio.run(main())
"""


def test_kill_9_of_the_stack_takes_its_children_along(tmp_path):
    stack = subprocess.Popen(
        [sys.executable, "-c", ORPHAN_MAKER, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    )
    assert stack.stdout
    child = psutil.Process(int(stack.stdout.readline()))
    stack.kill()
    stack.wait()
    stack.stdout.close()
    _, alive = psutil.wait_procs([child], timeout=5)
    assert not alive
