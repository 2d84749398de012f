"""What a process of offres holds in memory, fed by change streams: the homes on offer, and who looks at them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.context import Context
from offres import catalogue, visiteurs


@dataclass(frozen=True, slots=True)
class Memoire:
    """`ctx.resources` of this service."""

    catalogue: catalogue.Catalogue
    visiteurs: visiteurs.Visiteurs


@asynccontextmanager
async def ouvrir(context: Context) -> AsyncIterator[Memoire]:
    """Both, as long as the process lives."""
    async with catalogue.ouvrir(context) as index, visiteurs.accueillir(context) as accueil:
        yield Memoire(index, accueil)
