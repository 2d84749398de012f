"""Put the seeds in a service's database, through the same command as the API: transaction, state and events."""

from collections.abc import Sequence
from datetime import date

from chassis.context import Context
from chassis.transaction import Tx
from offres import commands, stockage
from offres.domain.offre import Bailleur, Publication
from offres.semences.bailleurs import BAILLEURS
from offres.semences.tirage import tirer

LOT = 250
"""Offers a transaction: far under MongoDB's limit of 16 MB an entry, few enough that a retry is cheap."""


async def amorcer(context: Context, jour: date) -> int:
    """Publish the seeds that are missing, and give their number. Run again, it publishes none."""
    await context.transaction(_bailleurs)
    semences = tirer(jour)
    nombre = 0
    for debut in range(0, len(semences), LOT):
        nombre += await _lot(context, semences[debut : debut + LOT])
    return nombre


async def _lot(context: Context, lot: Sequence[Publication]) -> int:
    async def cas(tx: Tx) -> int:
        la = tx[stockage.COLLECTION].find({"_id": {"$in": [p.offre_id for p in lot]}}, {"_id": 1}, session=tx.session)
        presentes = {lu["_id"] async for lu in la}
        return len(await commands.publier(tx, [p for p in lot if p.offre_id not in presentes]))

    return await context.transaction(cas)


async def _bailleurs(tx: Tx) -> None:
    presents = {lu["_id"] async for lu in tx["bailleurs"].find({}, {"_id": 1}, session=tx.session)}
    for bailleur in _manquants(presents):
        await commands.declarer_bailleur(tx, bailleur)


def _manquants(presents: set[str]) -> list[Bailleur]:
    return [bailleur for bailleur in BAILLEURS if bailleur.id not in presents]
