"""Check the committed ceilings before they are shipped: a typing error here would refuse people a home."""

import csv
from pathlib import Path

CATEGORIES = ("1", "2", "3", "4", "5", "6", "pers_sup")
ZONES = ("paris_communes_limitrophes", "ile_de_france", "autres_regions")
ZONES_PLI = ("Abis", "A", "B1", "B2", "C")
ENTETE = ("annee", "norme", "zone", "categorie", "montant", "origine")


class PlafondsIncoherents(Exception):
    """The committed CSV breaks a rule that published ceilings keep."""


def lignes(source: Path) -> list[tuple[str, ...]]:
    """Rows of the CSV, once checked: complete grids, amounts that grow with the household, PLS = 1.3 x PLUS."""
    with source.open(encoding="utf-8", newline="") as fichier:
        rangs = [tuple(ligne[colonne] for colonne in ENTETE) for ligne in csv.DictReader(fichier, delimiter=";")]
    montants = {rang[:4]: int(rang[4]) for rang in rangs}
    _exiger(len(montants) == len(rangs), "a cell appears twice")
    for annee, norme in sorted({rang[:2] for rang in rangs}):
        for zone in ZONES_PLI if norme == "PLI" else ZONES:
            _verifier_grille(montants, annee, norme, zone)
    return rangs


def _verifier_grille(montants: dict[tuple[str, ...], int], annee: str, norme: str, zone: str) -> None:
    ou = f"{annee} {norme} {zone}"
    manquantes = [c for c in CATEGORIES if (annee, norme, zone, c) not in montants]
    _exiger(not manquantes, f"{ou}: categories {manquantes} are missing")
    grille = [montants[annee, norme, zone, categorie] for categorie in CATEGORIES[:6]]
    _exiger(grille == sorted(set(grille)), f"{ou}: amounts do not grow with the category")
    if norme == "PLS":
        for categorie in CATEGORIES:
            attendu = 1.3 * montants[annee, "PLUS", zone, categorie]
            _exiger(abs(montants[annee, norme, zone, categorie] - attendu) <= 0.5, f"{ou} {categorie}: not 1.3 x PLUS")


def _exiger(tenu: bool, regle: str) -> None:
    if not tenu:
        raise PlafondsIncoherents(regle)
