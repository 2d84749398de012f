"""The published grids, one JSON file a version, read once."""

import json
from datetime import date
from functools import cache
from importlib.resources import files

from candidatures.domain.cotation import Critere, Grille, Poids


class GrilleInconnue(LookupError):
    """No file holds this version."""


@cache
def toutes() -> dict[str, Grille]:
    """Every grid that ever ranked, by version: a candidature keeps its own."""
    dossier = files("candidatures") / "donnees"
    lues = [_lire(f.read_text(encoding="utf-8")) for f in dossier.iterdir() if f.name.startswith("grille_")]
    return {grille.version: grille for grille in lues}


def grille(version: str) -> Grille:
    """One version. Raise GrilleInconnue."""
    try:
        return toutes()[version]
    except KeyError as error:
        raise GrilleInconnue(version) from error


def en_vigueur(jour: date) -> Grille:
    """The grid that ranks a candidature made on this day. Raise GrilleInconnue."""
    publiees = [g for g in toutes().values() if g.en_vigueur_le <= jour]
    if not publiees:
        raise GrilleInconnue(jour.isoformat())
    return max(publiees, key=lambda g: g.en_vigueur_le)


def _lire(texte: str) -> Grille:
    lu = json.loads(texte)
    poids = tuple(Poids(**{**p, "critere": Critere(p["critere"])}) for p in lu["poids"])
    return Grille(lu["version"], date.fromisoformat(lu["en_vigueur_le"]), lu["source"], tuple(lu["regles"]), poids)
