"""Build the data files of `referentiel` from registry packages and from the committed `sources/`.

    python construire.py                 writes src/referentiel/donnees/
    python construire.py --verifier      builds aside and fails if a committed file differs

Downloads are kept in `--paquets` (default `.alin/referentiel`). The same inputs give the same bytes.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable
from pathlib import Path

import cog
import contours
import feries
import paquets
import plafonds
import voisinage

ICI = Path(__file__).resolve().parent
DONNEES = ICI.parent / "src" / "referentiel" / "donnees"
PAQUETS = ICI.parents[2] / ".alin" / "referentiel"
SITE_NATIONAL = ("https://www.demande-logement-social.gouv.fr", "nationale")


def main() -> int:
    """Entry point; the exit code says whether the committed files are those of the sources."""
    options = argparse.ArgumentParser(description="Construit les données du référentiel")
    options.add_argument("--paquets", type=Path, default=PAQUETS)
    options.add_argument("--verifier", action="store_true")
    choix = options.parse_args()
    fichiers = construire(choix.paquets)
    if choix.verifier:
        return _comparer(fichiers)
    DONNEES.mkdir(exist_ok=True)
    for nom, contenu in fichiers.items():
        (DONNEES / nom).write_bytes(contenu)
        _dire(f"{nom} : {len(contenu)} octets")
    return 0


def construire(dossier: Path) -> dict[str, bytes]:
    """File name -> content."""
    tarball, roue = paquets.obtenir(dossier)
    lu = cog.lire(tarball)
    formes = contours.lire(roue, lu)
    communes, arrondissements = voisinage.paires(formes, {fiche["commune"] for fiche in lu.arrondissements})
    _dire(f"{len(communes)} paires de communes, {len(arrondissements)} paires d'arrondissements")
    entete = ["code", "nom", "departement", "region", "population", "codes_postaux", "longitude", "latitude"]
    return {
        "communes.csv.gz": _gz(_csv(entete, (_commune(f, formes.communes) for f in lu.communes))),
        "arrondissements.csv": _csv(
            [*entete, "commune"],
            ((*_commune(f, formes.arrondissements), f["commune"]) for f in lu.arrondissements),
        ),
        "departements.csv": _csv(
            ("code", "nom", "region", "chef_lieu", "zone"),
            ((f["code"], f["nom"], f["region"], f.get("chefLieu", ""), f["zone"]) for f in lu.departements),
        ),
        "regions.csv": _csv(
            ("code", "nom", "chef_lieu", "zone"),
            ((f["code"], f["nom"], f.get("chefLieu", ""), f["zone"]) for f in lu.regions),
        ),
        "adjacence.csv.gz": _gz(
            _csv(
                ("code", "voisins"),
                ((code, "|".join(v)) for code, v in voisinage.voisins(communes | arrondissements).items()),
            )
        ),
        "plafonds.csv": _csv(plafonds.ENTETE, plafonds.lignes(ICI / "sources" / "plafonds.csv")),
        "jours_feries.csv": _csv(("territoire", "jour", "nom"), feries.lignes()),
        "sites.csv": _csv(("departement", "url", "portee"), _sites(lu)),
    }


def _commune(fiche: cog.Fiche, formes: dict[str, list[contours.Polygone]]) -> tuple[str, ...]:
    centre = voisinage.centre(formes.get(fiche["code"], []))
    longitude, latitude = (f"{degres:.4f}" for degres in centre) if centre else ("", "")
    return (
        fiche["code"],
        fiche["nom"],
        fiche["departement"],
        fiche["region"],
        str(fiche.get("population", 0)),
        "|".join(fiche.get("codesPostaux", [])),
        longitude,
        latitude,
    )


def _sites(lu: cog.Cog) -> Iterable[tuple[str, str, str]]:
    """One row for each département: its own site if it has one, else the national portal."""
    with (ICI / "sources" / "sites.csv").open(encoding="utf-8", newline="") as fichier:
        lignes = csv.DictReader(fichier, delimiter=";")
        propres = {ligne["departement"]: (ligne["url"], ligne["portee"]) for ligne in lignes}
    for fiche in lu.departements:
        if fiche["zone"] != "com":  # the collectivités d'outre-mer have no register of the demande de logement social
            yield (fiche["code"], *propres.get(fiche["code"], SITE_NATIONAL))


def _csv(entete: Iterable[str], lignes: Iterable[Iterable[str]]) -> bytes:
    texte = io.StringIO()
    plume = csv.writer(texte, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_NONE)
    plume.writerow(entete)
    plume.writerows(lignes)
    return texte.getvalue().encode()


def _gz(contenu: bytes) -> bytes:
    return gzip.compress(contenu, compresslevel=9, mtime=0)


def _comparer(fichiers: dict[str, bytes]) -> int:
    """Compare contents, not gzip bytes: another zlib may compress the same text otherwise."""
    differents = [nom for nom, contenu in fichiers.items() if _clair(DONNEES / nom) != _clair(contenu)]
    for nom in differents:
        _dire(f"{nom} : le fichier versionné diffère de ses sources")
    return 1 if differents else 0


def _clair(source: Path | bytes) -> bytes:
    octets = source.read_bytes() if isinstance(source, Path) else source
    return gzip.decompress(octets) if octets[:2] == b"\x1f\x8b" else octets


def _dire(message: str) -> None:
    sys.stdout.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
