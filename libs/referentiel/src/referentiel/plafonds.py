"""Ceilings of ressources by year, norme locative, zone and category (guide #0). Amounts: euros of revenu fiscal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from referentiel.geographie import Zone, ZonePli
from referentiel.menages import Categorie, categorie
from referentiel.tables import lignes

__all__ = ["Categorie", "Norme", "PlafondInconnu", "annee_en_vigueur", "annees", "categorie", "plafond"]


class Norme(StrEnum):
    """Norme locative of a home: the loan that financed it sets who may live there."""

    PLAI = "PLAI"
    PLUS = "PLUS"
    PLS = "PLS"
    PLI = "PLI"


class PlafondInconnu(LookupError):
    """No ceiling is published for this year, norme and zone: nothing may be decided with another one in silence."""


@dataclass(frozen=True, slots=True)
class _Grille:
    montants: tuple[int, ...]
    """Categories 1 to 6."""
    personne_supplementaire: int

    def montant(self, categorie: Categorie) -> int:
        return self.montants[categorie.numero - 1] + categorie.personnes_supplementaires * self.personne_supplementaire


def plafond(annee: int, norme: Norme, zone: Zone | ZonePli, categorie: Categorie) -> int:
    """Highest revenu fiscal de référence allowed. `zone`: a ZonePli for PLI, else a Zone. Raise PlafondInconnu."""
    grille = _grilles().get((annee, norme, zone))
    if grille is None:
        raise PlafondInconnu(f"Aucun plafond {norme} n'est connu pour {annee} dans la zone {zone}.")
    return grille.montant(categorie)


@cache
def annees(norme: Norme) -> tuple[int, ...]:
    """Years for which the ceilings of a norme are known, in order."""
    return tuple(sorted({annee for annee, la_norme, _ in _grilles() if la_norme == norme}))


def annee_en_vigueur(jour: date, norme: Norme) -> int:
    """The ceilings to apply on `jour`: those of its year, or the latest before it while the year's are not published.

    Ceilings are revised on 1 January, and stay in force until the next revision. Raise PlafondInconnu before the first.
    """
    connues = [annee for annee in annees(norme) if annee <= jour.year]
    if not connues:
        raise PlafondInconnu(f"Aucun plafond {norme} n'est connu pour {jour.year} ni avant.")
    return connues[-1]


@cache
def _grilles() -> dict[tuple[int, Norme, Zone | ZonePli], _Grille]:
    cellules: dict[tuple[int, Norme, Zone | ZonePli], dict[str, int]] = {}
    for annee, norme, zone, rang, montant, _origine in lignes("plafonds.csv"):
        la_zone = ZonePli(zone) if norme == Norme.PLI else Zone(zone)
        cellules.setdefault((int(annee), Norme(norme), la_zone), {})[rang] = int(montant)
    return {
        cle: _Grille(tuple(siennes[str(numero)] for numero in range(1, 7)), siennes["pers_sup"])
        for cle, siennes in cellules.items()
    }
