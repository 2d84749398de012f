"""The composition of candidatures."""

from datetime import timedelta

from fastapi import APIRouter

from candidatures import echeances, orphelines
from candidatures.api import bailleur, conseiller, publique, salarie
from candidatures.consumers import build_consumer
from candidatures.settings import Settings
from candidatures.stockage import COLLECTION, ORDRE
from chassis.context import Context
from chassis.service import Index, Service
from chassis.timers import Timer

router = APIRouter(prefix="/candidatures")
for _partie in (salarie.router, bailleur.router, conseiller.router, publique.router):
    router.include_router(_partie)


def build_timers(context: Context) -> tuple[Timer, ...]:
    """What time does to candidatures."""
    souvent = timedelta(seconds=context.settings.echeances_secondes)
    return (
        Timer("echeances", souvent, run=echeances.passer),
        Timer("orphelines", souvent, run=orphelines.fermer),
    )


service = Service(
    name="candidatures",
    settings=Settings,
    router=router,
    indexes=(
        Index(COLLECTION, ("compte_id",), unique=True, partial={"active": True}),
        Index(COLLECTION, ("compte_id", "active", ("deposee_le", -1), ("_id", -1))),
        Index(COLLECTION, ("demande_id",)),
        Index(COLLECTION, ("offre_id", "active", *ORDRE)),
        Index(COLLECTION, ("bailleur_id", ("transmise_le", -1), ("_id", -1))),
        Index(COLLECTION, ("statut", "deposee_le", "_id")),
        Index(COLLECTION, ("statut", "departement", "deposee_le", "_id")),
        Index(COLLECTION, ("active", "echeance")),
        Index("demandes", ("etat.compte_id",)),
        Index("demandes", ("etat.employeur.siret",)),
        Index("offres", ("version",)),
        Index("entreprises", ("version",)),
        Index("comptes", ("version",)),
        Index("commissions", ("actes",)),
    ),
    consumer=build_consumer,
    timers=build_timers,
    description="Les candidatures des salariés, de « Je postule » à l’entrée dans les lieux.",
)
