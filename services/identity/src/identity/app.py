"""The composition of identity."""

from datetime import timedelta

from fastapi import APIRouter

from chassis.context import Context
from chassis.service import Service
from chassis.timers import Timer
from identity import comptes, demandes, ressources
from identity.api import comptes as api_comptes
from identity.api import creation, liens, moi, personnel, sessions
from identity.settings import Settings
from identity.stockage import DEMANDES, INDEXES

router = APIRouter(prefix="/identity")
for _partie in (
    creation.formulaires,  # a form is looked at first: JSON of the same path goes to the route after it
    liens.formulaires,
    creation.router,
    liens.router,
    sessions.router,
    moi.router,
    api_comptes.router,
    personnel.router,
    creation.pages,
):
    router.include_router(_partie)


def build_timers(context: Context) -> tuple[Timer, ...]:
    """Forms are done as soon as they are stored; accounts never activated are looked for each hour."""
    return (
        Timer("demandes", timedelta(seconds=context.settings.demandes_secondes), demandes.traiter, wakes_on=DEMANDES),
        Timer("purge", timedelta(hours=1), comptes.purger),
    )


service = Service(
    name="identity",
    settings=Settings,
    router=router,
    indexes=INDEXES,
    timers=build_timers,
    resources=ressources.ouvrir,
    description="Les comptes, les mots de passe, les sessions et les clés de la plateforme.",
)
