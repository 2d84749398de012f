"""Which step makes which e-mail, what may be refused, and when a failure is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.candidatures import StatutCandidature as Statut
from contracts.notifications import ModeleCourriel
from notifications.domain.courriels import FACULTATIFS, OBJETS, SUIVIS, Suivi, modele, suivi
from notifications.domain.reprises import PAUSES, pause, perime

MIDI = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_every_status_but_a_visit_made_has_its_email():
    """Guide #6: the salarié follows each step."""
    assert set(Statut) - set(SUIVIS) == {Statut.VISITE_EFFECTUEE}
    assert suivi(Statut.VISITE_EFFECTUEE, None) is None


def test_two_statuses_never_share_an_email():
    assert len(set(SUIVIS.values())) == len(SUIVIS)


def test_silence_is_told_as_silence_and_a_refusal_as_a_refusal():
    """CCH R. 441-10: silence is a refusal."""
    assert suivi(Statut.REFUSEE, "silence") is Suivi.REFUS_PAR_SILENCE
    assert suivi(Statut.REFUSEE, "trop_loin") is Suivi.REFUSEE
    assert suivi(Statut.REFUSEE, None) is Suivi.REFUSEE


@pytest.mark.parametrize(
    "decision",
    [Suivi.ATTRIBUEE, Suivi.ATTRIBUEE_EN_RANG, Suivi.ATTRIBUEE_SOUS_CONDITION, Suivi.NON_ATTRIBUEE, Suivi.IRRECEVABLE,
     Suivi.INVALIDEE, Suivi.REFUS_PAR_SILENCE, Suivi.CLASSEE],
)  # fmt: skip
def test_a_decision_is_always_told(decision):
    """CCH R. 441-3 and R. 441-10."""
    assert decision not in FACULTATIFS


def test_every_email_has_a_subject_and_a_name_that_reads_back():
    for each in (*ModeleCourriel, *Suivi):
        assert OBJETS[each].sujet
        assert modele(each.value) is each
    with pytest.raises(ValueError, match="inconnu"):
        modele("inconnu")


@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_and_are_bounded(essai):
    assert timedelta() < pause(essai) <= pause(essai + 1) <= PAUSES[-1] == timedelta(hours=1)


@given(st.timedeltas(min_value=timedelta(days=-30), max_value=timedelta(days=30)))
def test_an_email_is_out_of_date_only_after_its_instant(delta):
    assert perime(MIDI + delta, MIDI) is (delta > timedelta())
