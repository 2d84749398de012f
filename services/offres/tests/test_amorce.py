"""The seeds in a real database: once, quickly, and seen by a salarié."""

import time

import pytest

from chassis.testing import eventually, running
from offres.amorce import amorcer
from offres.app import service
from offres.semences.tirage import NOMBRE

pytestmark = pytest.mark.integration


async def test_seeds_are_published_once_and_reach_the_index(mongo_url, kafka_servers):
    async with running(service, mongo_url, kafka_servers) as app:
        debut = time.monotonic()
        assert await amorcer(app.context, app.clock.today()) == NOMBRE
        assert time.monotonic() - debut < 30
        assert await amorcer(app.context, app.clock.today()) == 0
        assert await app.context.db["outbox"].count_documents({}) == NOMBRE

        async def toutes() -> bool:
            return len(app.context.resources.catalogue) == NOMBRE

        await eventually(toutes)
