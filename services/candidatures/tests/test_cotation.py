"""Who comes first for a home (décret n° 2019-1378)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures import grilles
from candidatures.domain.cotation import Critere, Profil, cle_de_classement, coter
from candidatures.domain.demandeur import eligible
from contracts.demande_import import Consentement, EntrepriseDeclaree, SituationLogement

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
    st.booleans(),
)
CANDIDATURES = st.lists(
    st.tuples(PROFILS, st.integers(0, 3), st.uuids()), min_size=1, max_size=12, unique_by=lambda c: c[2]
)


def points(profil: Profil, critere: Critere) -> int:
    return next(ligne.points for ligne in coter(GRILLE, profil, JOUR).detail if ligne.critere is critere)


PARTENAIRE = replace(SEUL, entreprise_partenaire=True)


def test_anonymous_consent_gives_no_points_of_the_firm() -> None:
    """Guide #3, choice 1: « pas de points entreprise »; choices 2 and 3 have them alike."""
    assert points(replace(PARTENAIRE, consentement=Consentement.ANONYME), Critere.POLITIQUE_ENTREPRISE) == 0
    autres = [c for c in Consentement if c is not Consentement.ANONYME]
    assert [points(replace(PARTENAIRE, consentement=c), Critere.POLITIQUE_ENTREPRISE) for c in autres] == [15, 15]


def test_a_firm_that_al_in_does_not_know_gives_no_points() -> None:
    """Guide #3: points are the firm's help, which an unknown firm cannot give."""
    choisi = replace(SEUL, consentement=Consentement.DOSSIER_COMPLET)
    assert points(choisi, Critere.POLITIQUE_ENTREPRISE) == 0


@pytest.mark.parametrize(
    ("effectif", "agricole", "publique", "attendu"),
    [
        (9, False, False, False),
        (10, False, False, True),
        (49, True, False, False),
        (50, True, False, True),
        (5000, False, True, False),
    ],
)
def test_a_firm_is_eligible_from_10_staff_or_50_in_agriculture_and_private(
    effectif: int, agricole: bool, publique: bool, attendu: bool
) -> None:
    """Guide #0."""
    firme = EntrepriseDeclaree(
        version=1,
        siret="00000000000018",
        raison_sociale="Exemple",
        effectif=effectif,
        agricole=agricole,
        publique=publique,
        choix_proposes=tuple(Consentement),
        le=datetime(2026, 11, 1, tzinfo=UTC),
    )
    assert eligible(firme) is attendu


def test_the_grid_that_ranked_before_still_ranks_as_it_did() -> None:
    """Décret n° 2019-1378: a candidature keeps its version, whose rule asked for the consent alone."""
    ancienne = coter(grilles.grille("2026.1"), replace(SEUL, consentement=Consentement.POLITIQUE_LOGEMENT), JOUR)
    assert {ligne.critere: ligne.points for ligne in ancienne.detail}[Critere.ENTREPRISE] == 15
    assert grilles.en_vigueur(date(2026, 10, 31)).version == "2026.1"
    with pytest.raises(grilles.GrilleInconnue):
        grilles.en_vigueur(date(2025, 12, 31))


@pytest.mark.parametrize(
    ("fait", "critere", "attendus"),
    [
        ({"dalo": True}, Critere.DALO, 100),
        ({"prioritaire_l441_1": True}, Critere.PRIORITAIRE_L441_1, 60),
        ({"entreprise_eligible": True}, Critere.SALARIE_ELIGIBLE, 40),
        ({"handicap": True}, Critere.HANDICAP, 20),
        ({"commune_demandee": True}, Critere.COMMUNE, 10),
        ({"situation": SituationLogement.SANS_ABRI}, Critere.SITUATION, 30),
    ],
)
def test_each_criterion_gives_its_published_points_and_no_other(
    fait: dict[str, Any], critere: Critere, attendus: int
) -> None:
    """Décret n° 2019-1378: criteria and weights are uniform; CCH L. 441-1 for the priorities."""
    gagne = replace(SEUL, **fait)
    assert (points(SEUL, critere), points(gagne, critere)) == (0, attendus)
    assert coter(GRILLE, gagne, JOUR).points - coter(GRILLE, SEUL, JOUR).points == attendus


def test_a_dalo_applicant_is_before_any_salarie_without_priority() -> None:
    """CCH L. 441-1."""
    salarie = replace(PARTENAIRE, entreprise_eligible=True, consentement=Consentement.DOSSIER_COMPLET)
    dalo = replace(salarie, dalo=True)
    assert coter(GRILLE, dalo, JOUR).points > coter(GRILLE, salarie, JOUR).points


def test_seniority_counts_whole_years_up_to_its_maximum() -> None:
    """Décret n° 2019-1378: the seniority of the demande, a criterion of the published grid."""
    assert points(replace(SEUL, demande_deposee_le=date(2025, 11, 25)), Critere.ANCIENNETE) == 0
    assert points(replace(SEUL, demande_deposee_le=date(2025, 11, 24)), Critere.ANCIENNETE) == 3
    assert points(replace(SEUL, demande_deposee_le=date(1990, 1, 1)), Critere.ANCIENNETE) == 30


def test_the_breakdown_shows_every_criterion_and_the_version() -> None:
    """Décret n° 2019-1378: the points are published with their breakdown."""
    cotation = coter(GRILLE, SEUL, JOUR)
    assert [ligne.critere for ligne in cotation.detail] == [p.critere for p in GRILLE.poids]
    assert {p.critere for p in GRILLE.poids} == {*Critere} - {Critere.ENTREPRISE}
    assert cotation.grille == "2026.2"


def test_equal_points_go_by_the_oldest_demande() -> None:
    """Domain, Cotation: points, then seniority."""
    depot = datetime(2026, 11, 1, tzinfo=UTC)
    cotation = coter(GRILLE, SEUL, JOUR)
    ancienne = replace(cotation, anciennete=date(2025, 1, 1))
    assert cle_de_classement(ancienne, depot, "z") < cle_de_classement(cotation, depot, "a")


@given(CANDIDATURES, st.randoms())
def test_the_order_is_total_antisymmetric_and_stable(
    candidatures: list[tuple[Profil, int, UUID]], hasard: Random
) -> None:
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
def test_a_priority_never_costs_points(profil: Profil) -> None:
    assert coter(GRILLE, replace(profil, dalo=True), JOUR).points >= coter(GRILLE, profil, JOUR).points
