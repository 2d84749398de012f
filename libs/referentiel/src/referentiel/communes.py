"""Communes, arrondissements municipaux, départements and régions of the COG 2026."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from referentiel.tables import lignes


class CommuneInconnue(LookupError):
    """No commune and no arrondissement municipal of the COG 2026 has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Le code INSEE « {code} » ne désigne aucune commune (COG 2026).")
        self.code = code


class DepartementInconnu(LookupError):
    """No département of the COG 2026 has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Le code « {code} » ne désigne aucun département (COG 2026).")
        self.code = code


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, or an arrondissement of Paris, Lyon or Marseille (then `parente` is the code of the whole)."""

    code: str
    nom: str
    departement: str
    region: str
    population: int
    """Municipal population; 0 where INSEE publishes none."""
    codes_postaux: tuple[str, ...]
    longitude: float | None
    """Degrees, WGS 84, of the centroid; None for the overseas collectivités."""
    latitude: float | None
    parente: str | None = None


@dataclass(frozen=True, slots=True)
class Departement:
    """A département, or an overseas collectivité that has a code of the same kind."""

    code: str
    nom: str
    region: str
    chef_lieu: str
    collectivite_outre_mer: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A région."""

    code: str
    nom: str
    chef_lieu: str


def commune(code: str) -> Commune:
    """Raise CommuneInconnue."""
    return _lire(code)


def communes() -> tuple[Commune, ...]:
    """The current communes by code, without the arrondissements municipaux."""
    return tuple(_lire(code) for code in _communes_brutes())


def arrondissements(code_commune: str) -> frozenset[str]:
    """Codes of the arrondissements of a whole commune; empty unless Paris, Lyon or Marseille."""
    return _arrondissements_par_commune().get(code_commune, frozenset())


def communes_du_code_postal(code_postal: str) -> tuple[Commune, ...]:
    """Communes and arrondissements that share the postal code, by code: a postal code is never a key."""
    return tuple(_lire(code) for code in _par_code_postal().get(code_postal, ()))


def commune_parente(code: str) -> str:
    """Code of the whole commune: 75056 for 75111, itself for an ordinary commune. Raise CommuneInconnue."""
    return _lire(code).parente or code


def departement_de(code: str) -> str:
    """Code of the département of a commune or arrondissement. Raise CommuneInconnue."""
    return _brute(code)[2]


def departement(code: str) -> Departement:
    """Raise DepartementInconnu."""
    if code not in _departements():
        raise DepartementInconnu(code)
    return _departements()[code]


@cache
def departements() -> tuple[Departement, ...]:
    """The 101 départements by code, without the overseas collectivités."""
    return tuple(d for d in _departements().values() if not d.collectivite_outre_mer)


@cache
def regions() -> tuple[Region, ...]:
    """The 18 régions by code."""
    return tuple(Region(code, nom, chef) for code, nom, chef, zone in lignes("regions.csv") if zone != "com")


@cache
def _communes_brutes() -> dict[str, list[str]]:
    # Rows stay split text until one is asked for: 35,000 dataclasses would cost every process its start.
    return {ligne[0]: ligne for ligne in lignes("communes.csv.gz")}


@cache
def _arrondissements_bruts() -> dict[str, list[str]]:
    return {ligne[0]: ligne for ligne in lignes("arrondissements.csv")}


def _brute(code: str) -> list[str]:
    ligne = _communes_brutes().get(code) or _arrondissements_bruts().get(code)
    if ligne is None:
        raise CommuneInconnue(code)
    return ligne


@cache
def _lire(code: str) -> Commune:
    _, nom, dep, region, population, codes_postaux, longitude, latitude, *parente = _brute(code)
    return Commune(
        code=code,
        nom=nom,
        departement=dep,
        region=region,
        population=int(population),
        codes_postaux=tuple(codes_postaux.split("|")) if codes_postaux else (),
        longitude=float(longitude) if longitude else None,
        latitude=float(latitude) if latitude else None,
        parente=parente[0] if parente else None,
    )


@cache
def _arrondissements_par_commune() -> dict[str, frozenset[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, ligne in _arrondissements_bruts().items():
        codes[ligne[8]].add(code)
    return {commune: frozenset(siens) for commune, siens in codes.items()}


@cache
def _par_code_postal() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = defaultdict(list)
    for code, ligne in sorted((_communes_brutes() | _arrondissements_bruts()).items()):
        for code_postal in ligne[5].split("|"):
            index[code_postal].append(code)
    index.pop("", None)
    return {code_postal: tuple(codes) for code_postal, codes in index.items()}


@cache
def _departements() -> dict[str, Departement]:
    return {
        code: Departement(code, nom, region, chef_lieu, zone == "com")
        for code, nom, region, chef_lieu, zone in lignes("departements.csv")
    }
