"""Cotation: points by a published grid, then seniority (décret n° 2019-1378). The weights are data with a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.demande_import import Consentement, SituationLogement


class Critere(StrEnum):
    """What gives points."""

    DALO = "dalo"
    PRIORITAIRE_L441_1 = "prioritaire_l441_1"
    SALARIE_ELIGIBLE = "salarie_entreprise_eligible"
    ENTREPRISE = "points_entreprise"
    POLITIQUE_ENTREPRISE = "politique_entreprise"
    SITUATION = "situation_logement"
    HANDICAP = "handicap"
    COMMUNE = "commune_demandee"
    ANCIENNETE = "anciennete"


@dataclass(frozen=True, slots=True)
class Poids:
    """Points of one criterion. `par_annee` grows with the years, up to `maximum`; `valeurs` depend on the situation."""

    critere: Critere
    libelle: str
    points: int = 0
    par_annee: int = 0
    maximum: int = 0
    valeurs: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Grille:
    """One published version of the weights."""

    version: str
    en_vigueur_le: date
    source: str
    regles: tuple[str, ...]
    poids: tuple[Poids, ...]


@dataclass(frozen=True, slots=True)
class Profil:
    """What the grid looks at; nothing of it says who the person is."""

    demande_deposee_le: date
    situation: SituationLogement
    dalo: bool = False
    prioritaire_l441_1: bool = False
    handicap: bool = False
    commune_demandee: bool = False
    entreprise_eligible: bool = False
    consentement: Consentement | None = None
    entreprise_partenaire: bool = False
    """AL'in knows the firm, and the firm is eligible."""


@dataclass(frozen=True, slots=True)
class LignePoints:
    """One line of the breakdown that is shown to the applicant."""

    critere: Critere
    libelle: str
    points: int


@dataclass(frozen=True, slots=True)
class Cotation:
    """The points of one candidature, why, and by which version of the grid."""

    grille: str
    anciennete: date
    detail: tuple[LignePoints, ...] = ()

    @property
    def points(self) -> int:
        """Their sum."""
        return sum(ligne.points for ligne in self.detail)


Cle = tuple[int, date, datetime, str]


def coter(grille: Grille, profil: Profil, jour: date) -> Cotation:
    """Points on `jour`, line by line: each criterion appears, also with 0 point."""
    detail = tuple(LignePoints(p.critere, p.libelle, _points(p, profil, jour)) for p in grille.poids)
    return Cotation(grille.version, profil.demande_deposee_le, detail)


def cle_de_classement(cotation: Cotation, deposee_le: datetime, candidature_id: str) -> Cle:
    """Sort key, best first: most points, oldest demande, first candidature; the id makes the order total."""
    return (-cotation.points, cotation.anciennete, deposee_le, candidature_id)


def _points(poids: Poids, profil: Profil, jour: date) -> int:
    match poids.critere:
        case Critere.SITUATION:
            return (poids.valeurs or {}).get(profil.situation.value, 0)
        case Critere.ANCIENNETE:
            return min(poids.maximum, poids.par_annee * _annees(profil.demande_deposee_le, jour))
        case critere:
            return poids.points if _remplit(critere, profil) else 0


def _remplit(critere: Critere, profil: Profil) -> bool:
    consent = profil.consentement not in (None, Consentement.ANONYME)
    return {
        Critere.DALO: profil.dalo,
        Critere.PRIORITAIRE_L441_1: profil.prioritaire_l441_1,
        Critere.SALARIE_ELIGIBLE: profil.entreprise_eligible,
        # Guide #3, choice 1: anonymous, the firm sees nothing and gives no points.
        Critere.ENTREPRISE: consent,
        Critere.POLITIQUE_ENTREPRISE: consent and profil.entreprise_partenaire,
        Critere.HANDICAP: profil.handicap,
        Critere.COMMUNE: profil.commune_demandee,
    }[critere]


def _annees(debut: date, jour: date) -> int:
    return max(0, jour.year - debut.year - ((jour.month, jour.day) < (debut.month, debut.day)))
