"""Why a household may not apply for a home: the rule by its name, its figures, and a sentence for the person."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from referentiel.menages import Categorie
from referentiel.montants import euros, nombre
from referentiel.plafonds import Norme
from referentiel.regles import Typologie
from referentiel.ressources import LIBELLES, BaseRessources


class MotifIneligibilite(StrEnum):
    """The three rules of the guide #0."""

    TYPOLOGIE = "typologie"
    RESSOURCES = "ressources"
    EFFORT = "effort"


Chiffres: TypeAlias = dict[str, int | str | list[str]]
"""JSON-ready; amounts with cents are text, so that none is lost."""


@dataclass(frozen=True, slots=True)
class RaisonTypologie:
    """The home is too small or too large for the household."""

    typologie: Typologie
    nombre_personnes: int
    admises: tuple[Typologie, ...]

    @property
    def motif(self) -> MotifIneligibilite:
        """TYPOLOGIE."""
        return MotifIneligibilite.TYPOLOGIE

    @property
    def explication(self) -> str:
        """For the person."""
        menage = "1 personne" if self.nombre_personnes == 1 else f"{self.nombre_personnes} personnes"
        premiere, derniere = self.admises[0], self.admises[-1]
        proposes = f"sont des {premiere} et plus" if derniere is Typologie.T6 else f"vont du {premiere} au {derniere}"
        return f"Ce logement est un {self.typologie} ; pour un ménage de {menage}, les logements proposés {proposes}."

    def chiffres(self) -> Chiffres:
        """The figures behind the sentence."""
        return {
            "typologie": self.typologie.value,
            "nombre_personnes": self.nombre_personnes,
            "typologies_admises": [admise.value for admise in self.admises],
        }


@dataclass(frozen=True, slots=True)
class RaisonRessources:
    """The household's resources are over the ceiling."""

    ressources: int
    base: BaseRessources
    plafond: int
    norme: Norme
    annee: int
    zone: str
    categorie: Categorie

    @property
    def motif(self) -> MotifIneligibilite:
        """RESSOURCES."""
        return MotifIneligibilite.RESSOURCES

    @property
    def explication(self) -> str:
        """For the person."""
        return (
            f"Vos ressources ({euros(self.ressources)}, {LIBELLES[self.base]}) dépassent le plafond {self.norme} "
            f"{self.annee} de votre ménage pour ce logement, {euros(self.plafond)} (catégorie {self.categorie})."
        )

    def chiffres(self) -> Chiffres:
        """The figures behind the sentence."""
        return {
            "ressources": self.ressources,
            "base": self.base.value,
            "plafond": self.plafond,
            "norme": self.norme.value,
            "annee": self.annee,
            "zone": self.zone,
            "categorie": str(self.categorie),
        }


@dataclass(frozen=True, slots=True)
class RaisonEffort:
    """The rent is too high for the household's monthly income."""

    revenus: Decimal
    loyer: Decimal
    minimum: Decimal
    """Monthly income, AL/APL included, from which this rent would do."""
    ratio: Decimal

    @property
    def motif(self) -> MotifIneligibilite:
        """EFFORT."""
        return MotifIneligibilite.EFFORT

    @property
    def explication(self) -> str:
        """For the person."""
        return (
            f"Vos revenus mensuels, aide au logement comprise, sont de {euros(self.revenus)} ; il faut gagner environ "
            f"{nombre(self.ratio)} fois le loyer charges comprises ({euros(self.loyer)}), "
            f"soit au moins {euros(self.minimum)}."
        )

    def chiffres(self) -> Chiffres:
        """The figures behind the sentence."""
        return {
            "revenus_mensuels": str(self.revenus),
            "loyer_charges_comprises": str(self.loyer),
            "minimum": str(self.minimum),
            "ratio": str(self.ratio),
        }


Raison: TypeAlias = RaisonTypologie | RaisonRessources | RaisonEffort
