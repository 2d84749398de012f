"""May this household apply for this home? (guide #0, principales règles d'attribution)."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from referentiel.eligibilite import (
    BaseRessources,
    Juge,
    Lien,
    Logement,
    LogementInvalide,
    Menage,
    MotifIneligibilite,
    Norme,
    Personne,
    RaisonRessources,
    Ressources,
    RessourcesInvalides,
    Typologie,
    evaluer,
    typologies_admises,
)
from referentiel.geographie import CommuneInconnue, ZonePli
from referentiel.plafonds import PlafondInconnu
from referentiel.regles import regles_en_vigueur

JOUR = date(2026, 11, 24)
SEUL = Menage((Personne(Lien.DEMANDEUR, date(1986, 1, 1)),))
T2_DU_GUIDE = Logement(Typologie.T2, Norme.PLUS, "75111", Decimal("841"))
"""Guide #5, screen: T2, 47 m², 841 €, Paris 11e."""
AISE = Ressources(rfr_n2=26_920, revenu_mensuel=Decimal(2523))


def famille(nombre: int) -> Menage:
    return Menage((*SEUL.personnes, *(Personne(Lien.AUTRE_OCCUPANT, date(1980, 1, 1)) for _ in range(nombre - 1))))


def test_a_household_that_keeps_the_three_rules_is_eligible() -> None:
    """Guide #0; at the ceiling to the euro, and earning three times the rent."""
    reponse = evaluer(SEUL, AISE, T2_DU_GUIDE, JOUR)
    assert reponse.eligible
    assert reponse.raisons == ()
    assert reponse.version_regles == "2026-1"


@pytest.mark.parametrize(
    ("nombre", "admises"),
    [(1, "T1 T2"), (2, "T1 T2 T3"), (3, "T2 T3 T4"), (4, "T3 T4 T5"), (5, "T4 T5 T6"), (9, "T4 T5 T6")],
)
def test_the_size_of_the_home_follows_the_household(nombre: int, admises: str) -> None:
    """Guide #0: 1 → T1 au T2; 2 → T1 au T3; 3 → T2 au T4; 4 → T3 au T5; 5 et plus → T4 et plus."""
    assert " ".join(typologies_admises(nombre)) == admises


def test_nobody_to_house_is_no_household() -> None:
    with pytest.raises(ValueError, match="at least one"):
        typologies_admises(0)


@given(st.integers(1, 9), st.sampled_from(Typologie))
def test_a_home_of_the_wrong_size_is_refused_by_name(nombre: int, typologie: Typologie) -> None:
    """Guide #0."""
    reponse = evaluer(famille(nombre), AISE, replace(T2_DU_GUIDE, typologie=typologie), JOUR)
    assert (MotifIneligibilite.TYPOLOGIE in reponse.motifs) == (typologie not in typologies_admises(nombre))


def test_the_size_is_explained_in_french() -> None:
    (raison,) = evaluer(SEUL, AISE, replace(T2_DU_GUIDE, typologie=Typologie.T4), JOUR).raisons
    assert raison.motif is MotifIneligibilite.TYPOLOGIE
    assert raison.explication == (
        "Ce logement est un T4 ; pour un ménage de 1 personne, les logements proposés vont du T1 au T2."
    )
    assert raison.chiffres() == {"typologie": "T4", "nombre_personnes": 1, "typologies_admises": ["T1", "T2"]}


def test_a_large_household_is_told_t4_and_more() -> None:
    (raison,) = evaluer(famille(6), AISE, T2_DU_GUIDE, JOUR).raisons
    assert raison.explication.endswith("pour un ménage de 6 personnes, les logements proposés sont des T4 et plus.")


@given(st.integers(0, 60_000))
@example(26_920)
@example(26_921)
def test_resources_are_compared_with_the_ceiling_equal_included(rfr: int) -> None:
    """Guide #0: « ressources égales ou inférieures à des plafonds réglementés »."""
    reponse = evaluer(SEUL, replace(AISE, rfr_n2=rfr), T2_DU_GUIDE, JOUR)
    assert (MotifIneligibilite.RESSOURCES in reponse.motifs) == (rfr > 26_920)


def test_the_ceiling_is_explained_with_its_figures() -> None:
    (raison,) = evaluer(SEUL, replace(AISE, rfr_n2=30_000), T2_DU_GUIDE, JOUR).raisons
    assert isinstance(raison, RaisonRessources)
    assert raison.explication == (
        "Vos ressources (30\u202f000\u00a0€, revenu fiscal de référence de l'année N-2) dépassent le plafond PLUS 2026 "
        "de votre ménage pour ce logement, 26\u202f920\u00a0€ (catégorie 1)."
    )
    assert raison.chiffres() == {
        "ressources": 30_000,
        "base": "rfr_n2",
        "plafond": 26_920,
        "norme": "PLUS",
        "annee": 2026,
        "zone": "paris_communes_limitrophes",
        "categorie": "1",
    }


