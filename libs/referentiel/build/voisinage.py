"""Who touches whom: two owners of one identical boundary segment are neighbours; corner contacts are not."""

from collections import defaultdict
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from contours import Anneau, Contours, Polygone

Entiers: TypeAlias = npt.NDArray[np.int64]

_ECHELLE = 1_000_000
"""Points are compared on a grid of 1e-6 degree (about 10 cm)."""


def paires(contours: Contours, parents: set[str]) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Pairs of communes, and the pairs that exist only once arrondissements stand in for their three `parents`."""
    entre_communes = _paires(contours.communes)
    sans_parents = {code: forme for code, forme in contours.communes.items() if code not in parents}
    return entre_communes, _paires(sans_parents | contours.arrondissements) - entre_communes


def voisins(paires: set[frozenset[str]]) -> dict[str, list[str]]:
    """Neighbours of each code, sorted."""
    par_code: dict[str, list[str]] = defaultdict(list)
    for un, autre in map(sorted, paires):
        par_code[un].append(autre)
        par_code[autre].append(un)
    return {code: sorted(liste) for code, liste in sorted(par_code.items())}


def centre(polygones: list[Polygone]) -> tuple[float, float] | None:
    """Longitude and latitude of the centroid of the outer rings; None without a contour."""
    parts = [_aire_et_centre(polygone[0]) for polygone in polygones]
    total = sum(aire for aire, _, _ in parts)
    if not total:
        return None
    return sum(aire * x for aire, x, _ in parts) / total, sum(aire * y for aire, _, y in parts) / total


def _aire_et_centre(anneau: Anneau) -> tuple[float, float, float]:
    origine = anneau[0]
    x, y = (anneau - origine).T  # around the first point, so that no precision is lost in the products
    croix = x[:-1] * y[1:] - x[1:] * y[:-1]
    double = float(croix.sum())
    if not double:
        return 0.0, 0.0, 0.0
    cx = float(((x[:-1] + x[1:]) * croix).sum()) / (3 * double)
    cy = float(((y[:-1] + y[1:]) * croix).sum()) / (3 * double)
    return abs(double) / 2, float(origine[0]) + cx, float(origine[1]) + cy


def _paires(formes: dict[str, list[Polygone]]) -> set[frozenset[str]]:
    codes = sorted(formes)
    segments, proprietaires = _segments([formes[code] for code in codes])
    ordre = np.lexsort((proprietaires, segments[:, 1], segments[:, 0]))
    segments, proprietaires = segments[ordre], proprietaires[ordre]
    trouvees: set[frozenset[str]] = set()
    # Owners of one segment are side by side once sorted: two in general, three where a contour overlaps.
    for ecart in (1, 2):
        memes = (segments[ecart:] == segments[:-ecart]).all(axis=1) & (proprietaires[ecart:] != proprietaires[:-ecart])
        couples = np.unique(np.stack((proprietaires[:-ecart][memes], proprietaires[ecart:][memes]), axis=1), axis=0)
        trouvees.update(frozenset((codes[un], codes[autre])) for un, autre in couples.tolist())
    return trouvees


def _segments(formes: list[list[Polygone]]) -> tuple[Entiers, Entiers]:
    """Segments as (smaller point, larger point), shape (n, 2), and the index of the owner of each, shape (n,)."""
    morceaux, tailles = [], []
    for polygones in formes:
        siens = [_segments_de(anneau) for polygone in polygones for anneau in polygone]
        morceaux.extend(siens)
        tailles.append(sum(len(morceau) for morceau in siens))
    return np.concatenate(morceaux), np.repeat(np.arange(len(formes)), tailles)


def _segments_de(anneau: Anneau) -> Entiers:
    grille = np.rint((anneau + 180) * _ECHELLE).astype(np.int64)
    points = (grille[:, 0] << 30) | grille[:, 1]
    bouts = np.stack((np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])), axis=1)
    distincts: Entiers = bouts[bouts[:, 0] != bouts[:, 1]]
    return distincts
