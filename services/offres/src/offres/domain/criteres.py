"""The filters above the three tabs (guide #5). Each one left out keeps every home."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.offres import TypeLogement
from offres.domain.offre import Offre


@dataclass(frozen=True, slots=True)
class Criteres:
    """« Réinitialiser tous les critères » is `Criteres()`."""

    types_logement: frozenset[TypeLogement] = frozenset()
    """Maison, appartement; none ticked means both."""
    prix_min: Decimal | None = None
    prix_max: Decimal | None = None
    """Euros a month, charges included, bounds included."""
    pmr: bool = False
    disponible_immediatement: bool = False

    def retiennent(self, offre: Offre, jour: date) -> bool:
        """The home passes every filter that is set."""
        annonce = offre.annonce
        return (
            (not self.types_logement or annonce.type_logement in self.types_logement)
            and (self.prix_min is None or annonce.loyer >= self.prix_min)
            and (self.prix_max is None or annonce.loyer <= self.prix_max)
            and (not self.pmr or annonce.pmr)
            and (not self.disponible_immediatement or disponible_immediatement(offre, jour))
        )


def disponible_immediatement(offre: Offre, jour: date) -> bool:
    """The home can be entered on `jour`."""
    return offre.annonce.disponible_le <= jour
