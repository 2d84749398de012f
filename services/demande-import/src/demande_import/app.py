"""The composition of demande-import."""

from datetime import timedelta

from fastapi import APIRouter

from chassis.context import Context
from chassis.service import Index, Service
from chassis.timers import Timer
from demande_import import cycle, propagation, radiations, recherches
from demande_import.api import demandes, dossiers, employeur, entreprises, imports, sites
from demande_import.consumers import build_consumer
from demande_import.registres import ouvrir
from demande_import.settings import Settings
from demande_import.stockage import CANDIDATURES, COMPTES, DEBITS, DEMANDES, ENTREPRISES, IMPORTS, RADIATIONS

router = APIRouter(prefix="/demande-import")
for _partie in (
    sites.router,
    imports.router,
    demandes.router,
    employeur.router,
    entreprises.router,
    dossiers.router,
):
    router.include_router(_partie)


def build_timers(context: Context) -> tuple[Timer, ...]:
    """The workers."""
    return tuple(partie.timer(context) for partie in (recherches, radiations, propagation, cycle))


service = Service(
    name="demande-import",
    settings=Settings,
    router=router,
    indexes=(
        Index(DEMANDES, ("cle_numero",), unique=True, partial={"vivante": True}),
        Index(DEMANDES, ("compte_id",), unique=True, partial={"vivante": True}),
        Index(DEMANDES, ("compte_id", ("vivante", -1), ("le", -1))),
        Index(DEMANDES, ("siret_partage", "_id")),
        Index(DEMANDES, ("echeance",)),
        Index(DEMANDES, ("effacer_le",)),
        Index(IMPORTS, ("compte_id",), unique=True, partial={"ouvert": True}),
        Index(IMPORTS, ("compte_id", "cree_le")),
        Index(IMPORTS, ("etat", "registre", "prochain_essai")),
        Index(IMPORTS, ("perime_le",)),
        Index(IMPORTS, ("fini_le",), ttl=timedelta(days=30)),
        Index(ENTREPRISES, ("a_propager",), partial={"a_propager": True}),
        Index(DEMANDES, ("complements.siret",)),
        Index(RADIATIONS, ("etat", "registre", "prochain_essai")),
        Index(RADIATIONS, ("demande_id",)),
        Index(DEBITS, ("le",), ttl=timedelta(days=1)),
        Index(COMPTES, ("version",)),
        Index(CANDIDATURES, ("etat.demande_id", "etat.bailleur_id")),
        Index(CANDIDATURES, ("etat.compte_id",)),
    ),
    consumer=build_consumer,
    timers=build_timers,
    resources=ouvrir,
    description="La demande de logement social : import, compléments, pièces, validation, entreprises.",
)
