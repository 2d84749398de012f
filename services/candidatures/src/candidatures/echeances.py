"""Deadlines: silence is a refusal (CCH R. 441-10), and a condition that nothing lifted ends the attribution."""

import logging
from datetime import timedelta
from functools import partial

from opentelemetry import metrics
from pymongo.errors import ConnectionFailure

from candidatures import commands, stockage
from chassis.context import Context
from chassis.timers import Timer

log = logging.getLogger(__name__)
echeances = metrics.get_meter("candidatures").create_counter(
    "alin.candidatures.echeances", description="Deadlines that passed, by outcome"
)


def build_timers(context: Context) -> tuple[Timer, ...]:
    """It takes up what it finds: a stop of any length loses no deadline."""
    return (Timer("echeances", timedelta(seconds=context.settings.echeances_secondes), run=passer),)


async def passer(context: Context) -> None:
    """Each overdue candidature in a transaction of its own, oldest deadline first; one at fault stops no other."""
    echues = (
        context.db[stockage.COLLECTION]
        .find({"active": True, "echeance": {"$lte": context.clock.now()}}, {"_id": 1})
        .sort("echeance", 1)
    )
    for identifiant in [lu["_id"] async for lu in echues]:
        try:
            await context.transaction(partial(commands.echoir, identifiant=identifiant))
        except ConnectionFailure:
            raise  # the database is away for all of them: the next turn takes them up
        except Exception as error:
            log.error("deadline failed", extra={"candidature": identifiant, "error": type(error).__name__})
            echeances.add(1, {"outcome": "failed"})
        else:
            echeances.add(1, {"outcome": "done"})