def test_the_ceiling_follows_the_norme_the_zone_and_the_household() -> None:
    """Guide #0: plafonds vary with the norme locative, the composition and the secteur géographique."""
    trop_pour_brest = replace(AISE, rfr_n2=25_000)
    a_brest = replace(T2_DU_GUIDE, commune="29019")
    assert evaluer(SEUL, trop_pour_brest, T2_DU_GUIDE, JOUR).eligible
    assert not evaluer(SEUL, trop_pour_brest, a_brest, JOUR).eligible
    assert evaluer(SEUL, trop_pour_brest, replace(a_brest, norme=Norme.PLS), JOUR).eligible
    assert evaluer(famille(2), trop_pour_brest, a_brest, JOUR).eligible
    assert not evaluer(SEUL, trop_pour_brest, replace(T2_DU_GUIDE, norme=Norme.PLAI), JOUR).eligible


def test_a_pli_home_is_measured_in_its_own_zone() -> None:
    pli = replace(T2_DU_GUIDE, norme=Norme.PLI, zone_pli=ZonePli.ABIS)
    assert evaluer(SEUL, replace(AISE, rfr_n2=43_475), pli, JOUR).eligible
    (raison,) = evaluer(SEUL, replace(AISE, rfr_n2=43_476), pli, JOUR).raisons
    assert raison.chiffres()["annee"] == 2025


def test_no_ceiling_known_is_an_error_not_a_yes() -> None:
    """Domain, Eligibility: 2022 is the first year known."""
    with pytest.raises(PlafondInconnu):
        evaluer(SEUL, AISE, T2_DU_GUIDE, date(2021, 6, 1))


@pytest.mark.parametrize(
    ("n1", "douze_mois", "retenu"),
    [
        (None, None, (30_000, BaseRessources.RFR_N2)),
        (27_001, None, (30_000, BaseRessources.RFR_N2)),
        (27_000, None, (27_000, BaseRessources.RFR_N1)),
        (40_000, 26_000, (26_000, BaseRessources.DOUZE_MOIS)),
        (20_000, 26_000, (20_000, BaseRessources.RFR_N1)),
        (40_000, 50_000, (30_000, BaseRessources.RFR_N2)),
    ],
)
def test_recent_resources_count_when_at_least_ten_per_cent_lower(
    n1: int | None, douze_mois: int | None, retenu: tuple[int, BaseRessources]
) -> None:
    """Domain, Eligibility: RFR N-2, or N-1/last 12 months where at least 10 % lower."""
    assert replace(AISE, rfr_n2=30_000, rfr_n1=n1, revenus_12_mois=douze_mois).retenues() == retenu


@given(st.integers(0, 10**6), st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6))
def test_recent_resources_never_count_against_the_household(n2: int, n1: int | None, mois: int | None) -> None:
    montant, base = replace(AISE, rfr_n2=n2, rfr_n1=n1, revenus_12_mois=mois).retenues()
    assert montant == n2 if base is BaseRessources.RFR_N2 else montant * 10 <= n2 * 9


@pytest.mark.parametrize(
    ("jour", "n1", "retenu"),
    [
        (date(2026, 12, 31), 31_000, (30_000, BaseRessources.RFR_N2)),
        (date(2027, 1, 1), 31_000, (31_000, BaseRessources.RFR_N2)),
        (date(2027, 1, 1), None, (30_000, BaseRessources.RFR_N2)),
    ],
)
def test_on_1_january_the_income_of_n_1_becomes_that_of_n_2(
    jour: date, n1: int | None, retenu: tuple[int, BaseRessources]
) -> None:
    """Domain, Eligibility: RFR N-2 of the day of the decision, whichever day the register told it."""
    assert replace(AISE, rfr_n2=30_000, rfr_n1=n1).au(jour, 2024).retenues() == retenu


def test_a_fall_in_income_opens_the_home() -> None:
    baisse = replace(AISE, rfr_n2=33_000, rfr_n1=26_000)
    assert evaluer(SEUL, baisse, T2_DU_GUIDE, JOUR).eligible


@pytest.mark.parametrize(
    ("revenu", "aide", "suffit"),
    [("2523", "0", True), ("2270.70", "0", True), ("2270.69", "0", False), ("2000", "270.70", True)],
)
def test_income_with_housing_aid_is_about_three_times_the_rent(revenu: str, aide: str, suffit: bool) -> None:
    """Guide #0: « en incluant l'AL ou l'APL, environ 3 fois le loyer charges comprises »; 2.7 × 841 = 2 270.70."""
    ressources = replace(AISE, revenu_mensuel=Decimal(revenu), aide_logement_mensuelle=Decimal(aide))
    reponse = evaluer(SEUL, ressources, T2_DU_GUIDE, JOUR)
    assert (MotifIneligibilite.EFFORT not in reponse.motifs) is suffit


def test_the_effort_is_explained_with_its_figures() -> None:
    (raison,) = evaluer(SEUL, replace(AISE, revenu_mensuel=Decimal("1500.50")), T2_DU_GUIDE, JOUR).raisons
    assert raison.explication == (
        "Vos revenus mensuels, aide au logement comprise, sont de 1\u202f500,50\u00a0€ ; il faut gagner environ 3 fois "
        "le loyer charges comprises (841\u00a0€), soit au moins 2\u202f270,70\u00a0€."
    )
    assert raison.chiffres() == {
        "revenus_mensuels": "1500.50",
        "loyer_charges_comprises": "841",
        "minimum": "2270.70",
        "ratio": "3",
    }


