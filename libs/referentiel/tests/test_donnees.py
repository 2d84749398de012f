"""The committed data: whole, consistent, and light to start with."""

import subprocess
import sys
from decimal import Decimal

from referentiel.geographie import (
    Zone,
    arrondissements,
    commune,
    communes,
    communes_du_code_postal,
    departements,
    limitrophes,
    regions,
)
from referentiel.montants import euros, nombre
from referentiel.tables import document, lignes

PARENTS = ("13055", "69123", "75056")


def test_the_pairs_of_neighbours_are_those_of_the_reference_computation() -> None:
    """Domain, Offers: 102,191 pairs of communes + 167 that involve an arrondissement."""
    petits = frozenset[str]().union(*(arrondissements(parent) for parent in PARENTS))
    paires = {frozenset((code, autre)) for code, autres in lignes("adjacence.csv.gz") for autre in autres.split("|")}
    avec_arrondissement = {paire for paire in paires if paire & petits}
    assert len(paires - avec_arrondissement) == 102_191
    assert len(avec_arrondissement) == 167


def test_every_neighbour_is_a_known_commune() -> None:
    connues = {c.code for c in communes()}.union(*(arrondissements(parent) for parent in PARENTS))
    assert {code for code, _ in lignes("adjacence.csv.gz")} <= connues


def test_only_islands_and_overseas_collectivites_have_no_neighbour() -> None:
    collectivites = {c.departement for c in communes()} - {d.code for d in departements()}
    isolees = [c.code for c in communes() if c.departement not in collectivites and not limitrophes(c.code)]
    assert len(isolees) == 15


def test_every_commune_of_a_departement_has_a_centre_in_the_right_place() -> None:
    for departement in departements():
        siennes = [c for c in communes() if c.departement == departement.code]
        assert siennes
        for une in siennes:
            assert une.latitude is not None
            assert une.longitude is not None
            if len(departement.code) == 2:
                assert 41 < une.latitude < 52
                assert -6 < une.longitude < 10


def test_neighbours_are_near() -> None:
    """A wrong contour would put a neighbour far away: no two communes' centres are 70 km apart across a border."""
    for une in communes():
        for voisine in map(commune, limitrophes(une.code) if une.region not in ("01", "02", "03", "04", "06") else ()):
            assert une.latitude is not None
            assert voisine.latitude is not None
            assert abs(une.latitude - voisine.latitude) < 0.63


def test_codes_refer_to_each_other() -> None:
    codes_departements = {ligne[0] for ligne in lignes("departements.csv")}
    codes_regions = {ligne[0] for ligne in lignes("regions.csv")}
    assert {c.departement for c in communes()} <= codes_departements
    assert {c.region for c in communes()} <= codes_regions
    assert {d.region for d in departements()} == {r.code for r in regions()}
    assert all(commune(d.chef_lieu).departement == d.code for d in departements())


def test_the_population_is_that_of_france() -> None:
    assert 66_000_000 < sum(c.population for c in communes()) < 70_000_000
    for parent in PARENTS:
        assert sum(commune(a).population for a in arrondissements(parent)) == commune(parent).population


def test_the_postal_codes_shared_are_those_counted() -> None:
    """Domain, traps: 4,251 postal codes are shared (an arrondissement shares its own with the whole commune)."""
    codes_postaux = {code_postal for une in communes() for code_postal in une.codes_postaux}
    assert sum(len(communes_du_code_postal(code_postal)) > 1 for code_postal in codes_postaux) == 4_251


def test_every_zone_has_its_ceilings_each_year() -> None:
    cellules = {tuple(ligne[:3]) for ligne in lignes("plafonds.csv")}
    for annee in range(2022, 2027):
        assert {z for a, n, z in cellules if a == str(annee) and n == "PLUS"} == {zone.value for zone in Zone}


def test_each_figure_says_where_it_comes_from() -> None:
    regles = document("regles.json")
    assert regles["version"]
    assert all(regle["source"] for regle in regles.values() if isinstance(regle, dict))
    assert {ligne[5] for ligne in lignes("plafonds.csv")} == {"arrete", "IRL T3", "1,3 x PLUS", "publie"}


def test_importing_reads_no_data() -> None:
    """A service that only counts days must not load 35,000 communes."""
    programme = (
        "import referentiel.eligibilite, referentiel.jours, referentiel.registres, referentiel.communes as c;"
        "import referentiel.jours as j, datetime;"
        "j.fin_de_delai(datetime.date(2026, 2, 2), 10);"
        "print(c._communes_brutes.cache_info().currsize)"
    )
    sortie = subprocess.run([sys.executable, "-c", programme], capture_output=True, text=True, check=True)
    assert sortie.stdout.strip() == "0"


def test_amounts_read_as_french() -> None:
    assert euros(26_920) == "26\u202f920\u00a0€"
    assert euros(Decimal("731.49")) == "731,49\u00a0€"
    assert euros(Decimal("1234567.5")) == "1\u202f234\u202f567,50\u00a0€"
    assert (nombre(Decimal("3.0")), nombre(Decimal("2.70")), nombre(Decimal("10"))) == ("3", "2,7", "10")
