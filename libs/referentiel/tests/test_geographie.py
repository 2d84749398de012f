"""Where a home is, seen from the communes asked for (guide #5) and from the ceilings (guide #0)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiel import CREDIT
from referentiel.geographie import (
    CommuneInconnue,
    DepartementInconnu,
    Onglet,
    Perimetre,
    Zone,
    arrondissements,
    classer,
    commune,
    commune_parente,
    communes,
    communes_du_code_postal,
    departement,
    departement_de,
    departements,
    limitrophes,
    regions,
    zone,
)

PARIS, PARIS_11, PARIS_18, SAINT_DENIS, BREST, QUIMPER = "75056", "75111", "75118", "93066", "29019", "29232"

un_code = st.deferred(lambda: st.sampled_from([c.code for c in communes()]))
un_lieu = st.deferred(
    lambda: st.sampled_from(
        [c.code for c in communes()] + [a for p in (PARIS, "69123", "13055") for a in arrondissements(p)]
    )
)


def test_the_cog_2026_has_its_communes_departements_and_regions() -> None:
    assert len(communes()) == 34_969
    assert len(departements()) == 101
    assert len(regions()) == 18
    assert len({c.code for c in communes()}) == len(communes())


def test_a_commune_tells_its_facts() -> None:
    brest = commune(BREST)
    assert (brest.nom, brest.departement, brest.region, brest.codes_postaux) == ("Brest", "29", "53", ("29200",))
    assert brest.population > 130_000
    assert brest.parente is None
    assert brest.longitude == pytest.approx(-4.5, abs=0.1)
    assert brest.latitude == pytest.approx(48.4, abs=0.1)


@pytest.mark.parametrize("code", ["", "75", "99999", "Paris", "75000"])
def test_a_code_that_is_none_is_refused_by_name(code: str) -> None:
    for question in (commune, commune_parente, departement_de, limitrophes, zone):
        with pytest.raises(CommuneInconnue):
            question(code)


def test_a_commune_deleguee_that_kept_a_code_of_its_own_is_not_a_commune() -> None:
    """Domain, traps: 584 codes appear twice; only the current commune answers."""
    assert [c.nom for c in communes() if c.code == "01015"] == ["Arboys en Bugey"]
    with pytest.raises(CommuneInconnue):
        commune("01340")  # absorbed by it


def test_a_postal_code_is_never_a_key() -> None:
    """Domain, traps: one postal code is shared by several communes."""
    partagees = communes_du_code_postal("01300")
    assert len(partagees) > 1
    assert all("01300" in c.codes_postaux for c in partagees)
    assert communes_du_code_postal("00000") == ()
    assert "75111" in {c.code for c in communes_du_code_postal("75011")}


def test_an_arrondissement_counts_as_its_commune() -> None:
    assert commune_parente(PARIS_11) == PARIS
    assert commune_parente(BREST) == BREST
    assert departement_de(PARIS_11) == "75"
    assert {len(arrondissements(code)) for code in (PARIS, "69123", "13055")} == {20, 9, 16}
    assert arrondissements(BREST) == frozenset()


def test_departements_are_named_and_overseas_collectivites_are_apart() -> None:
    assert departement("29").nom == "Finistère"
    assert departement("975").collectivite_outre_mer
    assert "975" not in {d.code for d in departements()}
    with pytest.raises(DepartementInconnu):
        departement("20")


def test_paris_11e_touches_five_arrondissements() -> None:
    """Domain, Offers: Paris 11e → 3e 4e 10e 12e 20e."""
    assert limitrophes(PARIS_11) == {"75103", "75104", "75110", "75112", "75120"}


def test_brest_touches_seven_communes() -> None:
    """Domain, Offers."""
    noms = {commune(code).nom for code in limitrophes(BREST)}
    assert noms == {"Bohars", "Bourg-Blanc", "Gouesnou", "Guilers", "Guipavas", "Milizac-Guipronvel", "Plouzané"}


def test_paris_touches_29_communes_and_no_arrondissement() -> None:
    """Domain, Zones: Paris + its 29 limitrophes."""
    assert len(limitrophes(PARIS)) == 29
    assert not limitrophes(PARIS) & arrondissements(PARIS)


def test_an_arrondissement_touches_suburbs_and_a_suburb_touches_both_levels() -> None:
    assert SAINT_DENIS in limitrophes(PARIS_18)
    assert PARIS not in limitrophes(PARIS_18)
    assert {PARIS, PARIS_18} <= limitrophes(SAINT_DENIS)


def test_an_island_has_no_neighbour() -> None:
    assert limitrophes("29155") == frozenset()  # Ouessant


@given(un_lieu)
def test_neighbourhood_goes_both_ways_and_never_to_itself(code: str) -> None:
    assert code not in limitrophes(code)
    for voisine in limitrophes(code):
        assert code in limitrophes(voisine)


@pytest.mark.parametrize(
    ("offre", "onglet"),
    [
        (BREST, Onglet.COMMUNES_DEMANDEES),
        ("29075", Onglet.COMMUNES_LIMITROPHES),  # Guipavas
        (QUIMPER, Onglet.AUTRES_COMMUNES),
        (PARIS, None),
    ],
)
def test_a_home_is_in_the_tab_of_its_commune(offre: str, onglet: Onglet | None) -> None:
    """Guide #5: communes demandées, communes limitrophes, autres communes du département."""
    assert classer(offre, [BREST]) is onglet


