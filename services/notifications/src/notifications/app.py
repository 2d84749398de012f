"""The composition of notifications."""

from datetime import timedelta

from chassis.service import Index, Service
from notifications.api import router
from notifications.consumers import build_consumer
from notifications.envoyeur import build_timers
from notifications.settings import Settings
from notifications.stockage import COMPTES, DEMANDES, ENVOIS, OFFRES, PREFERENCES

service = Service(
    name="notifications",
    settings=Settings,
    router=router,
    indexes=(
        Index(ENVOIS, ("etat", "prochain_essai", "cree_le", "ordre")),
        Index(ENVOIS, (("cree_le", -1), ("_id", -1))),
        Index(ENVOIS, ("destinataire_id", ("cree_le", -1))),
        Index(ENVOIS, ("fini_le",), ttl=timedelta(days=365)),
        Index(COMPTES, ("version",)),
        Index(OFFRES, ("version",)),
        Index(PREFERENCES, ("le",)),
        Index(DEMANDES, ("compte_id",)),
    ),
    consumer=build_consumer,
    timers=build_timers,
    description="Les courriels qu’AL’in envoie, ce qu’ils sont devenus, et ce que chacun veut recevoir.",
)
