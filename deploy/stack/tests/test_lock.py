"""One stack at a time on a data folder, and a killed one blocks nothing."""

import json
import subprocess
import sys

import psutil
import pytest

from stack.errors import AlreadyRunning, UnusableFolder
from stack.lock import ChildrenRecord, only_stack_on

HOLDER = """
import sys, time
from pathlib import Path
from stack.lock import only_stack_on
with only_stack_on(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_stack_is_refused_and_told_who_runs(tmp_path):
    with only_stack_on(tmp_path), pytest.raises(AlreadyRunning, match="processus"), only_stack_on(tmp_path):
        pytest.fail("two stacks held the same folder")


def test_the_folder_is_free_again_after_a_kill_9(tmp_path):
    stack = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert stack.stdout
    assert stack.stdout.readline() == "held\n"
    stack.kill()
    stack.wait()
    stack.stdout.close()
    with only_stack_on(tmp_path):
        assert (tmp_path / "run" / "stack.lock").exists()


def test_what_a_killed_stack_left_behind_is_ended(tmp_path):
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    ChildrenRecord(tmp_path / "children.json").add("mongodb", orphan.pid)
    assert ChildrenRecord(tmp_path / "children.json").end_orphans() == ["mongodb"]
    orphan.wait(timeout=5)
    assert not psutil.pid_exists(orphan.pid)


def test_a_pid_that_now_belongs_to_another_program_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (tmp_path / "children.json").write_text(json.dumps({"mongodb": [stranger.pid, 1.0]}))
    assert ChildrenRecord(tmp_path / "children.json").end_orphans() == []
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_record_that_a_power_cut_left_half_written_blocks_nothing(tmp_path):
    (tmp_path / "children.json").write_text('{"mongodb": [12')
    assert ChildrenRecord(tmp_path / "children.json").end_orphans() == []


def test_a_data_folder_that_cannot_be_made_is_told_with_its_variable(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UnusableFolder) as failure, only_stack_on(tmp_path / "file" / "alin"):
        pytest.fail("a folder was made in a file")
    assert "ALIN_STACK_DATA_DIR" in failure.value.advice
