"""Who looks at the offers now, in memory for a minute: the tabs and pages of one visit read one dossier once."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from pymongo.errors import PyMongoError

from chassis.background import background
from chassis.context import Context
from offres import dossiers
from offres.domain.demandeur import Demandeur

log = logging.getLogger(__name__)
PLACES = 5_000
DUREE = 60.0
"""Seconds. A change is told within milliseconds; this bounds what a stream that stays silent could hide."""
REPRISE = 0.5
_QUI: list[dict[str, Any]] = [{"$project": {"fullDocument.etat.compte_id": 1}}]


@dataclass(frozen=True, slots=True)
class _Visite:
    demandeur: Demandeur
    jour: date
    fin: float


class Visiteurs:
    """The demandeurs of the last minute, each forgotten as soon as its demande changes. Nothing is kept of a refusal:

    who was told what to do has it done when coming back.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._visites: dict[str, _Visite] = {}
        self._suivis = False
        self._changements = 0

    def __len__(self) -> int:
        return len(self._visites)

    async def demandeur(self, compte_id: str) -> Demandeur:
        """As `dossiers.demandeur`. Raises `Refus(DOSSIER_NON_VALIDE)`."""
        jour, maintenant = self._context.clock.today(), monotonic()
        visite = self._visites.get(compte_id)
        if visite is not None and visite.jour == jour and maintenant < visite.fin:
            return visite.demandeur
        changements = self._changements
        demandeur = await dossiers.demandeur(self._context, compte_id)
        # What was read may be older than a change told meanwhile: then it is not kept.
        if self._suivis and changements == self._changements:
            self._garder(compte_id, _Visite(demandeur, jour, maintenant + DUREE))
        return demandeur

    async def suivre(self) -> None:
        """Forget who changes, for ever; while the changes are not told, keep nobody."""
        while True:
            try:
                await self._ecouter()
            except PyMongoError as error:
                log.warning("change stream lost", extra={"collection": "demandes", "error": type(error).__name__})
                await asyncio.sleep(REPRISE)

    async def _ecouter(self) -> None:
        async with self._context.db.watch("demandes", _QUI, full_document="updateLookup") as changements:
            self._ouvrir()
            try:
                async for changement in changements:
                    self._oublier(changement)
            finally:
                self._fermer()

    def _garder(self, compte_id: str, visite: _Visite) -> None:
        self._visites.pop(compte_id, None)
        self._visites[compte_id] = visite
        while self._visites and (len(self) > PLACES or self._premiere().fin < monotonic()):
            del self._visites[next(iter(self._visites))]

    def _premiere(self) -> _Visite:
        return next(iter(self._visites.values()))

    def _oublier(self, changement: dict[str, Any]) -> None:
        self._changements += 1
        etat = (changement.get("fullDocument") or {}).get("etat")
        if etat:
            self._visites.pop(etat["compte_id"], None)
        else:  # deleted since: whose it was is not told
            self._visites.clear()

    def _ouvrir(self) -> None:
        self._changements += 1
        self._suivis = True

    def _fermer(self) -> None:
        self._suivis = False
        self._visites.clear()


@asynccontextmanager
async def accueillir(context: Context) -> AsyncIterator[Visiteurs]:
    """Visiteurs that follow the database as long as the process lives."""
    visiteurs = Visiteurs(context)
    async with background(visiteurs.suivre()):
        yield visiteurs
