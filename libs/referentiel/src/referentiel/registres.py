"""Numéro unique and the register that holds the demande behind it (guide #1 and #3)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Self

from referentiel.communes import Departement, DepartementInconnu, departement
from referentiel.communes import departements as tous_les_departements
from referentiel.tables import lignes

_FORME = re.compile(r"(?P<territoire>[0-9][0-9AB]{2})(?P<mois>\d{2})\d{2}\d{6}[A-Z0-9]{5}", re.ASCII)
_LONGUEUR = 18
_REGIONAL = "111"
_REGION_ILE_DE_FRANCE = "11"
NATIONAL = "national"
"""Value of `SiteEnregistrement.registre` for the national portal (SNE)."""


class Portee(StrEnum):
    """How far one register's site reaches."""

    NATIONALE = "nationale"
    REGIONALE = "regionale"
    DEPARTEMENTALE = "departementale"


@dataclass(frozen=True, slots=True)
class SiteEnregistrement:
    """Where the demandes of a département are registered."""

    departement: str
    url: str
    libelle: str
    portee: Portee

    @property
    def adresse(self) -> str:
        """The address as the guide #3 shows it: without scheme, « www. » and last slash of a bare domain."""
        nue = self.url.removeprefix("https://").removeprefix("www.")
        return nue.rstrip("/") if nue.count("/") == 1 and nue.endswith("/") else nue

    @property
    def registre(self) -> str:
        """Which register answers: NATIONAL, or the code of the département for a local one."""
        return NATIONAL if self.portee is Portee.NATIONALE else self.departement


def site_enregistrement(code_departement: str) -> SiteEnregistrement:
    """Raise DepartementInconnu, also for an overseas collectivité: it has no such register."""
    if code_departement not in _sites():
        raise DepartementInconnu(code_departement)
    return _sites()[code_departement]


class RaisonNumero(StrEnum):
    """What is wrong with what was typed as a numéro unique."""

    VIDE = "vide"
    LONGUEUR = "longueur"
    CARACTERES = "caracteres"
    MOIS = "mois"
    TERRITOIRE = "territoire"


class NumeroUniqueInvalide(ValueError):
    """The message is for the person, and never repeats the number."""

    def __init__(self, raison: RaisonNumero, explication: str) -> None:
        super().__init__(explication)
        self.raison = raison
        self.explication = explication


@dataclass(frozen=True, slots=True)
class Territoire:
    """The part of the country that a numéro unique is registered in: a département, or Île-de-France as a whole."""

    code: str
    libelle: str
    departements: tuple[str, ...]
    site: SiteEnregistrement


@dataclass(frozen=True, slots=True)
class NumeroUnique:
    """A well-formed numéro unique. It is *non signifiant*: no date may be read in it. Its repr shows no digit of it."""

    valeur: str = field(repr=False)

    def __post_init__(self) -> None:
        _verifier(self.valeur)

    @classmethod
    def lire(cls, saisie: str) -> Self:
        """From what a person typed: any spaces, lower case. Raise NumeroUniqueInvalide."""
        return cls("".join(saisie.split()).upper())

    @property
    def territoire(self) -> Territoire:
        """The territory named by the first three characters, with the site that registers its demandes."""
        territoire = _territoire(self.valeur[:3])
        if territoire is None:  # pragma: no cover - __post_init__ has refused it
            raise AssertionError("a NumeroUnique always has a territory")
        return territoire


def _verifier(valeur: str) -> None:
    if not valeur:
        raise NumeroUniqueInvalide(RaisonNumero.VIDE, "Saisissez votre numéro unique.")
    if len(valeur) != _LONGUEUR:
        raise NumeroUniqueInvalide(
            RaisonNumero.LONGUEUR,
            f"Un numéro unique compte {_LONGUEUR} caractères ; celui-ci en compte {len(valeur)}.",
        )
    forme = _FORME.fullmatch(valeur)
    if forme is None:
        raise NumeroUniqueInvalide(
            RaisonNumero.CARACTERES,
            "Un numéro unique est fait de 13 chiffres (2A ou 2B pour la Corse) puis de 5 chiffres ou lettres.",
        )
    if not 1 <= int(forme["mois"]) <= 12:
        raise NumeroUniqueInvalide(
            RaisonNumero.MOIS, "Les quatrième et cinquième chiffres d'un numéro unique vont de 01 à 12."
        )
    if _territoire(forme["territoire"]) is None:
        raise NumeroUniqueInvalide(
            RaisonNumero.TERRITOIRE,
            "Les trois premiers caractères ne désignent ni un département ni l'Île-de-France.",
        )


@cache
def _territoire(code: str) -> Territoire | None:
    if code == _REGIONAL:
        siens = tuple(d.code for d in tous_les_departements() if d.region == _REGION_ILE_DE_FRANCE)
        return Territoire(code, "Île-de-France", siens, site_enregistrement(siens[0]))
    trouve = next((d for d in tous_les_departements() if d.code.zfill(3) == code), None)
    if trouve is None:
        return None
    return Territoire(code, trouve.nom, (trouve.code,), site_enregistrement(trouve.code))


@cache
def _sites() -> dict[str, SiteEnregistrement]:
    return {
        code: SiteEnregistrement(code, url, _libelle(Portee(portee), departement(code)), Portee(portee))
        for code, url, portee in lignes("sites.csv")
    }


def _libelle(portee: Portee, ou: Departement) -> str:
    if portee is Portee.NATIONALE:
        return "Portail national de la demande de logement social"
    return f"Demande de logement social – {ou.nom}"
