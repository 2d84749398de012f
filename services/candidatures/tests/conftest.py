"""The service on a real MongoDB and a real Kafka, with each driver."""

from collections.abc import AsyncIterator

import pytest

from candidatures.app import service
from chassis.testing import Running, running


@pytest.fixture
async def app(mongo_url: str, kafka_servers: str, driver: str) -> AsyncIterator[Running]:
    async with running(service, mongo_url, kafka_servers, driver=driver) as started:
        yield started
