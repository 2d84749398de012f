"""Put the seeds in a service's database, through the same command as the API: transaction, state and events."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chassis.context import Context
from chassis.transaction import Tx
from contracts.offres import StatutOffre
from offres import commands, stockage
from offres.domain.annonce import Annonce
from offres.domain.offre import Bailleur, Offre, Publication
from offres.semences.bailleurs import BAILLEURS
from offres.semences.tirage import tirer

LOT = 250
"""Offers a transaction: far under MongoDB's limit of 16 MB an entry, few enough that a retry is cheap."""


async def amorcer(context: Context, jour: date) -> int:
    """Publish the seeds that are missing, put back those whose deadline is past; give their number.

    Run again, it does nothing: a stack of last year still has homes to apply for, under the same ids.
    """
    await context.transaction(_bailleurs)
    semences = tirer(jour)
    nombre = 0
    for debut in range(0, len(semences), LOT):
        nombre += await _lot(context, semences[debut : debut + LOT])
    return nombre


async def _lot(context: Context, lot: Sequence[Publication]) -> int:
    async def cas(tx: Tx) -> int:
        la = tx[stockage.COLLECTION].find({"_id": {"$in": [p.offre_id for p in lot]}}, session=tx.session)
        presentes = {lu["_id"]: stockage.lisible(lu) async for lu in la}
        nouvelles = await commands.publier(tx, [p for p in lot if p.offre_id not in presentes])
        remises = [await _remettre(tx, offre, p.annonce) for p in lot if (offre := presentes.get(p.offre_id))]
        return len(nouvelles) + sum(remises)

    return await context.transaction(cas)


async def _remettre(tx: Tx, offre: Offre, neuve: Annonce) -> bool:
    """The same home under new dates, if its deadline is past; what its bailleur corrected stays."""
    if offre.statut is not StatutOffre.PUBLIEE or offre.ouverte(tx.today):
        return False
    annonce = replace(offre.annonce, date_limite=neuve.date_limite, disponible_le=neuve.disponible_le)
    await commands.modifier(tx, offre, annonce)
    return True


async def _bailleurs(tx: Tx) -> None:
    presents = {lu["_id"] async for lu in tx["bailleurs"].find({}, {"_id": 1}, session=tx.session)}
    for bailleur in _manquants(presents):
        await commands.declarer_bailleur(tx, bailleur)


def _manquants(presents: set[str]) -> list[Bailleur]:
    return [bailleur for bailleur in BAILLEURS if bailleur.id not in presents]
