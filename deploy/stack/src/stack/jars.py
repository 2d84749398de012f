"""The jars of Apache Kafka 4.3.1: each pinned by version and sha256, fetched once, from Maven Central by `jgo`.

Only the pinned artifacts are asked for, one by one: jgo's own resolution of `kafka_2.13` is misled by log4j's BOM into
kafka-clients 3.9.1, which the broker cannot run with. A jar enters the folder by a rename, after its sum was checked: a
cut download leaves nothing that looks whole, and the next start fetches only what is missing.
"""

import hashlib
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from jgo.maven import MavenContext

from stack.errors import DownloadFailed

LIST = "kafka-4.3.1-jars.txt"
TRIES = 3
PARALLEL = 4
TIMEOUT_SECONDS = 60
OLD_CUT_SECONDS = 3600

Progress = Callable[[int, int, str], None]
"""Called with: jars done, jars in all, name of the last one."""


@dataclass(frozen=True)
class Jar:
    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


Fetch = Callable[[Jar, Path], Path]
"""Fetches one jar somewhere under a folder, and returns where. Raises OSError or RuntimeError."""


def pinned() -> list[Jar]:
    """The committed list: `group:artifact:version sha256` a line."""
    lines = files("stack").joinpath(LIST).read_text(encoding="utf-8").splitlines()
    return [_parse(line) for line in lines if line]


def _parse(line: str) -> Jar:
    coordinates, sha256 = line.split()
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch_with_jgo(jar: Jar, folder: Path) -> Path:
    maven = MavenContext(repo_cache=folder, local_repos=[], timeout=TIMEOUT_SECONDS)
    component = maven.project(jar.group, jar.artifact).at_version(jar.version)
    return Path(component.artifact(packaging="jar").resolve())


def until(stop: Event, fetch: Fetch) -> Fetch:
    """The same, until `stop` is set: who waits for the threads of a download waits for the jars under way alone."""

    def fetch_unless_stopped(jar: Jar, folder: Path) -> Path:
        if stop.is_set():
            raise InterruptedError
        return fetch(jar, folder)

    return fetch_unless_stopped


def ensure_jars(
    folder: Path, progress: Progress, fetch: Fetch = fetch_with_jgo, jars: list[Jar] | None = None
) -> list[Path]:
    """The class path, every jar present and checked. Raises DownloadFailed."""
    wanted = pinned() if jars is None else jars
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old_cuts(folder)
    missing = [jar for jar in wanted if not _is_whole(folder, jar)]
    if missing:
        _fetch_all(missing, folder, progress, fetch, already=len(wanted) - len(missing))
    return [folder / jar.filename for jar in wanted]


def _is_whole(folder: Path, jar: Jar) -> bool:
    """46 MB are hashed in 0.05 s: every start can afford to trust nothing."""
    path = folder / jar.filename
    return path.is_file() and sha256_of(path) == jar.sha256


def _forget_old_cuts(folder: Path) -> None:
    """What a kill -9 left half fetched; a recent one may be another stack's download, going on."""
    for incoming in folder.glob(".incoming-*"):
        if time.time() - incoming.stat().st_mtime > OLD_CUT_SECONDS:
            shutil.rmtree(incoming, ignore_errors=True)


def _fetch_all(missing: list[Jar], folder: Path, progress: Progress, fetch: Fetch, already: int) -> None:
    total = already + len(missing)
    with ThreadPoolExecutor(PARALLEL) as pool:
        running: dict[Future[None], Jar] = {pool.submit(_fetch_checked, jar, folder, fetch): jar for jar in missing}
        try:
            for done, future in enumerate(as_completed(running), start=already + 1):
                future.result()
                progress(done, total, running[future].filename)
        except DownloadFailed:
            pool.shutdown(cancel_futures=True)
            raise


def _fetch_checked(jar: Jar, folder: Path, fetch: Fetch) -> None:
    reason = ""
    for _ in range(TRIES):
        with TemporaryDirectory(prefix=".incoming-", dir=folder) as incoming:
            try:
                fetched = fetch(jar, Path(incoming))
            except (OSError, RuntimeError) as error:
                reason = type(error).__name__
                continue
            if sha256_of(fetched) == jar.sha256:
                shutil.move(fetched, folder / jar.filename)
                return
            reason = "somme sha256 différente de celle attendue"
    raise DownloadFailed(
        f"{jar.filename} n'a pas pu être téléchargé depuis Maven Central ({reason}).",
        "Relancez la même commande : ce qui est déjà là n'est pas redemandé. Derrière un proxy, donnez HTTPS_PROXY.",
    )
