"""The household to house, and the ressources category that its composition gives (guide #0)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referentiel.regles import Regles, regles_en_vigueur


class Lien(StrEnum):
    """What a person is in the demande."""

    DEMANDEUR = "demandeur"
    CONJOINT = "conjoint"
    """The codemandeur who lives as a couple with the demandeur: married, pacsé or concubin."""
    A_CHARGE = "a_charge"
    AUTRE_OCCUPANT = "autre_occupant"
    """Of the household, neither in a couple with the demandeur nor a dependant: a parent, a sister who co-signs."""
    COLOCATAIRE = "colocataire"
    """A flatmate is outside the household: not counted."""


@dataclass(frozen=True, slots=True)
class Personne:
    """One person of the demande."""

    lien: Lien
    date_naissance: date
    """Of an expected child: the due date."""
    cmi_invalidite: bool = False
    """Holds the carte mobilité inclusion with the mention « invalidité »."""

    def age(self, jour: date) -> int:
        """Completed years on `jour`."""
        ne = self.date_naissance
        return jour.year - ne.year - ((jour.month, jour.day) < (ne.month, ne.day))


class MenageInvalide(ValueError):
    """The persons do not make a household."""


@dataclass(frozen=True, slots=True)
class Menage:
    """Exactly one demandeur, at most one conjoint; else MenageInvalide."""

    personnes: tuple[Personne, ...]

    def __post_init__(self) -> None:
        if self._nombre(Lien.DEMANDEUR) != 1:
            raise MenageInvalide("Un ménage a un demandeur et un seul.")
        if self._nombre(Lien.CONJOINT) > 1:
            raise MenageInvalide("Un ménage a au plus un conjoint.")

    @property
    def membres(self) -> tuple[Personne, ...]:
        """The persons who count: all but the flatmates."""
        return tuple(personne for personne in self.personnes if personne.lien is not Lien.COLOCATAIRE)

    @property
    def nombre_personnes(self) -> int:
        """How many persons the home must hold (at least 1)."""
        return len(self.membres)

    @property
    def personne_seule_avec_charges(self) -> bool:
        """One adult and at least one dependant, and nobody else."""
        return self.nombre_personnes > 1 and self._nombre(Lien.A_CHARGE) == self.nombre_personnes - 1

    @property
    def handicap(self) -> bool:
        """At least one member holds the CMI invalidité."""
        return any(personne.cmi_invalidite for personne in self.membres)

    def est_jeune(self, jour: date, regles: Regles | None = None) -> bool:
        """A couple, without anyone else, whose ages on `jour` add up to at most 55."""
        if {personne.lien for personne in self.membres} != {Lien.DEMANDEUR, Lien.CONJOINT}:
            return False
        ages = sum(personne.age(jour) for personne in self.membres)
        return ages <= (regles or regles_en_vigueur()).somme_ages_jeune_menage

    def _nombre(self, lien: Lien) -> int:
        return sum(personne.lien is lien for personne in self.personnes)


@dataclass(frozen=True, slots=True)
class Categorie:
    """Ceiling category: 1 to 6, and beyond 6 a supplement for each further person."""

    numero: int
    personnes_supplementaires: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.numero <= 6:
            raise ValueError("A category goes from 1 to 6.")
        if self.personnes_supplementaires < 0 or (self.personnes_supplementaires and self.numero != 6):
            raise ValueError("Only category 6 takes further persons.")

    def __str__(self) -> str:
        return f"{self.numero}" + (f" + {self.personnes_supplementaires}" if self.personnes_supplementaires else "")


def categorie(menage: Menage, jour: date, regles: Regles | None = None) -> Categorie:
    """Category of a household on `jour` (arrêté du 29 juillet 1987, annexe I; guide #0).

    The number of persons gives the category. One more for a person alone with dependants, for a jeune ménage, or for a
    disabled member: the text joins these cases by « ou », so that they never add up. Beyond category 6, each further
    person adds one supplement to whichever composition of category 6 the household holds.
    """
    majore = menage.personne_seule_avec_charges or menage.handicap or menage.est_jeune(jour, regles)
    rang = menage.nombre_personnes + majore
    return Categorie(min(rang, 6), max(0, rang - 6))
