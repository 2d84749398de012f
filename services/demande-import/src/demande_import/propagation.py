"""A firm that becomes known, or changes: the demandes attached to it whose priority changes are told again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from chassis.context import Context
from chassis.timers import Timer
from chassis.transaction import Tx
from demande_import import entreprises, stockage
from demande_import.domain.entreprise import Entreprise


def timer(_: Context) -> Timer:
    """Woken by each change of a firm."""
    return Timer("propagation", timedelta(seconds=10), run=propager, wakes_on=stockage.ENTREPRISES)


async def propager(context: Context) -> None:
    """Each firm that waits; a change made meanwhile makes it wait again."""
    lues = context.db[stockage.ENTREPRISES].find({"a_propager": True})
    for entreprise in [entreprises.de(lu) async for lu in lues]:
        filtre = {
            "complements.siret": entreprise.siret,
            "vivante": True,
            "complements.entreprise_eligible": not entreprise.eligible,
        }
        trouvees = context.db[stockage.DEMANDES].find(filtre, {"_id": 1})
        for identifiant in [lu["_id"] async for lu in trouvees]:
            await context.transaction(partial(_reevaluer, identifiant=identifiant, entreprise=entreprise))
        vue = {"_id": entreprise.siret, "version": entreprise.version}
        await context.db[stockage.ENTREPRISES].update_one(vue, {"$set": {"a_propager": False}})


async def _reevaluer(tx: Tx, identifiant: str, entreprise: Entreprise) -> None:
    demande = await stockage.lire(tx, identifiant)
    if demande is None or not demande.vivante or demande.complements is None:
        return
    if demande.complements.siret == entreprise.siret:
        suivante = demande.reevaluer(eligible=entreprise.eligible, le=tx.now)
        await stockage.enregistrer(tx, suivante, stockage.ETAT[suivante.statut])
