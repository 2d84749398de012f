"""How the persons of a demande become the household that the rules count."""

from datetime import date
from decimal import Decimal

import pytest

from contracts import demande_import as contrat
from offres.domain.demandeur import menage_de, ressources_de
from referentiel.eligibilite import MenageInvalide

NE_EN = date(1990, 1, 1)


def _personnes(*liens: contrat.Lien, **options: bool) -> list[contrat.PersonneALoger]:
    return [contrat.PersonneALoger(lien=lien, date_naissance=NE_EN, **options) for lien in liens]


def test_a_couple_with_two_children_is_four_persons():
    L = contrat.Lien
    enfants = _personnes(L.ENFANT, L.ENFANT, a_charge=True)
    menage = menage_de([*_personnes(L.DEMANDEUR, L.CONJOINT), *enfants])
    assert menage.nombre_personnes == 4
    assert not menage.personne_seule_avec_charges


def test_a_codemandeur_who_is_not_the_conjoint_counts_but_makes_no_couple():
    L = contrat.Lien
    menage = menage_de(_personnes(L.DEMANDEUR, L.CODEMANDEUR))
    assert menage.nombre_personnes == 2
    assert not menage.est_jeune(date(2010, 1, 1))
    assert not menage.personne_seule_avec_charges


def test_a_parent_with_a_child_at_charge_is_a_person_alone_with_dependants():
    L = contrat.Lien
    menage = menage_de([*_personnes(L.DEMANDEUR), *_personnes(L.ENFANT, a_charge=True)])
    assert menage.personne_seule_avec_charges


def test_a_demande_without_a_demandeur_is_no_household():
    with pytest.raises(MenageInvalide):
        menage_de(_personnes(contrat.Lien.CONJOINT))


def test_monthly_resources_include_the_housing_allowance():
    """Guide #0: « en incluant le cas échéant l'AL ou l'APL »."""
    valeurs = contrat.Ressources(rfr_n2=20000, annee_n2=2024, revenu_mensuel=1800, aide_logement_mensuelle=120)
    assert ressources_de(valeurs, date(2026, 11, 24)).mensuelles == Decimal(1920)


def test_on_1_january_the_year_of_the_resources_follows():
    """Domain, Eligibility: RFR N-2 of the day on which offers are looked at."""
    valeurs = contrat.Ressources(rfr_n2=20000, annee_n2=2024, rfr_n1=19500, revenu_mensuel=1800)
    assert [ressources_de(valeurs, jour).retenues()[0] for jour in (date(2026, 12, 31), date(2027, 1, 1))] == [
        20000,
        19500,
    ]
