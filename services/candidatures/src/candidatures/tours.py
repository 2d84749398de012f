"""One turn of a timer: each gesture in a transaction of its own, and one at fault stops no other."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from opentelemetry import metrics
from pymongo.errors import ConnectionFailure

from chassis.context import Context
from chassis.transaction import Tx

log = logging.getLogger(__name__)
Geste = Callable[[Tx], Awaitable[None]]


async def chacun(context: Context, compteur: metrics.Counter, gestes: Mapping[str, Geste]) -> None:
    """Do these gestures, by the id of what each is about, in this order. What fails is taken up at the next turn."""
    for identifiant, geste in gestes.items():
        try:
            await context.transaction(geste)
        except ConnectionFailure:
            raise  # the database is away for all of them: the next turn takes them up
        except Exception as error:
            log.error("timer failed on one", extra={"id": identifiant, "error": type(error).__name__})
            compteur.add(1, {"outcome": "failed"})
        else:
            compteur.add(1, {"outcome": "done"})
