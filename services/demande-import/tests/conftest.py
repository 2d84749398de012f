"""The service on real servers, beside a register of its own."""

import pytest

from .fabrique import lancer
from .registre_factice import servir


@pytest.fixture(scope="session")
async def serveur():
    async with servir() as registre:
        yield registre


@pytest.fixture
def registre(serveur):
    serveur.oublier()
    return serveur


@pytest.fixture
async def app(mongo_url, kafka_servers, driver, registre):
    async with lancer(mongo_url, kafka_servers, driver, registre.url) as app:
        yield app
