"""What a household earns, and which of its yearly resources are compared with a ceiling."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from referentiel.regles import Regles, regles_en_vigueur


class BaseRessources(StrEnum):
    """Which resources are retained."""

    RFR_N2 = "rfr_n2"
    RFR_N1 = "rfr_n1"
    DOUZE_MOIS = "douze_mois"


LIBELLES = {
    BaseRessources.RFR_N2: "revenu fiscal de référence de l'année N-2",
    BaseRessources.RFR_N1: "revenu fiscal de référence de l'année N-1",
    BaseRessources.DOUZE_MOIS: "revenu imposable des douze derniers mois",
}


class RessourcesInvalides(ValueError):
    """A negative amount."""


@dataclass(frozen=True, slots=True)
class Ressources:
    """Resources of the whole household, in euros. Raise RessourcesInvalides for a negative amount."""

    rfr_n2: int
    revenu_mensuel: Decimal
    """Net, all members, without AL/APL."""
    aide_logement_mensuelle: Decimal = Decimal(0)
    """AL or APL, received or estimated."""
    rfr_n1: int | None = None
    revenus_12_mois: int | None = None

    def __post_init__(self) -> None:
        montants = (self.rfr_n2, self.revenu_mensuel, self.aide_logement_mensuelle, self.rfr_n1, self.revenus_12_mois)
        if any(montant is not None and montant < 0 for montant in montants):
            raise RessourcesInvalides("Un montant de ressources ne peut pas être négatif.")

    @property
    def mensuelles(self) -> Decimal:
        """Monthly income, AL/APL included (guide #0)."""
        return self.revenu_mensuel + self.aide_logement_mensuelle

    def au(self, jour: date, annee_n2: int) -> Self:
        """As of `jour`, when `rfr_n2` is of the incomes of `annee_n2`: on 1 January, N-1 becomes N-2."""
        if jour.year - 2 <= annee_n2 or self.rfr_n1 is None:
            return self
        return replace(self, rfr_n2=self.rfr_n1, rfr_n1=None)

    def retenues(self, regles: Regles | None = None) -> tuple[int, BaseRessources]:
        """The RFR of N-2, or the lowest of N-1 and last 12 months that is at least 10 % lower than it."""
        plancher = self.rfr_n2 * (1 - (regles or regles_en_vigueur()).baisse_ressources)
        recentes = [
            (montant, base)
            for montant, base in (
                (self.rfr_n1, BaseRessources.RFR_N1),
                (self.revenus_12_mois, BaseRessources.DOUZE_MOIS),
            )
            if montant is not None and montant < self.rfr_n2 and montant <= plancher
        ]
        return min(recentes, key=lambda recente: recente[0], default=(self.rfr_n2, BaseRessources.RFR_N2))
