"""The seeds in a real database: once, and seen by a salarié."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from chassis.testing import eventually, running
from contracts.offres import StatutOffre
from offres import amorce, commands, stockage
from offres.amorce import amorcer
from offres.app import service
from offres.semences.tirage import NOMBRE, tirer

pytestmark = pytest.mark.integration


async def test_seeds_are_published_once_and_reach_the_index(mongo_url, kafka_servers):
    async with running(service, mongo_url, kafka_servers) as app:
        assert await amorcer(app.context, app.clock.today()) == NOMBRE
        assert await amorcer(app.context, app.clock.today()) == 0
        assert await app.context.db["outbox"].count_documents({}) == NOMBRE

        async def toutes() -> bool:
            return len(app.context.resources.catalogue) == NOMBRE

        await eventually(toutes)


async def test_seeds_past_their_deadline_are_put_back_as_their_bailleur_left_them(
    mongo_url, kafka_servers, monkeypatch
):
    """A stack that slept for two months still shows the guide's home (guide #5), not empty tabs."""
    monkeypatch.setattr(amorce, "tirer", lambda jour: tirer(jour, 450))
    async with running(service, mongo_url, kafka_servers) as app:
        await amorcer(app.context, app.clock.today())
        augmentee, retiree = "offre-guide-paris-11", "offre-guide-paris-703"

        async def decisions(tx) -> None:
            offre = await commands.offre_du_bailleur(tx, augmentee, "habitat-capitale")
            await commands.modifier(tx, offre, replace(offre.annonce, loyer=Decimal(850)))
            await commands.retirer(tx, await commands.offre_du_bailleur(tx, retiree, "habitat-capitale"))

        await app.context.transaction(decisions)
        app.clock.avance(timedelta(days=61))
        jour = app.clock.today()
        assert [await amorcer(app.context, jour) for _ in range(2)] == [449, 0]
        lues = {lu["_id"]: stockage.offre(lu) async for lu in app.context.db[stockage.COLLECTION].find()}
        assert lues.pop(retiree).statut is StatutOffre.RETIREE
        assert all(offre.ouverte(jour) for offre in lues.values())
        assert (lues[augmentee].annonce.loyer, lues[augmentee].version) == (850, 3)
