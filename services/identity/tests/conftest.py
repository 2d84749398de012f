"""One running identity for each driver, shared by every test: each works on accounts of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.testing import running
from identity.app import service
from identity.hachage import Hachoir

from .fabrique import REGLAGES


@pytest.fixture(scope="session", params=["motor", "pymongo"])
async def partage(mongo_url, kafka_servers, request):
    async with running(service, mongo_url, kafka_servers, driver=request.param, **REGLAGES) as app:
        app.context.resources = replace(app.context.resources, hachoir=Hachoir(1, 64, 1))  # the real one: test_secrets
        yield app


@pytest.fixture
def app(partage):
    """The clock is given back as it was."""
    yield partage
    partage.clock.offset = timedelta()
