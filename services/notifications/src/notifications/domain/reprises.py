"""When an e-mail that could not leave is tried again, and when it is given up."""

from datetime import datetime, timedelta
from enum import StrEnum

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600))
ATTENTE = timedelta(seconds=5)
"""An offer or an account that its topic has not brought yet is seconds late, not hours."""
DUREE_SUIVI = timedelta(days=10)
"""A follow-up tells of a step: past this delay, the site tells it better."""


class Abandon(StrEnum):
    """Why an e-mail will never leave."""

    REFUSE_PAR_LE_SERVEUR = "refuse_par_le_serveur"
    PERIME = "perime"
    CHARGE_ILLISIBLE = "charge_illisible"
    FAIT_MANQUANT = "fait_manquant"
    ADRESSE_INVALIDE = "adresse_invalide"
    COMPTE_SUPPRIME = "compte_supprime"


def pause(essai: int) -> timedelta:
    """How long to wait after the failure number `essai` (1 is the first): longer each time, one hour at most."""
    return PAUSES[min(essai, len(PAUSES)) - 1]


def perime(maintenant: datetime, perime_le: datetime) -> bool:
    """Is the e-mail no longer worth sending? At the very instant it still is."""
    return maintenant > perime_le
