"""What anybody may consult: communes and barème."""

import pytest

from offres.bareme import annee_par_defaut, bareme
from offres.communes import normaliser, rechercher

from .fabrique import JOUR


def _noms(saisie: str) -> list[str]:
    return [lieu.nom for lieu in rechercher(saisie, 10)]


@pytest.mark.parametrize("saisie", ["saint etienne", "Saint-Étienne", "SAINT ETIENNE  "])
def test_accents_case_and_dashes_do_not_matter(saisie):
    assert _noms(saisie)[0] == "Saint-Étienne"


def test_the_most_populated_comes_first():
    assert _noms("Pari")[0] == "Paris"
    assert _noms("bres")[0] == "Brest"


def test_arrondissements_are_suggested():
    """Guide #5: « PARIS 11EME ARRONDISSEMENT »."""
    for saisie in ("paris 11", "PARIS 11EME ARRONDISSEME", "Paris 11ème"):
        assert _noms(saisie)[0] == "Paris 11e Arrondissement"
    assert _noms("75011") == ["Paris", "Paris 11e Arrondissement"]


def test_a_shared_postal_code_gives_every_commune():
    noms = _noms("35131")
    assert {"Chartres-de-Bretagne", "Pont-Péan"} <= set(noms)


def test_the_article_may_be_left_out():
    assert _noms("havre")[0] == "Le Havre"
    assert _noms("le havre")[0] == "Le Havre"


def test_punctuation_alone_finds_nothing():
    assert rechercher("--", 10) == []
    assert normaliser("L’Haÿ-les-Roses") == "l hay les roses"


def test_the_bareme_shows_the_rules_of_the_guide():
    """Guide #0: ceilings, T1 to T2 for one person, about three times the rent."""
    table = bareme(annee_par_defaut(JOUR))
    assert table.annee == 2026
    assert table.ratio_effort == 3
    assert table.typologies[0].typologies == ["T1", "T2"]
    assert table.typologies[-1].personnes == 5
    assert {(ligne.norme.value, ligne.annee) for ligne in table.plafonds} == {
        ("PLAI", 2026),
        ("PLUS", 2026),
        ("PLS", 2026),
        ("PLI", 2025),
    }
    assert len(table.plafonds) == 3 * 3 + 5


def test_a_year_before_the_first_pli_ceilings_shows_none():
    assert not [ligne for ligne in bareme(2024).plafonds if ligne.norme == "PLI"]


def test_ceilings_of_the_pli_are_the_published_ones():
    ligne = next(ligne for ligne in bareme(2026).plafonds if ligne.zone == "Abis")
    assert ligne.categories == [43475, 64976, 85175, 101693, 120995, 136151]
    assert ligne.personne_supplementaire == 15168
