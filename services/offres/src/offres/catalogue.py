"""Every published offer in memory, by place, kept fresh by a change stream: no list ever scans MongoDB."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from pymongo.errors import PyMongoError

from chassis.background import background
from chassis.context import Context
from chassis.mongo import Database
from contracts.offres import StatutOffre
from offres import stockage
from offres.domain.offre import Offre
from offres.domain.onglets import Vitrine
from referentiel.geographie import Perimetre

log = logging.getLogger(__name__)
_PUBLIEES = {"statut": StatutOffre.PUBLIEE.value}
REPRISE = 0.5
"""Seconds before a lost stream is opened again."""


class CatalogueVide(Exception):
    """The first load is not over: this process must not answer yet."""


class Catalogue:
    """The index. It holds the newest version it was told of each published offer."""

    def __init__(self) -> None:
        self.charge = False
        self._vitrines: dict[str, Vitrine] = {}
        self._par_commune: dict[str, dict[str, Vitrine]] = defaultdict(dict)
        self._par_departement: dict[str, set[str]] = defaultdict(set)
        """Communes that have, or had, homes."""

    def __len__(self) -> int:
        return len(self._vitrines)

    def remplacer(self, offres: Iterable[Offre]) -> None:
        """Start again from these, which are all there is."""
        self._vitrines.clear()
        self._par_commune.clear()
        self._par_departement.clear()
        for offre in offres:
            self.appliquer(offre)
        self.charge = True

    def appliquer(self, offre: Offre) -> None:
        """Take in a version; an older one than the one held changes nothing."""
        tenue = self._vitrines.get(offre.id)
        if tenue is not None and tenue.offre.version >= offre.version:
            return
        if tenue is not None:
            self._oublier(tenue.offre)
        if offre.statut is StatutOffre.PUBLIEE:
            vitrine = Vitrine.de(offre)
            self._vitrines[offre.id] = vitrine
            self._par_commune[offre.annonce.commune][offre.id] = vitrine
            self._par_departement[offre.annonce.lieu.departement].add(offre.annonce.commune)

    def oublier(self, offre_id: str) -> None:
        """It is not on offer any more, or cannot be read: never show an older state instead."""
        if (tenue := self._vitrines.get(offre_id)) is not None:
            self._oublier(tenue.offre)

    def du_perimetre(self, perimetre: Perimetre) -> Iterator[tuple[str, Iterable[Vitrine]]]:
        """The homes, by commune, that may be in one of the three tabs: neighbours may be in another département."""
        communes = perimetre.limitrophes.union(*(self._par_departement.get(d, ()) for d in perimetre.departements))
        for commune in communes:
            if siennes := self._par_commune.get(commune):
                yield commune, siennes.values()

    def _oublier(self, offre: Offre) -> None:
        del self._vitrines[offre.id]
        del self._par_commune[offre.annonce.commune][offre.id]


@asynccontextmanager
async def ouvrir(context: Context) -> AsyncIterator[Catalogue]:
    """A catalogue that follows the database as long as the process lives."""
    catalogue = Catalogue()
    async with background(suivre(context.db, catalogue)):

        async def pret() -> None:
            if not catalogue.charge:
                raise CatalogueVide

        context.ready["catalogue"] = pret
        yield catalogue


async def suivre(db: Database, catalogue: Catalogue) -> None:
    """Load, then follow, for ever. After a loss (MongoDB restarted) the stream is opened again and everything reloaded:

    what changed in between needs no memory of where we were, and the old index answers meanwhile.
    """
    while True:
        try:
            async with db.watch(stockage.COLLECTION, full_document="updateLookup") as changements:
                # The stream is open before the load: what changes during it comes again, and versions settle it.
                lus = [stockage.lisible(lu) async for lu in db[stockage.COLLECTION].find(_PUBLIEES)]
                catalogue.remplacer(offre for offre in lus if offre is not None)
                log.info("catalogue loaded", extra={"offres": len(catalogue)})
                async for changement in changements:
                    _appliquer(catalogue, changement)
        except PyMongoError as error:
            log.warning("change stream lost", extra={"collection": stockage.COLLECTION, "error": type(error).__name__})
            await asyncio.sleep(REPRISE)


def _appliquer(catalogue: Catalogue, changement: dict[str, Any]) -> None:
    if (cle := changement.get("documentKey")) is None:
        return  # the collection itself was dropped or renamed: the stream ends, and everything is loaded again
    lu = changement.get("fullDocument")
    offre = None if lu is None else stockage.lisible(lu)
    if offre is None:
        catalogue.oublier(cle["_id"])
    else:
        catalogue.appliquer(offre)
