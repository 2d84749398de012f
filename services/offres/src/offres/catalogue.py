"""Every published offer in memory, by place, kept fresh by a change stream: no list ever scans MongoDB."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from pymongo.errors import PyMongoError

from chassis.context import Context
from chassis.mongo import Database
from contracts.offres import StatutOffre
from offres import stockage
from offres.domain.offre import Offre
from referentiel.geographie import Perimetre

log = logging.getLogger(__name__)
_PUBLIEES = {"statut": StatutOffre.PUBLIEE.value}
REPRISE = 0.5
"""Seconds before a lost stream is opened again."""


class CatalogueVide(Exception):
    """The first load is not over: this process must not answer yet."""


class CatalogueFige(Exception):
    """The catalogue no longer follows the database: this process must be replaced."""


class Catalogue:
    """The index. It holds the newest version it was told of each published offer."""

    def __init__(self) -> None:
        self.charge = False
        self._offres: dict[str, Offre] = {}
        self._par_commune: dict[str, set[str]] = defaultdict(set)
        self._par_departement: dict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._offres)

    def remplacer(self, offres: Iterable[Offre]) -> None:
        """Start again from these, which are all there is."""
        self._offres.clear()
        self._par_commune.clear()
        self._par_departement.clear()
        for offre in offres:
            self.appliquer(offre)
        self.charge = True

    def appliquer(self, offre: Offre) -> None:
        """Take in a version; an older one than the one held changes nothing."""
        tenue = self._offres.get(offre.id)
        if tenue is not None and tenue.version >= offre.version:
            return
        if tenue is not None:
            self._oublier(tenue)
        if offre.statut is StatutOffre.PUBLIEE:
            self._offres[offre.id] = offre
            self._par_commune[offre.annonce.commune].add(offre.id)
            self._par_departement[offre.annonce.lieu.departement].add(offre.id)

    def du_perimetre(self, perimetre: Perimetre) -> Iterator[Offre]:
        """The offers that may be in one of the three tabs, each once: neighbours may be in another département."""
        trouvees = set[str]()
        for departement in perimetre.departements:
            trouvees |= self._par_departement.get(departement, set())
        for commune in perimetre.limitrophes:
            trouvees |= self._par_commune.get(commune, set())
        return (self._offres[identifiant] for identifiant in trouvees)

    def _oublier(self, offre: Offre) -> None:
        del self._offres[offre.id]
        self._par_commune[offre.annonce.commune].discard(offre.id)
        self._par_departement[offre.annonce.lieu.departement].discard(offre.id)


@asynccontextmanager
async def ouvrir(context: Context) -> AsyncIterator[Catalogue]:
    """A catalogue that follows the database as long as the process lives."""
    catalogue = Catalogue()
    suivi = asyncio.create_task(suivre(context.db, catalogue))

    async def pret() -> None:
        if suivi.done():
            raise CatalogueFige
        if not catalogue.charge:
            raise CatalogueVide

    context.ready["catalogue"] = pret
    try:
        yield catalogue
    finally:
        suivi.cancel()
        with suppress(asyncio.CancelledError):
            await suivi


async def suivre(db: Database, catalogue: Catalogue) -> None:
    """Load, then follow, for ever. After a loss (MongoDB restarted) the stream is opened again and everything reloaded:

    what changed in between needs no memory of where we were, and the old index answers meanwhile.
    """
    while True:
        try:
            async with db.watch(stockage.COLLECTION, full_document="updateLookup") as changements:
                # The stream is open before the load: what changes during it comes again, and versions settle it.
                catalogue.remplacer([stockage.offre(lu) async for lu in db[stockage.COLLECTION].find(_PUBLIEES)])
                log.info("catalogue loaded", extra={"offres": len(catalogue)})
                async for changement in changements:
                    _appliquer(catalogue, changement)
        except PyMongoError as error:
            log.warning("change stream lost", extra={"collection": stockage.COLLECTION, "error": type(error).__name__})
            await asyncio.sleep(REPRISE)


def _appliquer(catalogue: Catalogue, changement: dict[str, Any]) -> None:
    if (lu := changement.get("fullDocument")) is not None:
        catalogue.appliquer(stockage.offre(lu))
