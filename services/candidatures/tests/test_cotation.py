"""Who comes first for a home (décret n° 2019-1378)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from candidatures import grilles
from candidatures.domain.cotation import Critere, Profil, cle_de_classement, coter
from contracts.demande_import import Consentement, SituationLogement

JOUR = date(2026, 11, 24)
GRILLE = grilles.en_vigueur(JOUR)
SEUL = Profil(date(2025, 3, 1), SituationLogement.LOCATAIRE_SOCIAL)
PROFILS = st.builds(
    Profil,
    st.dates(date(2010, 1, 1), JOUR),
    st.sampled_from(SituationLogement),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, *Consentement]),
)
CANDIDATURES = st.lists(
    st.tuples(PROFILS, st.integers(0, 3), st.uuids()), min_size=1, max_size=12, unique_by=lambda c: c[2]
)


def points(profil: Profil, critere: Critere) -> int:
    return next(ligne.points for ligne in coter(GRILLE, profil, JOUR).detail if ligne.critere is critere)


def test_anonymous_consent_gives_no_points_of_the_firm():
    """Guide #3, choice 1."""
    anonyme = replace(SEUL, consentement=Consentement.ANONYME)
    assert points(anonyme, Critere.ENTREPRISE) == 0
    assert points(replace(SEUL, consentement=Consentement.DOSSIER_COMPLET), Critere.ENTREPRISE) > 0


def test_a_dalo_applicant_is_before_any_salarie_without_priority():
    """CCH L. 441-1."""
    salarie = replace(SEUL, entreprise_eligible=True, consentement=Consentement.DOSSIER_COMPLET)
    dalo = replace(salarie, dalo=True)
    assert coter(GRILLE, dalo, JOUR).points > coter(GRILLE, salarie, JOUR).points


def test_seniority_counts_whole_years_up_to_its_maximum():
    assert points(replace(SEUL, demande_deposee_le=date(2025, 11, 25)), Critere.ANCIENNETE) == 0
    assert points(replace(SEUL, demande_deposee_le=date(2025, 11, 24)), Critere.ANCIENNETE) == 3
    assert points(replace(SEUL, demande_deposee_le=date(1990, 1, 1)), Critere.ANCIENNETE) == 30


def test_the_breakdown_shows_every_criterion_and_the_version():
    cotation = coter(GRILLE, SEUL, JOUR)
    assert [ligne.critere for ligne in cotation.detail] == [p.critere for p in GRILLE.poids] == list(Critere)
    assert cotation.grille == "2026.1"


def test_equal_points_go_by_the_oldest_demande():
    depot = datetime(2026, 11, 1, tzinfo=UTC)
    cotation = coter(GRILLE, SEUL, JOUR)
    ancienne = replace(cotation, anciennete=date(2025, 1, 1))
    assert cle_de_classement(ancienne, depot, "z") < cle_de_classement(cotation, depot, "a")


@given(CANDIDATURES, st.randoms())
def test_the_order_is_total_antisymmetric_and_stable(candidatures, hasard):
    """The same ranking whatever the order in which the candidatures are read."""
    debut = datetime(2026, 11, 1, tzinfo=UTC)
    cles = [
        cle_de_classement(coter(GRILLE, profil, JOUR), debut + timedelta(minutes=minute), str(identifiant))
        for profil, minute, identifiant in candidatures
    ]
    assert len(set(cles)) == len(cles)
    for gauche in cles:
        assert all((gauche < droite) != (droite < gauche) for droite in cles if droite != gauche)
    melange = list(cles)
    hasard.shuffle(melange)
    assert sorted(melange) == sorted(cles)


@given(PROFILS)
def test_a_priority_never_costs_points(profil):
    assert coter(GRILLE, replace(profil, dalo=True), JOUR).points >= coter(GRILLE, profil, JOUR).points
