"""Deadlines: silence is a refusal (CCH R. 441-10), and a condition that nothing lifted ends the attribution."""

from datetime import timedelta
from functools import partial

from candidatures import commands, stockage
from chassis.context import Context
from chassis.timers import Timer


def build_timers(context: Context) -> tuple[Timer, ...]:
    """It takes up what it finds: a stop of any length loses no deadline."""
    return (Timer("echeances", timedelta(seconds=context.settings.echeances_secondes), run=passer),)


async def passer(context: Context) -> None:
    """Each overdue candidature in a transaction of its own, oldest deadline first."""
    echues = (
        context.db[stockage.COLLECTION]
        .find({"active": True, "echeance": {"$lte": context.clock.now()}}, {"_id": 1})
        .sort("echeance", 1)
    )
    for identifiant in [lu["_id"] async for lu in echues]:
        await context.transaction(partial(commands.echoir, identifiant=identifiant))
