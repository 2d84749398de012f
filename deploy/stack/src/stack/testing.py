"""Pytest plugin: a real MongoDB and a real Apache Kafka for integration tests, the whole platform for e2e tests.

`ALIN_TEST_MONGO_URL` and `ALIN_TEST_KAFKA` name ones that run already; without them each is started once a session, on
free ports, with its data in a temporary folder.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass

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


PATIENCE = 90.0
"""Seconds that a client insists while a part of the platform is away."""


@dataclass(frozen=True)
class Plateforme:
    """The whole platform, running: what `make up` starts, on ports and data of its own."""

    monde: Monde
    supervisor: Supervisor
    evenements: Evenements


@pytest.fixture(scope="session")
def plateforme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plateforme]:
    """One for the session; each test brings people of its own."""
    settings = isolated_settings(tmp_path_factory.mktemp("plateforme"))
    with background(settings, stages(settings)) as supervisor:
        asyncio.run(essais.amorcer(settings))
        with ecoute(settings.kafka_address, depuis_le_debut=True) as evenements:
            yield Plateforme(Monde(settings, PATIENCE), supervisor, evenements)


@pytest.fixture(scope="session")
def monde(plateforme: Plateforme) -> Monde:
    """The platform as its users see it."""
    return plateforme.monde
