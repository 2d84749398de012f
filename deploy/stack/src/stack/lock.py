"""One stack at a time on a data folder; what a killed one may have left behind is found and ended.

The lock is the kernel's (`flock`): a stack ended by kill -9 never blocks the next one, and a stale file means nothing.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from stack.errors import AlreadyRunning, UnusableFolder

ORPHAN_GRACE_SECONDS = 5.0


class ChildrenRecord:
    """Pids of the running children with their start times (a pid alone may be someone else's by now)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._children: dict[str, tuple[int, float]] = {}

    def add(self, name: str, pid: int) -> None:
        try:
            self._children[name] = (pid, psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            return  # ended at once: nothing can be left of it
        self._write()

    def remove(self, name: str) -> None:
        if self._children.pop(name, None):
            self._write()

    def _write(self) -> None:
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(json.dumps(self._children), encoding="utf-8")
        temporary.replace(self._path)

    def end_orphans(self) -> list[str]:
        """Ends what a previous stack recorded and is still there. Returns the names."""
        orphans = dict(self._alive())
        for process in orphans.values():
            process.terminate()
        _, stubborn = psutil.wait_procs(list(orphans.values()), timeout=ORPHAN_GRACE_SECONDS)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=ORPHAN_GRACE_SECONDS)
        self._path.unlink(missing_ok=True)
        return sorted(orphans)

    def _alive(self) -> Iterator[tuple[str, psutil.Process]]:
        try:
            recorded = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):  # none, or one that a power cut left half written
            return
        for name, (pid, created) in recorded.items():
            try:
                process = psutil.Process(pid)
                if process.create_time() == created and process.status() != psutil.STATUS_ZOMBIE:
                    yield name, process
            except psutil.NoSuchProcess:
                continue


@contextmanager
def only_stack_on(data_dir: Path) -> Iterator[ChildrenRecord]:
    """Holds the data folder for the time of the block. Raises AlreadyRunning."""
    run = data_dir.absolute() / "run"
    try:
        run.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolder(
            f"Le dossier de données {data_dir} ne peut pas être créé : {error.strerror}.",
            "Donnez un dossier où vous pouvez écrire : ALIN_STACK_DATA_DIR=<dossier>.",
        ) from error
    with (run / "stack.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(
                f"Une plateforme tourne déjà sur {data_dir} (processus {lock.read().strip() or 'inconnu'}).",
                "Arrêtez-la (Ctrl-C dans son terminal), ou donnez un autre dossier : ALIN_STACK_DATA_DIR=<dossier> "
                "et d'autres ports.",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield ChildrenRecord(run / "children.json")
