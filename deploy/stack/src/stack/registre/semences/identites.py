"""People who do not exist: names, phones kept for fiction by the Arcep (06 39 98…), addresses under .example."""

import json
import random
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from stack.registre.demande import Civilite

_CONNUS = json.loads((Path(__file__).parent / "identites.json").read_text(encoding="utf-8"))
PRENOMS: dict[Civilite, tuple[str, ...]] = {civilite: tuple(_CONNUS[civilite]) for civilite in Civilite}
NOMS: tuple[str, ...] = tuple(_CONNUS["noms"])
DOMAINE = "courriel.example"


class Adresses:
    """`prenom.nom@…`, never the same twice: the second one is `prenom.nom2@…`."""

    def __init__(self, prises: Iterable[str]) -> None:
        self._prises = set(prises)

    def de(self, prenom: str, nom: str) -> str:
        rang = 1
        while (adresse := adresse_de(prenom, nom, "" if rang == 1 else str(rang))) in self._prises:
            rang += 1
        self._prises.add(adresse)
        return adresse


def adresse_de(prenom: str, nom: str, suite: str = "") -> str:
    return f"{_nue(prenom)}.{_nue(nom)}{suite}@{DOMAINE}"


def telephone(rang: int) -> str:
    """From +33639980000 to +33639989999."""
    return f"+3363998{rang % 10_000:04d}"


def prenom(hasard: random.Random, civilite: Civilite) -> str:
    return hasard.choice(PRENOMS[civilite])


def _nue(nom: str) -> str:
    """ASCII letters, digits and hyphens."""
    decompose = unicodedata.normalize("NFKD", nom.lower()).encode("ascii", "ignore").decode()
    return decompose.replace(" ", "-")
