"""A service, or the bare server it is compared with, each in a process of its own as in production."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import httpx

from chassis.app import RoleName
from stack.background import background
from stack.bench.place import Place
from stack.parts import NotReady
from stack.ports import PortUse
from stack.process import Launch
from stack.settings import HOST


class _Server:
    """`python -m <arguments> --port <port>`, ready when `path` answers 200."""

    start_timeout = 60.0

    def __init__(self, name: str, arguments: tuple[str, ...], port: int, path: str, env: Mapping[str, str]) -> None:
        self.name = name
        self.ports = (PortUse(port, "offres_port"),)
        self._launch = Launch((sys.executable, "-m", *arguments, "--port", str(port)), env=env, stop_grace=30.0)
        self._url = f"http://{HOST}:{port}{path}"

    async def prepare(self) -> Launch:
        return self._launch

    async def check_ready(self) -> None:
        try:
            async with httpx.AsyncClient(timeout=3, trust_env=False) as client:
                answer = await client.get(self._url)
        except httpx.HTTPError as error:
            raise NotReady(type(error).__name__) from error
        if answer.status_code != httpx.codes.OK:
            raise NotReady(answer.text)


@contextmanager
def service(here: Place, package: str, role: RoleName, database: str) -> Iterator[int]:
    """One process of a service, ready. Gives its port."""
    port = here.settings.offres_port
    arguments = ("chassis", "run", package, "--role", role)
    with _running(here, _Server(f"{package}-{role}", arguments, port, "/health/ready", here.environment(database))):
        yield port


@contextmanager
def constant(here: Place, body: bytes) -> Iterator[int]:
    """A FastAPI that answers `body`, under the same uvicorn. Gives its port."""
    port, file = here.settings.candidatures_port, here.folder / "constant.json"
    file.write_bytes(body)
    with _running(here, _Server("constant", ("stack.bench.bare", str(file)), port, "/constant", {})):
        yield port


@contextmanager
def _running(here: Place, server: _Server) -> Iterator[None]:
    folder = Path(mkdtemp(prefix=f"{server.name}-", dir=here.folder))  # the supervisor locks its folder
    with background(here.settings.model_copy(update={"data_dir": folder}), [[server]]):
        yield
