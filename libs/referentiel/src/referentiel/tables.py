"""The committed data files, read as they are."""

import gzip
import json
from importlib.resources import files
from typing import Any


def lignes(nom: str) -> list[list[str]]:
    """Rows of a `;`-separated file of `donnees/`, without its header. The files hold no quoted field."""
    corps = _texte(nom).splitlines()
    return [ligne.split(";") for ligne in corps[1:]]


def document(nom: str) -> Any:
    """A JSON file of `donnees/`."""
    return json.loads(_texte(nom))


def _texte(nom: str) -> str:
    octets = (files("referentiel") / "donnees" / nom).read_bytes()
    return (gzip.decompress(octets) if nom.endswith(".gz") else octets).decode()
