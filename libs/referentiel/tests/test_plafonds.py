"""Ceilings of ressources (guide #0; domain, Eligibility)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiel.geographie import Zone, ZonePli
from referentiel.plafonds import Categorie, Norme, PlafondInconnu, annee_en_vigueur, annees, plafond

SOCIALES = (Norme.PLAI, Norme.PLUS, Norme.PLS)
une_categorie = st.one_of(st.integers(1, 6).map(Categorie), st.integers(1, 8).map(lambda plus: Categorie(6, plus)))
une_annee, une_zone, une_zone_pli = st.integers(2022, 2026), st.sampled_from(Zone), st.sampled_from(ZonePli)


@pytest.mark.parametrize(
    ("annee", "norme", "zone", "categorie", "montant"),
    [
        (2026, Norme.PLUS, Zone.PARIS_COMMUNES_LIMITROPHES, Categorie(1), 26_920),
        (2026, Norme.PLUS, Zone.ILE_DE_FRANCE, Categorie(4), 57_930),
        (2026, Norme.PLUS, Zone.AUTRES_REGIONS, Categorie(6), 60_156),
        (2026, Norme.PLAI, Zone.PARIS_COMMUNES_LIMITROPHES, Categorie(3), 31_643),
        (2026, Norme.PLS, Zone.PARIS_COMMUNES_LIMITROPHES, Categorie(5), 97_395),
        (2022, Norme.PLUS, Zone.AUTRES_REGIONS, Categorie(1), 21_139),
        (2025, Norme.PLI, ZonePli.ABIS, Categorie(1), 43_475),
        (2025, Norme.PLI, ZonePli.A, Categorie(3), 78_104),
        (2025, Norme.PLI, ZonePli.B1, Categorie(6), 91_078),
        (2025, Norme.PLI, ZonePli.C, Categorie(2), 42_588),
    ],
)
def test_published_amounts(annee: int, norme: Norme, zone: Zone | ZonePli, categorie: Categorie, montant: int) -> None:
    """Arrêté du 29 juillet 1987, as revised each year."""
    assert plafond(annee, norme, zone, categorie) == montant


def test_each_person_beyond_six_adds_the_published_supplement() -> None:
    """Arrêté du 29 juillet 1987, annexe I."""
    assert plafond(2026, Norme.PLUS, Zone.AUTRES_REGIONS, Categorie(6, 2)) == 60_156 + 2 * 6_710
    assert plafond(2025, Norme.PLI, ZonePli.ABIS, Categorie(6, 1)) == 136_151 + 15_168


@given(une_annee, une_zone, une_categorie)
def test_pls_is_130_per_cent_of_plus(annee: int, zone: Zone, categorie: Categorie) -> None:
    """Domain: PLS = 1.30 × PLUS, rounded cell by cell."""
    ecart = plafond(annee, Norme.PLS, zone, categorie) - 1.3 * plafond(annee, Norme.PLUS, zone, categorie)
    assert abs(ecart) <= 0.5 * (1 + categorie.personnes_supplementaires)


@given(une_annee, une_zone, une_categorie)
def test_plai_is_under_plus_under_pls(annee: int, zone: Zone, categorie: Categorie) -> None:
    plai, plus, pls = (plafond(annee, norme, zone, categorie) for norme in SOCIALES)
    assert plai < plus < pls


@given(une_annee, st.sampled_from(SOCIALES), une_categorie)
def test_paris_is_never_under_ile_de_france_never_under_the_regions(
    annee: int, norme: Norme, categorie: Categorie
) -> None:
    paris, francilien, region = (plafond(annee, norme, zone, categorie) for zone in Zone)
    assert paris >= francilien >= region


@given(une_categorie)
def test_pli_falls_from_abis_to_c(categorie: Categorie) -> None:
    montants = [plafond(2025, Norme.PLI, zone, categorie) for zone in ZonePli]
    assert montants == sorted(montants, reverse=True)


@given(st.integers(2023, 2026), st.sampled_from(SOCIALES), une_zone, une_categorie)
def test_each_revision_raised_the_ceilings(annee: int, norme: Norme, zone: Zone, categorie: Categorie) -> None:
    assert plafond(annee, norme, zone, categorie) > plafond(annee - 1, norme, zone, categorie)


@pytest.mark.parametrize(
    ("annee", "norme", "zone"),
    [
        (2021, Norme.PLUS, Zone.ILE_DE_FRANCE),
        (2027, Norme.PLUS, Zone.ILE_DE_FRANCE),
        (2026, Norme.PLI, ZonePli.A),
        (2025, Norme.PLI, Zone.ILE_DE_FRANCE),
        (2026, Norme.PLUS, ZonePli.A),
    ],
)
def test_an_unknown_year_or_zone_is_refused_not_guessed(annee: int, norme: Norme, zone: Zone | ZonePli) -> None:
    with pytest.raises(PlafondInconnu):
        plafond(annee, norme, zone, Categorie(1))


def test_the_years_known_are_data() -> None:
    assert all(annees(norme) == (2022, 2023, 2024, 2025, 2026) for norme in SOCIALES)
    assert annees(Norme.PLI) == (2025,)


@pytest.mark.parametrize(
    ("jour", "norme", "annee"),
    [
        (date(2025, 12, 31), Norme.PLUS, 2025),
        (date(2026, 1, 1), Norme.PLUS, 2026),
        (date(2027, 1, 2), Norme.PLUS, 2026),
        (date(2026, 11, 24), Norme.PLI, 2025),
    ],
)
def test_the_latest_ceilings_published_stay_in_force(jour: date, norme: Norme, annee: int) -> None:
    """Domain, Eligibility: revised on 1 January."""
    assert annee_en_vigueur(jour, norme) == annee


def test_nothing_is_in_force_before_the_first_year_known() -> None:
    with pytest.raises(PlafondInconnu):
        annee_en_vigueur(date(2021, 12, 31), Norme.PLAI)
    with pytest.raises(PlafondInconnu):
        annee_en_vigueur(date(2024, 12, 31), Norme.PLI)