def test_asking_for_paris_asks_for_its_arrondissements() -> None:
    """Guide #5: the home of the guide is in Paris 11e."""
    assert classer(PARIS_11, [PARIS]) is Onglet.COMMUNES_DEMANDEES
    assert classer(SAINT_DENIS, [PARIS]) is Onglet.COMMUNES_LIMITROPHES
    assert classer("93008", [PARIS]) is None  # Bobigny touches no edge of Paris


def test_asking_for_an_arrondissement_does_not_ask_for_the_others() -> None:
    assert classer(PARIS_11, [PARIS_11]) is Onglet.COMMUNES_DEMANDEES
    assert classer("75112", [PARIS_11]) is Onglet.COMMUNES_LIMITROPHES
    assert classer("75116", [PARIS_11]) is Onglet.AUTRES_COMMUNES
    assert classer(PARIS, [PARIS_11]) is Onglet.AUTRES_COMMUNES


def test_a_neighbour_across_the_border_of_the_departement_is_a_neighbour() -> None:
    assert classer(PARIS_18, [SAINT_DENIS]) is Onglet.COMMUNES_LIMITROPHES
    assert classer("75116", [SAINT_DENIS]) is None


def test_several_communes_asked_for_share_the_three_tabs() -> None:
    """Guide #5, screen: « Communes demandées 5 ». A commune asked for is not also a neighbour."""
    perimetre = Perimetre.de([BREST, "29075", PARIS_11])
    assert perimetre.departements == {"29", "75"}
    assert perimetre.classer("29075") is Onglet.COMMUNES_DEMANDEES
    assert perimetre.classer("75120") is Onglet.COMMUNES_LIMITROPHES
    assert perimetre.classer(QUIMPER) is Onglet.AUTRES_COMMUNES


def test_asking_for_nothing_shows_nothing() -> None:
    assert classer(BREST, []) is None


def test_an_unknown_commune_is_refused_on_either_side() -> None:
    with pytest.raises(CommuneInconnue):
        classer("99999", [BREST])
    with pytest.raises(CommuneInconnue):
        classer(BREST, ["99999"])


@given(offre=un_lieu, demandees=st.lists(un_lieu, min_size=1, max_size=5))
def test_a_home_is_in_exactly_one_tab(offre: str, demandees: list[str]) -> None:
    """Guide #5, domain: each list of its own, a home in exactly one."""
    perimetre = Perimetre.de(demandees)
    onglet = perimetre.classer(offre)
    assert not perimetre.demandees & perimetre.limitrophes
    if offre in demandees or commune_parente(offre) in demandees:
        assert onglet is Onglet.COMMUNES_DEMANDEES
    elif any(offre in limitrophes(code) for code in demandees):
        assert onglet is Onglet.COMMUNES_LIMITROPHES
    elif departement_de(offre) in {departement_de(code) for code in demandees}:
        assert onglet is Onglet.AUTRES_COMMUNES
    else:
        assert onglet is None


@pytest.mark.parametrize(
    ("code", "attendue"),
    [
        (PARIS, Zone.PARIS_COMMUNES_LIMITROPHES),
        (PARIS_11, Zone.PARIS_COMMUNES_LIMITROPHES),
        (SAINT_DENIS, Zone.PARIS_COMMUNES_LIMITROPHES),
        ("93008", Zone.ILE_DE_FRANCE),
        ("77288", Zone.ILE_DE_FRANCE),  # Melun
        (BREST, Zone.AUTRES_REGIONS),
        ("69381", Zone.AUTRES_REGIONS),
        ("97411", Zone.AUTRES_REGIONS),
    ],
)
def test_the_zone_of_the_ceilings_follows_the_commune(code: str, attendue: Zone) -> None:
    """Guide #0; domain, Zones."""
    assert zone(code) is attendue


def test_paris_and_its_neighbours_are_thirty_communes() -> None:
    assert sum(zone(c.code) is Zone.PARIS_COMMUNES_LIMITROPHES for c in communes() if c.region == "11") == 30


@given(un_code)
def test_the_zone_agrees_with_the_region(code: str) -> None:
    assert (zone(code) is Zone.AUTRES_REGIONS) == (commune(code).region != "11")


def test_the_sources_are_credited() -> None:
    assert CREDIT == "Source : IGN ADMIN EXPRESS et INSEE COG, Licence Ouverte 2.0"
