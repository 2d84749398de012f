"""A console without its ports: its two applications, called in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from stack.console.app import Console, console
from stack.settings import isolated_settings


@pytest.fixture
def made(tmp_path: Path) -> Console:
    return console(isolated_settings(tmp_path))


@pytest.fixture
async def web(made: Console) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made.web()), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
async def receiver(made: Console) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made.receiver()), base_url="http://127.0.0.1") as client:
        yield client
