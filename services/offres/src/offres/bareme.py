"""The rules as tables for anybody to read: ceilings, typologies, effort, with their versions and sources (guide #0)."""

from datetime import date

from pydantic import BaseModel

from referentiel.eligibilite import typologies_admises
from referentiel.geographie import Zone, ZonePli
from referentiel.plafonds import Categorie, Norme, annees, plafond
from referentiel.regles import regles_en_vigueur

CATEGORIES = range(1, 7)
SOURCES = {
    Norme.PLAI: "Arrêté du 29 juillet 1987 révisé chaque année ; montants PLAI 2023 et suivants déduits de l’IRL",
    Norme.PLUS: "Arrêté du 29 juillet 1987 révisé chaque année (2026 : arrêté du 19 décembre 2025, NOR VLOL2534266A)",
    Norme.PLS: "130 % du plafond PLUS, arrondi à l’euro",
    Norme.PLI: "Plafonds du logement intermédiaire publiés pour 2025",
}


class PlafondsZone(BaseModel):
    """One line of the table: euros of revenu fiscal de référence."""

    norme: Norme
    annee: int
    zone: str
    categories: list[int]
    """Categories 1 to 6."""
    personne_supplementaire: int


class LigneTypologies(BaseModel):
    """Which homes for a household of that size; the last line stands for as many persons and more."""

    personnes: int
    typologies: list[str]


class Bareme(BaseModel):
    """All the figures that decide an eligibility."""

    version_regles: str
    annee: int
    ratio_effort: float
    tolerance_effort: float
    source_effort: str = "Guide AL’in #0 : gagner environ 3 fois le loyer charges comprises, AL ou APL incluse"
    typologies: list[LigneTypologies]
    source_typologies: str = "Guide AL’in #0 : composition familiale et typologie"
    plafonds: list[PlafondsZone]
    sources_plafonds: dict[Norme, str] = SOURCES


def bareme(annee: int) -> Bareme:
    """The tables of a year; a norme whose ceilings are not published for it shows the latest published before."""
    regles = regles_en_vigueur()
    return Bareme(
        version_regles=regles.version,
        annee=annee,
        ratio_effort=float(regles.ratio_effort),
        tolerance_effort=float(regles.tolerance_effort),
        typologies=[
            LigneTypologies(personnes=rang, typologies=[t.value for t in typologies_admises(rang)])
            for rang in range(1, len(regles.typologies) + 1)
        ],
        plafonds=[ligne for norme in Norme for ligne in _plafonds(norme, annee)],
    )


def annee_par_defaut(jour: date) -> int:
    """The latest year known that is not after `jour`."""
    return max(annee for annee in annees(Norme.PLUS) if annee <= jour.year)


def _plafonds(norme: Norme, annee: int) -> list[PlafondsZone]:
    publiees = [publiee for publiee in annees(norme) if publiee <= annee]
    if not publiees:
        return []
    zones: tuple[Zone | ZonePli, ...] = tuple(ZonePli) if norme is Norme.PLI else tuple(Zone)
    return [_ligne(norme, publiees[-1], zone) for zone in zones]


def _ligne(norme: Norme, annee: int, zone: Zone | ZonePli) -> PlafondsZone:
    montants = [plafond(annee, norme, zone, Categorie(numero)) for numero in CATEGORIES]
    return PlafondsZone(
        norme=norme,
        annee=annee,
        zone=zone.value,
        categories=montants,
        personne_supplementaire=plafond(annee, norme, zone, Categorie(6, 1)) - montants[-1],
    )
