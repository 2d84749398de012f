"""The 2,000 offers: plausible, everywhere, and the same each time."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.offres import TypeLogement
from offres.domain.offre import Offre
from offres.semences.bailleurs import BAILLEURS
from offres.semences.tirage import NOMBRE, PAR_DEPARTEMENT, tirer
from referentiel import geographie

from .fabrique import INSTANT, JOUR, demandeur


@pytest.fixture(scope="module")
def semences():
    return tirer(JOUR)


def test_two_thousand_offers_with_ids_of_their_own(semences):
    assert len(semences) == NOMBRE == len({semence.offre_id for semence in semences})


def test_the_same_day_gives_the_same_offers_and_another_day_moves_only_the_dates(semences):
    assert tirer(JOUR) == semences
    demain = tirer(JOUR + timedelta(days=1))
    assert [s.offre_id for s in demain] == [s.offre_id for s in semences]
    assert all(d.annonce.loyer == s.annonce.loyer for d, s in zip(demain, semences, strict=True))
    assert all(
        d.annonce.date_limite - s.annonce.date_limite == timedelta(days=1)
        for d, s in zip(demain, semences, strict=True)
    )


def test_every_departement_has_homes_and_the_populated_ones_have_more(semences):
    par_departement = Counter(semence.annonce.lieu.departement for semence in semences)
    assert set(par_departement) == {departement.code for departement in geographie.departements()}
    assert min(par_departement.values()) >= PAR_DEPARTEMENT
    assert par_departement["59"] > par_departement["29"] > par_departement["48"]


def test_every_seed_can_be_published_by_a_bailleur_of_the_seeds(semences):
    bailleurs = {bailleur.id: bailleur for bailleur in BAILLEURS}
    for semence in semences:
        bailleur = bailleurs[semence.bailleur_id]
        assert Offre.publier(semence.offre_id, bailleur, semence.annonce, INSTANT, JOUR).ouverte(JOUR)
    assert {semence.bailleur_id for semence in semences} == set(bailleurs)


def test_rents_are_those_of_social_housing(semences):
    au_metre = sorted(semence.annonce.loyer / semence.annonce.surface for semence in semences)
    assert Decimal(6) < au_metre[0]
    assert au_metre[-1] < Decimal(23)
    assert Decimal(8) < au_metre[NOMBRE // 2] < Decimal(11)


def test_a_house_has_no_floor_and_no_arrondissement(semences):
    maisons = [s.annonce for s in semences if s.annonce.type_logement is TypeLogement.MAISON]
    assert maisons
    assert all(maison.etage is None and maison.lieu.parente is None for maison in maisons)


def test_the_guides_two_homes_are_there_and_suit_a_person_alone(semences):
    """Guide #5: 841 €, 47 m2, T2, Paris 11e, étage 1, PMR, GES B. Guide #6: « T2 | Paris (75) | 703 € »."""
    par_id = {semence.offre_id: semence.annonce for semence in semences}
    paris_11, autre = par_id["offre-guide-paris-11"], par_id["offre-guide-paris-703"]
    assert (paris_11.loyer, paris_11.surface, paris_11.typologie) == (841, 47, "T2")
    assert (paris_11.commune, paris_11.etage, paris_11.pmr, paris_11.ges) == ("75111", 1, True, "B")
    assert (autre.loyer, autre.typologie, autre.lieu.departement) == (703, "T2", "75")
    for annonce in (paris_11, autre):
        offre = Offre.publier("x", BAILLEURS[0], annonce, INSTANT, JOUR)
        assert demandeur("75111").eligibilite(offre, JOUR).eligible
