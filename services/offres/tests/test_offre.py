"""The life of an offer: published, corrected, withdrawn, or let."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.offres import StatutOffre
from offres.domain.annonce import AnnonceInvalide
from offres.domain.offre import OffreDejaPourvue, OffreDejaRetiree, RefusOffre

from .fabrique import INSTANT, JOUR, SIRET, annonce, offre

DEMAIN = INSTANT + timedelta(days=1)


def test_a_published_offer_is_open_until_the_evening_of_its_deadline():
    """Guide #5: « Date limite de candidature »."""
    publiee = offre(date_limite=JOUR)
    assert publiee.ouverte(JOUR)
    assert not publiee.ouverte(JOUR + timedelta(days=1))


def test_a_deadline_already_past_is_refused_at_publication():
    with pytest.raises(AnnonceInvalide) as refus:
        offre(date_limite=JOUR - timedelta(days=1))
    assert refus.value.champ == "date_limite"


def test_a_correction_may_keep_a_past_deadline_but_not_set_one():
    publiee = offre(date_limite=JOUR)
    apres = JOUR + timedelta(days=3)
    assert publiee.modifier(annonce(date_limite=JOUR, etage=2), DEMAIN, apres).annonce.etage == 2
    with pytest.raises(AnnonceInvalide):
        publiee.modifier(annonce(date_limite=JOUR + timedelta(days=1)), DEMAIN, apres)


def test_a_withdrawn_offer_changes_no_more():
    retiree = offre().retirer(DEMAIN)
    assert not retiree.ouverte(JOUR)
    with pytest.raises(OffreDejaRetiree):
        retiree.retirer(DEMAIN)
    with pytest.raises(OffreDejaRetiree):
        retiree.modifier(annonce(), DEMAIN, JOUR)


def test_a_signed_lease_closes_the_offer_even_when_it_was_withdrawn_meanwhile():
    """Guide #6, step 7: the home is let."""
    pourvue = offre().retirer(DEMAIN).pourvoir(DEMAIN)
    assert pourvue.statut is StatutOffre.POURVUE
    with pytest.raises(OffreDejaPourvue):
        pourvue.pourvoir(DEMAIN)
    with pytest.raises(OffreDejaPourvue):
        pourvue.retirer(DEMAIN)


def test_a_reserved_offer_is_for_one_firm():
    """Domain, Offers: « Some offers are reserved for the salariés of one firm »."""
    reservee = offre(reserve_siret=SIRET)
    assert not reservee.reservee_a_d_autres(SIRET)
    assert reservee.reservee_a_d_autres("00000000000000")
    assert reservee.reservee_a_d_autres(None)
    assert not offre().reservee_a_d_autres(None)


@given(st.lists(st.sampled_from(["modifier", "retirer", "pourvoir"]), max_size=8))
def test_whatever_is_asked_versions_follow_each_other_and_a_closed_offer_never_reopens(demandes):
    actuelle, fermee = offre(), False
    for demande in demandes:
        arguments = (annonce(etage=3), DEMAIN, JOUR) if demande == "modifier" else (DEMAIN,)
        try:
            suivante = getattr(actuelle, demande)(*arguments)
        except RefusOffre:
            assert fermee
            continue
        assert suivante.version == actuelle.version + 1
        assert (suivante.id, suivante.bailleur, suivante.publiee_le) == (actuelle.id, actuelle.bailleur, INSTANT)
        actuelle, fermee = suivante, demande != "modifier" or fermee
        assert actuelle.ouverte(JOUR) is not fermee
