"""The aggregate: an offer from its publication to its withdrawal or its lease."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from contracts.offres import StatutOffre
from offres.domain.annonce import Annonce, AnnonceInvalide


class RefusOffre(Exception):
    """A transition that the offer's state does not admit; `explication` is for the person."""

    explication = ""


class OffreDejaRetiree(RefusOffre):
    """Withdrawn: it cannot change any more."""

    explication = "Cette offre a été retirée : elle ne peut plus changer. Publiez-en une nouvelle."


class OffreDejaPourvue(RefusOffre):
    """A lease was signed: it cannot change any more."""

    explication = "Un bail a été signé pour ce logement : l’offre ne peut plus changer."


@dataclass(frozen=True, slots=True)
class Bailleur:
    """The body that lets the home."""

    id: str
    nom: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A home to publish, under an id that the caller chooses."""

    offre_id: str
    bailleur_id: str
    annonce: Annonce


@dataclass(frozen=True, slots=True)
class Offre:
    """One home that a bailleur publishes. Each transition gives the next version."""

    id: str
    version: int
    bailleur: Bailleur
    statut: StatutOffre
    annonce: Annonce
    publiee_le: datetime
    le: datetime
    """When this version came about."""

    @classmethod
    def publier(cls, identifiant: str, bailleur: Bailleur, annonce: Annonce, le: datetime, jour: date) -> Self:
        """A new offer, open to candidatures. Raise AnnonceInvalide when its deadline is past."""
        _exiger_delai_ouvert(annonce, jour)
        return cls(identifiant, 1, bailleur, StatutOffre.PUBLIEE, annonce, le, le)

    def modifier(self, annonce: Annonce, le: datetime, jour: date) -> Self:
        """Correct it. A deadline already past may stay, a new one may not be past.

        Raise OffreDejaRetiree, OffreDejaPourvue, AnnonceInvalide.
        """
        self._exiger_publiee()
        if annonce.date_limite != self.annonce.date_limite:
            _exiger_delai_ouvert(annonce, jour)
        return replace(self, version=self.version + 1, annonce=annonce, le=le)

    def retirer(self, le: datetime) -> Self:
        """Withdraw it. Raise OffreDejaRetiree, OffreDejaPourvue."""
        self._exiger_publiee()
        return replace(self, version=self.version + 1, statut=StatutOffre.RETIREE, le=le)

    def pourvoir(self, le: datetime) -> Self:
        """A lease was signed: a fact, even for an offer withdrawn meanwhile. Raise OffreDejaPourvue."""
        if self.statut is StatutOffre.POURVUE:
            raise OffreDejaPourvue
        return replace(self, version=self.version + 1, statut=StatutOffre.POURVUE, le=le)

    def ouverte(self, jour: date) -> bool:
        """A candidature can be made on `jour`, the deadline's day included."""
        return self.statut is StatutOffre.PUBLIEE and jour <= self.annonce.date_limite

    def reservee_a_d_autres(self, siret: str | None) -> bool:
        """Kept for the salariés of a firm that is not this one."""
        return self.annonce.reserve_siret not in (None, siret)

    def _exiger_publiee(self) -> None:
        if self.statut is StatutOffre.RETIREE:
            raise OffreDejaRetiree
        if self.statut is StatutOffre.POURVUE:
            raise OffreDejaPourvue


def _exiger_delai_ouvert(annonce: Annonce, jour: date) -> None:
    if annonce.date_limite < jour:
        raise AnnonceInvalide("date_limite", "La date limite de candidature est passée.")
