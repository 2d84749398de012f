"""The composition of offres."""

from fastapi import APIRouter

from chassis.service import Index, Service
from offres import memoire
from offres.api import bailleur, publique, salarie
from offres.consumers import build_consumer
from offres.settings import Settings

router = APIRouter(prefix="/offres")
for _partie in (salarie.router, bailleur.router, publique.router):
    router.include_router(_partie)

service = Service(
    name="offres",
    settings=Settings,
    router=router,
    indexes=(
        Index("offres", ("bailleur.id", ("publiee_le", -1), ("_id", -1))),
        Index("offres", ("statut",)),
        Index("bailleurs", ("nom",)),
        Index("demandes", ("etat.compte_id",)),
        Index("entreprises", ("version",)),
    ),
    consumer=build_consumer,
    resources=memoire.ouvrir,
    worker_resources=False,
    description="Les logements que publient les bailleurs, et ceux auxquels un salarié peut postuler.",
)
