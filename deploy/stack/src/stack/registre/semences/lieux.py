"""Where people look for a home: communes drawn by population, at least one demande in each département."""

import random
from collections import defaultdict
from functools import cache

from referentiel.communes import Commune, arrondissements, commune, communes, departements
from referentiel.geographie import limitrophes

COMMUNE_MINIMALE = 3000
"""Inhabitants under which hardly anyone asks, unless it is its département's largest."""


def communes_principales(hasard: random.Random, nombre: int) -> list[Commune]:
    """One in each département, the others by population over the country; by département."""
    lieux = _lieux_par_departement()
    un_partout = [_au_poids(hasard, siens) for siens in lieux.values()]
    tous = [lieu for siens in lieux.values() for lieu in siens]
    autres = [_au_poids(hasard, tous) for _ in range(nombre - len(un_partout))]
    return sorted((*un_partout[:nombre], *autres), key=lambda lieu: lieu.departement)


def souhaits(hasard: random.Random, principale: Commune) -> tuple[str, ...]:
    """The commune first, then up to four neighbours of the same département."""
    voisines = sorted(
        code
        for code in limitrophes(principale.code)
        if commune(code).departement == principale.departement and not arrondissements(code)
    )
    combien = min(hasard.choices((0, 1, 2, 3, 4), weights=(30, 20, 20, 15, 15))[0], len(voisines))
    return (principale.code, *hasard.sample(voisines, combien))


def commune_proche(hasard: random.Random, principale: Commune) -> Commune:
    """The commune itself, or one of those that people who ask for it live or work in."""
    if hasard.random() < 0.55:
        return principale
    return _au_poids(hasard, _lieux_par_departement()[principale.departement])


def _au_poids(hasard: random.Random, lieux: list[Commune]) -> Commune:
    return hasard.choices(lieux, weights=[max(lieu.population, 1) for lieu in lieux])[0]


@cache
def _lieux_par_departement() -> dict[str, list[Commune]]:
    """Arrondissements stand for Paris, Lyon and Marseille."""
    entieres: dict[str, list[Commune]] = defaultdict(list)
    for lieu in communes():
        entieres[lieu.departement].append(lieu)
    return {departement.code: _retenus(entieres[departement.code]) for departement in departements()}


def _retenus(entieres: list[Commune]) -> list[Commune]:
    grandes = [lieu for lieu in entieres if lieu.population >= COMMUNE_MINIMALE]
    retenues = grandes or [max(entieres, key=lambda lieu: lieu.population)]
    return [commune(code) for lieu in retenues for code in sorted(arrondissements(lieu.code)) or [lieu.code]]
