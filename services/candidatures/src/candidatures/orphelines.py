"""A home goes in the very instant in which somebody applies: neither saw the other, and a place is held for nothing.

Offers are read by too many at once to be locked by each « Je postule » (ninety-nine at a time: 3 s without, 80 s with).
So who stands on a home that is gone is looked for, and closed as the event would have closed it.
"""

from functools import partial

from opentelemetry import metrics

from candidatures import commands, stockage, tours
from chassis.context import Context
from contracts.candidatures import StatutCandidature
from contracts.offres import StatutOffre

orphelines = metrics.get_meter("candidatures").create_counter(
    "alin.candidatures.orphelines", description="Homes that left candidatures behind, by outcome"
)


async def fermer(context: Context) -> None:
    """Close every candidature of a home that is no longer offered; a lease stays."""
    vivantes = {"active": True, "statut": {"$ne": StatutCandidature.BAIL_SIGNE.value}}
    offre_ids = await context.db[stockage.COLLECTION].distinct("offre_id", vivantes)
    parties = {"_id": {"$in": offre_ids}, "etat.statut": {"$in": [statut.value for statut in commands.DISPARITIONS]}}
    gestes = {
        lue["_id"]: partial(commands.fermer, offre_id=lue["_id"], statut=StatutOffre(lue["etat"]["statut"]))
        async for lue in context.db["offres"].find(parties, {"etat.statut": 1})
    }
    await tours.chacun(context, orphelines, gestes)
