"""Pytest plugin: a real MongoDB and a real Apache Kafka for integration tests.

`ALIN_TEST_MONGO_URL` and `ALIN_TEST_KAFKA` name ones that run already; without them each is started once a session, on
free ports, with its data in a temporary folder.
"""

import os
from collections.abc import Iterator

import pytest

from stack.background import background
from stack.kafka import Kafka
from stack.mongo import Mongo
from stack.settings import isolated_settings


@pytest.fixture(scope="session")
def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a MongoDB replica set that the tests may fill."""
    given = os.environ.get("ALIN_TEST_MONGO_URL")
    if given:
        yield given
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
