"""Where a home is, seen from the communes that a demande asks for (guide #5), and from the ceilings (guide #0)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

from referentiel.communes import (
    Commune,
    CommuneInconnue,
    Departement,
    DepartementInconnu,
    Region,
    arrondissements,
    commune,
    commune_parente,
    communes,
    communes_du_code_postal,
    departement,
    departement_de,
    departements,
    regions,
)
from referentiel.tables import lignes

__all__ = [
    "Commune",
    "CommuneInconnue",
    "Departement",
    "DepartementInconnu",
    "Onglet",
    "Perimetre",
    "Region",
    "Zone",
    "ZonePli",
    "arrondissements",
    "classer",
    "commune",
    "commune_parente",
    "communes",
    "communes_du_code_postal",
    "departement",
    "departement_de",
    "departements",
    "limitrophes",
    "regions",
    "zone",
]

_PARIS = "75056"
_REGION_ILE_DE_FRANCE = "11"


class Onglet(StrEnum):
    """The three tabs of « Les offres » (guide #5)."""

    COMMUNES_DEMANDEES = "communes_demandees"
    COMMUNES_LIMITROPHES = "communes_limitrophes"
    AUTRES_COMMUNES = "autres_communes"


class Zone(StrEnum):
    """Zones of the PLAI, PLUS and PLS ceilings (arrêté du 29 juillet 1987)."""

    PARIS_COMMUNES_LIMITROPHES = "paris_communes_limitrophes"
    ILE_DE_FRANCE = "ile_de_france"
    AUTRES_REGIONS = "autres_regions"


class ZonePli(StrEnum):
    """Zones of the PLI ceilings. The offer carries its own: no package gives the A/B/C zoning by commune."""

    ABIS = "Abis"
    A = "A"
    B1 = "B1"
    B2 = "B2"
    C = "C"


@dataclass(frozen=True, slots=True)
class Perimetre:
    """The three tabs of one demande, worked out once for many offers. Build it with `Perimetre.de`."""

    demandees: frozenset[str]
    """With the arrondissements of each whole commune asked for."""
    limitrophes: frozenset[str]
    departements: frozenset[str]

    @classmethod
    def de(cls, demandees: Iterable[str]) -> Self:
        """From codes of communes and of arrondissements municipaux. Raise CommuneInconnue."""
        codes = frozenset(demandees)
        demandes = codes.union(*(arrondissements(code) for code in codes))
        voisines = frozenset[str]().union(*(limitrophes(code) for code in codes))
        return cls(demandes, voisines - demandes, frozenset(departement_de(code) for code in codes))

    def classer(self, commune_offre: str) -> Onglet | None:
        """The one tab of a home; None when the demande does not see it. Raise CommuneInconnue.

        A neighbour counts as such even across the border of the département. A home known by the whole commune only
        (75056) is not in an arrondissement asked for: it is elsewhere in the département.
        """
        departement_offre = departement_de(commune_offre)
        if commune_offre in self.demandees:
            return Onglet.COMMUNES_DEMANDEES
        if commune_offre in self.limitrophes:
            return Onglet.COMMUNES_LIMITROPHES
        return Onglet.AUTRES_COMMUNES if departement_offre in self.departements else None


def classer(commune_offre: str, demandees: Iterable[str]) -> Onglet | None:
    """`Perimetre.classer` for one home."""
    return Perimetre.de(demandees).classer(commune_offre)


def limitrophes(code: str) -> frozenset[str]:
    """Codes of the communes that share a border with this one. Raise CommuneInconnue.

    Of a whole commune: communes. Of an arrondissement: arrondissements and suburbs. Of a suburb of Paris, Lyon or
    Marseille: communes, the whole neighbour commune, and the arrondissements of it that it touches.
    """
    departement_de(code)
    return _adjacence().get(code, frozenset())


@cache
def zone(code: str) -> Zone:
    """Zone of a commune; an arrondissement counts as its commune. Raise CommuneInconnue."""
    entiere = commune(commune_parente(code))
    if entiere.code == _PARIS or entiere.code in limitrophes(_PARIS):
        return Zone.PARIS_COMMUNES_LIMITROPHES
    return Zone.ILE_DE_FRANCE if entiere.region == _REGION_ILE_DE_FRANCE else Zone.AUTRES_REGIONS


@cache
def _adjacence() -> dict[str, frozenset[str]]:
    return {code: frozenset(voisins.split("|")) for code, voisins in lignes("adjacence.csv.gz")}
