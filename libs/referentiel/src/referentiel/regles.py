"""The figures that a text or a choice of AL'in sets, as data with a version (`donnees/regles.json`)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from referentiel.tables import document


class Typologie(StrEnum):
    """Number of main rooms; T6 stands for six and more."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"


@dataclass(frozen=True, slots=True)
class Regles:
    """One version of the figures of the eligibility rules (guide #0)."""

    version: str
    ratio_effort: Decimal
    """How many times the rent, charges included, a household should earn."""
    tolerance_effort: Decimal
    """Share of `ratio_effort` that may be lacking: the guide says « environ »."""
    baisse_ressources: Decimal
    """Share by which more recent resources must be lower than N-2 to stand in for them."""
    somme_ages_jeune_menage: int
    typologies: tuple[tuple[Typologie, ...], ...]
    """Index 0 for one person; the last one for as many persons and more."""

    @property
    def ratio_minimal(self) -> Decimal:
        """The ratio under which a rent is too high."""
        return self.ratio_effort * (1 - self.tolerance_effort)


@cache
def regles_en_vigueur() -> Regles:
    """The committed version."""
    lues = document("regles.json")
    return Regles(
        version=lues["version"],
        ratio_effort=Decimal(lues["effort"]["ratio"]),
        tolerance_effort=Decimal(lues["effort"]["tolerance"]),
        baisse_ressources=Decimal(lues["baisse_ressources"]["taux"]),
        somme_ages_jeune_menage=lues["jeune_menage"]["somme_ages"],
        typologies=tuple(
            tuple(Typologie(valeur) for valeur in ligne) for ligne in lues["typologies"]["par_nombre_de_personnes"]
        ),
    )
