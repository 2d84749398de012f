"""The index when MongoDB is killed under it."""

import os
import signal

import pytest
from pymongo.errors import PyMongoError

from chassis.context import open_context
from chassis.testing import eventually
from offres import stockage
from offres.catalogue import Catalogue, ouvrir
from offres.settings import Settings
from stack.background import background
from stack.mongo import Mongo
from stack.settings import isolated_settings

from .fabrique import offre

pytestmark = [pytest.mark.integration, pytest.mark.faults]


async def test_the_index_follows_again_after_mongod_is_killed(tmp_path, driver):
    stack = isolated_settings(tmp_path)
    with background(stack, [[Mongo(stack)]]) as supervisor:
        reglages = Settings(
            mongo_url=stack.mongo_address, mongo_driver=driver, kafka_servers="127.0.0.1:9", jwks_url=""
        )
        context = open_context("offres", reglages)
        async with ouvrir(context) as catalogue:
            await _publier(context, "avant")
            await eventually(lambda: _tient(catalogue, 1))
            for pid in supervisor.pids.values():
                os.kill(pid, signal.SIGKILL)
            await _tient(catalogue, 1)
            await eventually(lambda: _publier(context, "apres"), within=60)
            assert await eventually(lambda: _tient(catalogue, 2), within=60)
            await context.ready["catalogue"]()
        await context.db.close()


async def _tient(catalogue: Catalogue, nombre: int) -> bool:
    return len(catalogue) == nombre


async def _publier(context, identifiant: str) -> bool:
    """True once it is stored; False while MongoDB is away."""
    publiee = offre(identifiant=identifiant)
    document = {"_id": identifiant, "version": 1, **stockage.document(publiee)}
    try:
        await context.db[stockage.COLLECTION].replace_one({"_id": identifiant}, document, upsert=True)
    except PyMongoError:
        return False
    return True
