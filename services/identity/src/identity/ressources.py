"""What a process of identity holds in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.context import Context
from identity.cles import Trousseau
from identity.coffre import Coffre
from identity.hachage import Hachoir


@dataclass(frozen=True, slots=True)
class Ressources:
    """One per process."""

    coffre: Coffre
    hachoir: Hachoir
    trousseau: Trousseau


@asynccontextmanager
async def ouvrir(context: Context) -> AsyncIterator[Ressources]:
    """Ready to sign when it is given."""
    coffre = Coffre(context.settings.cle_maitresse.get_secret_value())
    ressources = Ressources(coffre, Hachoir(), Trousseau(coffre))
    await ressources.trousseau.preparer(context)
    yield ressources


def de(context: Context) -> Ressources:
    """Those of a running process."""
    ressources: Ressources = context.resources
    return ressources
