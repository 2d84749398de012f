"""Months, as the rules of a demande count them."""

from calendar import monthrange
from datetime import date

MOIS = (
    *("Janvier", "Février", "Mars", "Avril", "Mai", "Juin"),
    *("Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre"),
)


def plus_mois(jour: date, mois: int) -> date:
    """The same day `mois` months later, or the last day of a shorter month."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, numero = divmod(rang, 12)
    return date(annee, numero + 1, min(jour.day, monthrange(annee, numero + 1)[1]))


def du_mois(jour: date) -> str:
    """« du mois de Septembre 2021 », « du mois d’Avril 2021 », as the guide #3 writes them."""
    nom = MOIS[jour.month - 1]
    return f"du mois d’{nom} {jour.year}" if nom[0] in "AO" else f"du mois de {nom} {jour.year}"