@given(st.decimals(1, 3_000, places=2))
@example(Decimal("841.01"))
def test_the_income_that_the_effort_asks_for_is_enough_and_a_cent_less_is_not(loyer: Decimal) -> None:
    """Guide #0: who reads « soit au moins 2 270,73 € » and earns it is not refused again."""
    logement = replace(T2_DU_GUIDE, loyer_charges_comprises=loyer)
    (raison,) = evaluer(SEUL, replace(AISE, revenu_mensuel=Decimal(0)), logement, JOUR).raisons
    minimum = Decimal(str(raison.chiffres()["minimum"]))
    assert evaluer(SEUL, replace(AISE, revenu_mensuel=minimum), logement, JOUR).eligible
    assert not evaluer(SEUL, replace(AISE, revenu_mensuel=minimum - Decimal("0.01")), logement, JOUR).eligible


def test_the_ratio_is_data() -> None:
    """Domain, Eligibility: « the ratio is data »; the answer keeps the version that decided."""
    strictes = replace(regles_en_vigueur(), version="essai", tolerance_effort=Decimal(0))
    juste = replace(AISE, revenu_mensuel=Decimal(2400))
    assert evaluer(SEUL, juste, T2_DU_GUIDE, JOUR).eligible
    reponse = evaluer(SEUL, juste, T2_DU_GUIDE, JOUR, strictes)
    assert reponse.motifs == {MotifIneligibilite.EFFORT}
    assert reponse.version_regles == "essai"


def test_every_broken_rule_is_told_at_once() -> None:
    pauvre_et_riche = Ressources(rfr_n2=90_000, revenu_mensuel=Decimal(100))
    reponse = evaluer(SEUL, pauvre_et_riche, replace(T2_DU_GUIDE, typologie=Typologie.T5), JOUR)
    assert reponse.motifs == frozenset(MotifIneligibilite)
    assert not reponse.eligible
    assert json.loads(json.dumps([raison.chiffres() for raison in reponse.raisons]))


@given(
    st.integers(1, 8),
    st.integers(0, 200_000),
    st.decimals(0, 10_000, places=2),
    st.decimals(1, 3_000, places=2),
    st.sampled_from([Norme.PLAI, Norme.PLUS, Norme.PLS]),
)
def test_earning_more_a_month_never_closes_a_home_and_a_higher_income_never_opens_one(
    nombre: int, rfr: int, revenu: Decimal, loyer: Decimal, norme: Norme
) -> None:
    logement = replace(T2_DU_GUIDE, norme=norme, loyer_charges_comprises=loyer)
    avant = evaluer(famille(nombre), Ressources(rfr, revenu), logement, JOUR).motifs
    mieux_paye = evaluer(famille(nombre), Ressources(rfr, revenu + 1), logement, JOUR).motifs
    plus_riche = evaluer(famille(nombre), Ressources(rfr + 1, revenu), logement, JOUR).motifs
    assert mieux_paye <= avant <= plus_riche


@given(
    st.lists(
        st.builds(
            replace,
            st.just(T2_DU_GUIDE),
            typologie=st.sampled_from(Typologie),
            norme=st.sampled_from([Norme.PLAI, Norme.PLUS, Norme.PLS]),
            commune=st.sampled_from(["75111", "93066", "29019"]),
            loyer_charges_comprises=st.decimals(600, 1_100, places=2),
        ),
        max_size=8,
    ),
    st.integers(1, 4),
    st.integers(20_000, 60_000),
)
def test_a_judge_of_many_homes_says_of_each_what_is_said_of_it_alone(
    logements: list[Logement], nombre: int, rfr: int
) -> None:
    """Two ways to one answer: with the reasons, or nothing at the first of them."""
    menage, ressources = famille(nombre), replace(AISE, rfr_n2=rfr)
    juge = Juge(menage, ressources, JOUR)
    for logement in logements:
        seul = evaluer(menage, ressources, logement, JOUR)
        assert juge.evaluer(logement) == seul
        assert juge.favorable(logement) == (seul if seul.eligible else None)


def test_a_home_that_no_rule_can_judge_is_refused() -> None:
    with pytest.raises(LogementInvalide):
        replace(T2_DU_GUIDE, norme=Norme.PLI)
    with pytest.raises(LogementInvalide):
        replace(T2_DU_GUIDE, zone_pli=ZonePli.A)
    with pytest.raises(LogementInvalide):
        replace(T2_DU_GUIDE, loyer_charges_comprises=Decimal(0))
    with pytest.raises(CommuneInconnue):
        replace(T2_DU_GUIDE, commune="75999")


@pytest.mark.parametrize("montants", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_negative_resources_are_refused(montants: tuple[int, int, int]) -> None:
    n2, n1, douze_mois = montants
    with pytest.raises(RessourcesInvalides):
        replace(AISE, rfr_n2=n2, rfr_n1=n1, revenus_12_mois=douze_mois)
