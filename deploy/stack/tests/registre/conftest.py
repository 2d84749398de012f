"""The simulator without its port, called in memory, on a day that the test may move."""

import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from stack.registre.app import create_app
from stack.settings import StackSettings, isolated_settings


@pytest.fixture(scope="session")
def semees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a first start: drawing them for every test would take longer than the tests."""
    dossier = tmp_path_factory.mktemp("registre")
    create_app(isolated_settings(dossier))
    return dossier


@pytest.fixture
def settings(tmp_path: Path, semees: Path) -> StackSettings:
    shutil.copytree(semees, tmp_path, dirs_exist_ok=True)
    return isolated_settings(tmp_path)


@pytest.fixture
def app(settings: StackSettings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
async def registre(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def avancer(settings: StackSettings) -> Callable[[timedelta], None]:
    """As `python -m stack horloge` moves the time of the whole stack."""

    def deplacer(duree: timedelta) -> None:
        settings.clock_file.write_text(str(duree.total_seconds()))

    return deplacer


@pytest.fixture
def numero(registre: httpx.AsyncClient) -> Callable[[str], object]:
    """The numéro unique of a key."""

    async def lire(cle: str) -> str:
        return str((await registre.get(f"/pilotage/demandes/{cle}")).json()["numeroUnique"])

    return lire
