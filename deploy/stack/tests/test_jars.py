"""The jars of Kafka: checked each time, fetched once, never trusted half."""

import asyncio
import hashlib
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from stack import kafka
from stack.errors import DownloadFailed
from stack.jars import PARALLEL, Jar, ensure_jars, pinned
from stack.kafka import Kafka
from stack.settings import isolated_settings

CONTENT = {f"part-{n}": f"jar {n}".encode() for n in range(5)}
JARS = [Jar("fr.alin", name, "1", hashlib.sha256(content).hexdigest()) for name, content in CONTENT.items()]


class Central:
    """A Maven Central that counts what it was asked, and fails as told."""

    def __init__(self, broken: dict[str, list[bytes | OSError]] | None = None) -> None:
        self.asked: list[str] = []
        self.broken = broken or {}

    def __call__(self, jar: Jar, folder: Path) -> Path:
        self.asked.append(jar.artifact)
        answers = self.broken.get(jar.artifact, [])
        answer = answers.pop(0) if answers else CONTENT[jar.artifact]
        if isinstance(answer, OSError):
            raise answer
        (folder / jar.filename).write_bytes(answer)
        return folder / jar.filename


def fetch_all(folder: Path, central: Central) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    ensure_jars(folder, lambda done, total, _: seen.append((done, total)), central, JARS)
    return seen


def test_the_committed_list_pins_kafka_itself_and_its_47_jars():
    jars = pinned()
    assert len(jars) == 47
    assert {jar.version for jar in jars if jar.group == "org.apache.kafka"} == {"4.3.1"}
    assert all(len(jar.sha256) == 64 for jar in jars)


def test_every_jar_is_fetched_once_and_progress_is_told(tmp_path):
    central = Central()
    assert fetch_all(tmp_path, central) == [(n, 5) for n in range(1, 6)]
    assert fetch_all(tmp_path, central) == []
    assert sorted(central.asked) == sorted(CONTENT)


def test_after_a_cut_only_what_is_missing_is_fetched(tmp_path):
    cut = Central({"part-3": [ConnectionError()] * 3})
    with pytest.raises(DownloadFailed, match="part-3-1"):
        fetch_all(tmp_path, cut)
    there = {path.name for path in tmp_path.glob("*.jar")}
    again = Central()
    fetch_all(tmp_path, again)
    assert {f"{name}-1.jar" for name in again.asked} == {jar.filename for jar in JARS} - there
    assert not list(tmp_path.glob(".incoming-*"))


def test_what_a_kill_9_left_half_fetched_is_forgotten_but_not_a_download_that_goes_on(tmp_path):
    for name, age in (("old", 7200), ("new", 1)):
        folder = tmp_path / f".incoming-{name}"
        folder.mkdir()
        os.utime(folder, (time.time() - age,) * 2)
    fetch_all(tmp_path, Central())
    assert [path.name for path in tmp_path.glob(".incoming-*")] == [".incoming-new"]


def test_a_jar_that_rotted_on_disk_is_fetched_again(tmp_path):
    fetch_all(tmp_path, Central())
    (tmp_path / "part-2-1.jar").write_bytes(b"jar")
    again = Central()
    fetch_all(tmp_path, again)
    assert again.asked == ["part-2"]
    assert (tmp_path / "part-2-1.jar").read_bytes() == CONTENT["part-2"]


def test_a_jar_with_a_wrong_sum_is_asked_again_then_refused(tmp_path):
    once = Central({"part-0": [b"tampered"]})
    fetch_all(tmp_path, once)
    assert once.asked.count("part-0") == 2

    always = Central({"part-1": [b"tampered"] * 3})
    with pytest.raises(DownloadFailed, match="sha256"):
        fetch_all(tmp_path / "other", always)
    assert not (tmp_path / "other" / "part-1-1.jar").exists()


def test_ctrl_c_ends_a_download_with_the_jars_under_way(tmp_path, monkeypatch):
    asked: list[str] = []
    first, answer = threading.Event(), threading.Event()

    def slow(jar: Jar, folder: Path) -> Path:
        asked.append(jar.artifact)
        first.set()
        answer.wait(30)
        raise ConnectionError

    monkeypatch.setattr(kafka, "fetch_with_jgo", slow)

    async def start_then_stop() -> None:
        starting = asyncio.create_task(Kafka(isolated_settings(tmp_path, downloads_dir=tmp_path)).prepare())
        await asyncio.to_thread(first.wait, 30)
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        answer.set()

    asyncio.run(start_then_stop())  # waits for every thread, as the stack does when it ends
    assert 1 <= len(asked) <= PARALLEL
