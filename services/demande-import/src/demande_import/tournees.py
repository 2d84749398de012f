"""Rounds: what is due is asked of its register, each register on its own, a few at a time.

A register that is slow or away holds up no other for longer than one call, and one document at fault holds up none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from pymongo.errors import ConnectionFailure

from chassis.context import Context

log = logging.getLogger(__name__)
EN_MEME_TEMPS = 8
"""Asked of one register in a round; what is left is due again at once."""
REPORT = timedelta(minutes=1)
"""A document that cannot be dealt with gives its place up for this long."""

Demander = Callable[[Context, dict[str, Any]], Awaitable[None]]


async def tourner(context: Context, collection: str, filtre: dict[str, Any], echeance: str, demander: Demander) -> None:
    """`demander` each document of the collection whose field `echeance` has come, and which names its `registre`."""
    dus = {**filtre, echeance: {"$lte": context.clock.now()}}
    registres = await context.db[collection].distinct("registre", dus)

    async def un_registre(registre: str) -> None:
        lus = context.db[collection].find({**dus, "registre": registre}).sort([(echeance, 1), ("_id", 1)])
        async with asyncio.TaskGroup() as ensemble:
            async for lu in lus.limit(EN_MEME_TEMPS):
                ensemble.create_task(_un(context, collection, lu, echeance, demander))

    async with asyncio.TaskGroup() as ensemble:
        for registre in registres:
            ensemble.create_task(un_registre(registre))


async def _un(context: Context, collection: str, lu: dict[str, Any], echeance: str, demander: Demander) -> None:
    try:
        await demander(context, lu)
    except ConnectionFailure:
        raise
    except Exception as error:  # its message may quote a person: the type alone is logged
        log.error("one at fault", extra={"collection": collection, "error": type(error).__name__})
        suite = {"$set": {echeance: context.clock.now() + REPORT}}
        await context.db[collection].update_one({"_id": lu["_id"], echeance: lu[echeance]}, suite)
