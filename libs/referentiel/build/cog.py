"""Communes, arrondissements municipaux, départements and régions of the COG 2026, out of the npm package."""

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Fiche: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Cog:
    """The records of the package that AL'in uses, each list sorted by code."""

    communes: list[Fiche]
    arrondissements: list[Fiche]
    departements: list[Fiche]
    regions: list[Fiche]

    def code_2026(self) -> dict[str, str]:
        """Former code -> code of the commune that absorbed it."""
        return {ancien: c["code"] for c in self.communes for ancien in c.get("anciensCodes", [])}


def lire(tarball: Path) -> Cog:
    """Filter on `type`: 584 codes are there twice (a commune and the commune déléguée that kept its code)."""
    with tarfile.open(tarball) as archive:
        fiches = _json(archive, "communes")
        return Cog(
            communes=_du_type(fiches, "commune-actuelle"),
            arrondissements=_du_type(fiches, "arrondissement-municipal"),
            departements=_trie(_json(archive, "departements")),
            regions=_trie(_json(archive, "regions")),
        )


def _json(archive: tarfile.TarFile, nom: str) -> list[Fiche]:
    fichier = archive.extractfile(f"package/data/{nom}.json")
    if fichier is None:
        raise FileNotFoundError(nom)
    fiches: list[Fiche] = json.load(fichier)
    return fiches


def _du_type(fiches: list[Fiche], nature: str) -> list[Fiche]:
    return _trie([fiche for fiche in fiches if fiche["type"] == nature])


def _trie(fiches: list[Fiche]) -> list[Fiche]:
    codes = [fiche["code"] for fiche in fiches]
    if len(set(codes)) != len(codes):
        raise ValueError("a code appears twice")
    return sorted(fiches, key=lambda fiche: fiche["code"])
