"""What the registers hold, in one file: a kill -9 leaves the old one or the new one, never half of one."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from stack.errors import StackError
from stack.registre.demande import Demande, Modele


class Radiation(Modele):
    """A radiation that was asked for, with the reference that makes asking twice harmless."""

    reference: str
    le: date
    date_bail: date | None = None


class Fiche(Modele):
    """A demande with the short key that the control API knows it by."""

    cle: str
    pourquoi: str = ""
    """For the page: what this demande is there to try. Empty for the drawn ones."""
    demande: Demande
    radiation: Radiation | None = None


class Contenu(Modele):
    semees_le: date
    fiches: tuple[Fiche, ...]


def lire(fichier: Path) -> Contenu | None:
    """None before the first start. Raise StackError for a file that this version cannot read."""
    if not fichier.exists():
        return None
    try:
        return Contenu.model_validate_json(fichier.read_bytes())
    except ValidationError as error:
        raise StackError(
            "Les demandes des registres simulés ne se lisent pas.",
            f"Supprimez {fichier} : elles seront tirées à nouveau ({error.error_count()} erreurs).",
        ) from None


def ecrire(fichier: Path, semees_le: date, fiches: Iterable[Fiche]) -> None:
    contenu = Contenu(semees_le=semees_le, fiches=tuple(fiches))
    fichier.parent.mkdir(parents=True, exist_ok=True)
    provisoire = fichier.with_suffix(".tmp")
    with provisoire.open("wb") as sortie:
        sortie.write(contenu.model_dump_json(by_alias=True).encode())
        sortie.flush()
        os.fsync(sortie.fileno())
    os.replace(provisoire, fichier)
