"""Pytest plugin: a real MongoDB and a real Apache Kafka for integration tests, the whole platform for e2e tests.

`ALIN_TEST_MONGO_URL` and `ALIN_TEST_KAFKA` name ones that run already; without them each is started once a session, on
free ports, with its data in a temporary folder.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePath

import pytest

from chassis.testing import drop_databases
from stack import essais
from stack.background import background
from stack.kafka import Kafka
from stack.mongo import Mongo
from stack.parcours.evenements import Evenements, ecoute
from stack.parcours.monde import Monde
from stack.settings import isolated_settings
from stack.supervisor import Supervisor
from stack.up import stages


@pytest.fixture(scope="session")
def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a MongoDB replica set that the tests may fill."""
    given = os.environ.get("ALIN_TEST_MONGO_URL")
    if given:
        yield given
        drop_databases(given)
        return
    settings = isolated_settings(tmp_path_factory.mktemp("mongo"))
    with background(settings, [[Mongo(settings)]]):
        yield settings.mongo_address


@pytest.fixture(scope="session")
def kafka_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The `host:port` of an Apache Kafka that the tests may fill."""
    given = os.environ.get("ALIN_TEST_KAFKA")
    if given:
        yield given
        return
    settings = isolated_settings(tmp_path_factory.mktemp("kafka"))
    with background(settings, [[Kafka(settings)]]):
        yield settings.kafka_address


LONGEST_FIRST = ("tests", "deploy", "services", "libs")
PATIENCE = 90.0
"""Seconds that a client insists while a part of the platform is away."""


@dataclass(frozen=True)
class Plateforme:
    """The whole platform, running: what `make up` starts, on ports and data of its own."""

    monde: Monde
    supervisor: Supervisor
    evenements: Evenements


_OPEN = pytest.StashKey[ExitStack]()


@pytest.fixture(scope="session")
def plateforme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plateforme]:
    """One for the session; each test brings people of its own."""
    settings = isolated_settings(tmp_path_factory.mktemp("plateforme"))
    with ExitStack() as opened:
        request.config.stash[_OPEN] = opened
        supervisor = opened.enter_context(background(settings, stages(settings)))
        asyncio.run(essais.amorcer(settings))
        evenements = opened.enter_context(ecoute(settings.kafka_address, depuis_le_debut=True))
        yield Plateforme(Monde(settings, PATIENCE), supervisor, evenements)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several processes, one alone has the platform, and a file stays in one; the longest begin first."""
    if not _several_processes(config):
        return
    items.sort(key=lambda item: (not _needs_platform(item), LONGEST_FIRST.index(PurePath(item.nodeid).parts[0])))
    for item in items:
        group = "plateforme" if _needs_platform(item) else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """After the last test that needs the platform: a fixture of the session would go on, idle, beside the rest."""
    last = _needs_platform(item) and not (nextitem and _needs_platform(nextitem))
    if last and _several_processes(item.config) and (opened := item.config.stash.get(_OPEN, None)) is not None:
        opened.close()


def _several_processes(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _needs_platform(item: pytest.Item) -> bool:
    return "plateforme" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def monde(plateforme: Plateforme) -> Monde:
    """The platform as its users see it."""
    return plateforme.monde
