"""Public holidays, working days, and the end of a delay counted in days (CCH R. 441-10)."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from referentiel.tables import document, lignes

_NATIONAL = "FR"
_SAMEDI = 5


class AnneeHorsCalendrier(LookupError):
    """The committed calendar of public holidays does not cover the year."""

    def __init__(self, annee: int) -> None:
        super().__init__(f"Le calendrier des jours fériés ne couvre pas l'année {annee}.")
        self.annee = annee


class InstantSansFuseau(ValueError):
    """A naive datetime names no day: it must carry a time zone."""


def jours_feries(annee: int, departement: str | None = None) -> frozenset[date]:
    """National holidays, with those of the département (Alsace-Moselle, overseas). Raise AnneeHorsCalendrier."""
    par_territoire = _calendrier().get(annee)
    if par_territoire is None:
        raise AnneeHorsCalendrier(annee)
    nationaux = par_territoire[_NATIONAL]
    return nationaux | par_territoire.get(departement, frozenset()) if departement else nationaux


def est_ouvrable(jour: date, departement: str | None = None) -> bool:
    """Neither a Saturday, nor a Sunday, nor a public holiday. Raise AnneeHorsCalendrier."""
    return jour.weekday() < _SAMEDI and jour not in jours_feries(jour.year, departement)


def fin_de_delai(notifie_le: date, jours: int, departement: str | None = None) -> date:
    """Last day of a delay: the day of notification does not count, a day off rolls to the next working day.

    Notified on 2 February for 10 days: ends on 12 February, at 24:00. A datetime counts as the day it is at the
    applicant's. Raise InstantSansFuseau for a naive one, AnneeHorsCalendrier.
    """
    if jours < 1:
        raise ValueError("A delay lasts at least one day.")
    dernier = _jour_local(notifie_le, departement) + timedelta(days=jours)
    while not est_ouvrable(dernier, departement):
        dernier += timedelta(days=1)
    return dernier


def expire_a(dernier_jour: date, departement: str | None = None) -> datetime:
    """24:00 of the last day, at the applicant's: the first instant that is too late."""
    return datetime.combine(dernier_jour + timedelta(days=1), time(), fuseau(departement))


def fuseau(departement: str | None = None) -> ZoneInfo:
    """Time zone of a département: Europe/Paris, unless overseas."""
    zones = _fuseaux()
    return ZoneInfo(zones.get(departement or "metropole", zones["metropole"]))


def _jour_local(instant: date, departement: str | None) -> date:
    if not isinstance(instant, datetime):
        return instant
    if instant.tzinfo is None:
        raise InstantSansFuseau("L'instant de notification doit porter un fuseau horaire.")
    return instant.astimezone(fuseau(departement)).date()


@cache
def _fuseaux() -> dict[str, str]:
    zones: dict[str, str] = document("regles.json")["fuseaux"]
    return zones


@cache
def _calendrier() -> dict[int, dict[str, frozenset[date]]]:
    calendrier: dict[int, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for territoire, iso, _nom in lignes("jours_feries.csv"):
        jour = date.fromisoformat(iso)
        calendrier[jour.year][territoire].add(jour)
    return {
        annee: {territoire: frozenset(jours) for territoire, jours in par_territoire.items()}
        for annee, par_territoire in calendrier.items()
    }
