"""Deadlines: silence is a refusal (CCH R. 441-10), and a condition that nothing lifted ends the attribution."""

from functools import partial

from opentelemetry import metrics

from candidatures import commands, stockage, tours
from chassis.context import Context

echeances = metrics.get_meter("candidatures").create_counter(
    "alin.candidatures.echeances", description="Deadlines that passed, by outcome"
)


async def passer(context: Context) -> None:
    """Each overdue candidature, oldest deadline first. It takes up what it finds: a stop of any length loses none."""
    echues = (
        context.db[stockage.COLLECTION]
        .find({"active": True, "echeance": {"$lte": context.clock.now()}}, {"_id": 1})
        .sort("echeance", 1)
    )
    identifiants = [lu["_id"] async for lu in echues]
    await tours.chacun(context, echeances, {i: partial(commands.echoir, identifiant=i) for i in identifiants})
