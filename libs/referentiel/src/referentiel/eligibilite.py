"""May this household apply for this home? The three rules of the guide #0, each with its reason."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from referentiel.communes import commune as lire_commune
from referentiel.geographie import Zone, ZonePli, zone
from referentiel.menages import Lien, Menage, MenageInvalide, Personne, categorie
from referentiel.plafonds import Norme, annee_en_vigueur, plafond
from referentiel.raisons import MotifIneligibilite, Raison, RaisonEffort, RaisonRessources, RaisonTypologie
from referentiel.regles import Regles, Typologie, regles_en_vigueur
from referentiel.ressources import BaseRessources, Ressources, RessourcesInvalides

__all__ = [
    "BaseRessources",
    "Eligibilite",
    "Lien",
    "Logement",
    "LogementInvalide",
    "Menage",
    "MenageInvalide",
    "MotifIneligibilite",
    "Norme",
    "Personne",
    "Raison",
    "RaisonEffort",
    "RaisonRessources",
    "RaisonTypologie",
    "Ressources",
    "RessourcesInvalides",
    "Typologie",
    "evaluer",
    "typologies_admises",
]

_CENTIME = Decimal("0.01")


class LogementInvalide(ValueError):
    """A home that no rule could be applied to."""


@dataclass(frozen=True, slots=True)
class Logement:
    """What eligibility needs of an offer. Raise CommuneInconnue, LogementInvalide."""

    typologie: Typologie
    norme: Norme
    commune: str
    """Code INSEE, of the arrondissement where there is one."""
    loyer_charges_comprises: Decimal
    """Euros a month."""
    zone_pli: ZonePli | None = None
    """Set for a PLI home alone."""

    def __post_init__(self) -> None:
        lire_commune(self.commune)
        if self.loyer_charges_comprises <= 0:
            raise LogementInvalide("Le loyer doit être supérieur à zéro.")
        if (self.norme is Norme.PLI) != (self.zone_pli is not None):
            raise LogementInvalide("Un logement PLI a une zone (Abis, A, B1, B2, C), et lui seul.")

    @property
    def zone(self) -> Zone | ZonePli:
        """The zone whose ceilings apply."""
        return self.zone_pli or zone(self.commune)


@dataclass(frozen=True, slots=True)
class Eligibilite:
    """The answer: eligible when no rule is broken."""

    raisons: tuple[Raison, ...]
    version_regles: str

    @property
    def eligible(self) -> bool:
        """No rule is broken."""
        return not self.raisons

    @property
    def motifs(self) -> frozenset[MotifIneligibilite]:
        """The rules that are broken."""
        return frozenset(raison.motif for raison in self.raisons)


def typologies_admises(nombre_personnes: int, regles: Regles | None = None) -> tuple[Typologie, ...]:
    """Typologies offered to a household of this size (guide #0). Raise ValueError under 1."""
    if nombre_personnes < 1:
        raise ValueError("A household has at least one person.")
    lignes = (regles or regles_en_vigueur()).typologies
    return lignes[min(nombre_personnes, len(lignes)) - 1]


def evaluer(
    menage: Menage, ressources: Ressources, logement: Logement, jour: date, regles: Regles | None = None
) -> Eligibilite:
    """All the rules that the household breaks on `jour`, in the guide's order. Raise PlafondInconnu."""
    en_vigueur = regles or regles_en_vigueur()
    constats = (
        _ressources(menage, ressources, logement, jour, en_vigueur),
        _typologie(menage, logement, en_vigueur),
        _effort(ressources, logement, en_vigueur),
    )
    return Eligibilite(tuple(raison for raison in constats if raison is not None), en_vigueur.version)


def _ressources(
    menage: Menage, ressources: Ressources, logement: Logement, jour: date, regles: Regles
) -> RaisonRessources | None:
    annee = annee_en_vigueur(jour, logement.norme)
    sa_categorie = categorie(menage, jour, regles)
    maximum = plafond(annee, logement.norme, logement.zone, sa_categorie)
    montant, base = ressources.retenues(regles)
    if montant <= maximum:
        return None
    return RaisonRessources(montant, base, maximum, logement.norme, annee, logement.zone.value, sa_categorie)


def _typologie(menage: Menage, logement: Logement, regles: Regles) -> RaisonTypologie | None:
    admises = typologies_admises(menage.nombre_personnes, regles)
    if logement.typologie in admises:
        return None
    return RaisonTypologie(logement.typologie, menage.nombre_personnes, admises)


def _effort(ressources: Ressources, logement: Logement, regles: Regles) -> RaisonEffort | None:
    loyer = logement.loyer_charges_comprises
    minimum = (loyer * regles.ratio_minimal).quantize(_CENTIME, ROUND_CEILING)
    if ressources.mensuelles >= minimum:
        return None
    return RaisonEffort(ressources.mensuelles, loyer, minimum, regles.ratio_effort)
