"""What both registers share on the wire: counting, faults, and a body of bounded size."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request, Response

from stack.registre.pannes import Mode, Pannes, registres_connus
from stack.registre.registres import Registres

TAILLE_MAXIMALE = 64 * 1024
_journal = logging.getLogger("registre")


class RequeteInvalide(Exception):
    """The body is not what the protocol says."""


@dataclass(frozen=True)
class Fil:
    """The store, the faults that stand between it and who asks, and the count of calls (register, operation)."""

    registres: Registres
    pannes: Pannes = field(default_factory=Pannes)
    appels: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def servir(
        self, request: Request, registre: str, operation: str, repondre: Callable[[bytes], Response]
    ) -> Response:
        """One call: counted, answered, and spoilt when a fault is on."""
        corps = await _corps(request)
        nom = registre if registre in registres_connus() else "inconnu"
        self.appels[nom, operation] += 1
        panne = self.pannes.prendre(registre)
        mode = panne.mode if panne else None
        if mode is Mode.INDISPONIBLE:
            reponse = Response("Service indisponible", status_code=503, media_type="text/plain")
        else:
            reponse = repondre(corps)
        if panne and mode is Mode.FAUX:
            reponse = self.pannes.fausser(panne, reponse)
        champs = {"registre": nom, "operation": operation, "statut": reponse.status_code, "panne": mode}
        _journal.info("appel", extra=champs)
        if panne and mode is Mode.LENT:
            await asyncio.sleep(panne.secondes)
        return reponse


async def _corps(request: Request) -> bytes:
    """Cut past the limit: what is longer can only be read as invalid."""
    corps = b""
    async for morceau in request.stream():
        corps += morceau
        if len(corps) > TAILLE_MAXIMALE:
            return b""
    return corps
