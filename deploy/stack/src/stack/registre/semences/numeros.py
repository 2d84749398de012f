"""Numéros uniques, well formed and *non signifiants*: their month and year are no date of the demande."""

import random
from collections.abc import Container

from referentiel.communes import departement

_ILE_DE_FRANCE = "11"


def numero(hasard: random.Random, code_departement: str, sequence: int) -> str:
    """Never twice the same for different sequences of the same draw."""
    organisme = f"{code_departement.zfill(3)}{hasard.choice('ABCDEHLM')}{hasard.randint(0, 9)}"
    return f"{territoire(code_departement)}{hasard.randint(1, 12):02d}{hasard.randint(20, 26)}{sequence:06d}{organisme}"


def territoire(code_departement: str) -> str:
    """Île-de-France shares one: 111."""
    return "111" if departement(code_departement).region == _ILE_DE_FRANCE else code_departement.zfill(3)


def suivant(modele: str, pris: Container[str]) -> str:
    """The first free number of the same territory and body, by its six digits of sequence."""
    avant, depart, apres = modele[:7], int(modele[7:13]), modele[13:]
    rangs = (f"{avant}{(depart + pas) % 1_000_000:06d}{apres}" for pas in range(1, 1_000_000))
    return next(numero for numero in rangs if numero not in pris)
