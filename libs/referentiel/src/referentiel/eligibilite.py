"""May this household apply for this home? The three rules of the guide #0, each with its reason."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from sys import intern

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
    "Juge",
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
    classe: str = field(init=False, repr=False, compare=False)
    """Homes of one class get the same answer, but for the rent. Text: the hash of an enum costs a Python call."""

    def __post_init__(self) -> None:
        lire_commune(self.commune)
        if self.loyer_charges_comprises <= 0:
            raise LogementInvalide("Le loyer doit être supérieur à zéro.")
        if (self.norme is Norme.PLI) != (self.zone_pli is not None):
            raise LogementInvalide("Un logement PLI a une zone (Abis, A, B1, B2, C), et lui seul.")
        object.__setattr__(self, "classe", intern(f"{self.norme} {self.zone} {self.typologie}"))

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
    return Juge(menage, ressources, jour, regles or regles_en_vigueur()).evaluer(logement)


class Juge:
    """The rules for one household on one day: what does not depend on the home is worked out once, for many homes."""

    def __init__(self, menage: Menage, ressources: Ressources, jour: date, regles: Regles | None = None) -> None:
        self._regles = regles or regles_en_vigueur()
        self._jour = jour
        self._personnes = menage.nombre_personnes
        self._admises = typologies_admises(self._personnes, self._regles)
        self._categorie = categorie(menage, jour, self._regles)
        self._retenues = ressources.retenues(self._regles)
        self._mensuelles = ressources.mensuelles
        self._au_centime = self._mensuelles.quantize(_CENTIME, ROUND_FLOOR)
        self._ratio_minimal = self._regles.ratio_minimal
        self._favorable = Eligibilite((), self._regles.version)
        self._connues: dict[str, tuple[Raison, ...]] = {}

    def evaluer(self, logement: Logement) -> Eligibilite:
        """All the rules that the household breaks, in the guide's order. Raise PlafondInconnu."""
        raisons = self._hors_loyer(logement)
        if not self._supporte(logement.loyer_charges_comprises):
            raisons = (*raisons, self._effort(logement.loyer_charges_comprises))
        return Eligibilite(raisons, self._regles.version) if raisons else self._favorable

    def favorable(self, logement: Logement) -> Eligibilite | None:
        """The same when no rule is broken, else None: the reasons cost more than the answer. Raise PlafondInconnu."""
        if self._hors_loyer(logement) or not self._supporte(logement.loyer_charges_comprises):
            return None
        return self._favorable

    def _hors_loyer(self, logement: Logement) -> tuple[Raison, ...]:
        """Ressources and typologie: the same for every home of one class."""
        raisons = self._connues.get(logement.classe)
        if raisons is None:
            constats = (self._ressources(logement.norme, logement.zone), self._typologie(logement.typologie))
            raisons = self._connues[logement.classe] = tuple(raison for raison in constats if raison is not None)
        return raisons

    def _ressources(self, norme: Norme, zone_du_logement: Zone | ZonePli) -> RaisonRessources | None:
        annee = annee_en_vigueur(self._jour, norme)
        maximum = plafond(annee, norme, zone_du_logement, self._categorie)
        montant, base = self._retenues
        if montant <= maximum:
            return None
        return RaisonRessources(montant, base, maximum, norme, annee, zone_du_logement.value, self._categorie)

    def _typologie(self, typologie: Typologie) -> RaisonTypologie | None:
        if typologie in self._admises:
            return None
        return RaisonTypologie(typologie, self._personnes, self._admises)

    def _supporte(self, loyer: Decimal) -> bool:
        """Incomes of at least the ratio, rounded up to the cent: the same as the ratio within incomes rounded down."""
        return loyer * self._ratio_minimal <= self._au_centime

    def _effort(self, loyer: Decimal) -> RaisonEffort:
        minimum = (loyer * self._ratio_minimal).quantize(_CENTIME, ROUND_CEILING)
        return RaisonEffort(self._mensuelles, loyer, minimum, self._regles.ratio_effort)
