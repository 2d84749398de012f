"""Which step makes which e-mail, what may be refused, and when a failure is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.candidatures import CandidatureAttribuee, VisiteProposee
from contracts.candidatures import StatutCandidature as Statut
from contracts.demande_import import DEMANDES, DemandeCompletee, DemandeMiseAJour, StatutDemande
from contracts.identity import MotifModification
from contracts.notifications import ModeleCourriel
from notifications.domain.courriels import (
    AVIS,
    FACULTATIFS,
    OBJETS,
    SUIVIS,
    SUIVIS_DEMANDE,
    Securite,
    Suivi,
    modele,
    suivi,
    suivi_candidature,
    suivi_demande,
)
from notifications.domain.reprises import PAUSES, pause, perime

from .fabrique import de

MIDI = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_every_status_but_a_visit_made_has_its_email() -> None:
    """Guide #6: the salarié follows each step."""
    assert set(Statut) - set(SUIVIS) == {Statut.VISITE_EFFECTUEE}
    assert suivi(Statut.VISITE_EFFECTUEE, None) is None


def test_a_visit_after_the_commission_is_told_as_a_visit() -> None:
    """Guide #6, step 7: « vous proposer de visiter le logement (si vous ne l'avez pas déjà fait) »."""
    for statut in (Statut.VISITE_PROPOSEE, Statut.ATTRIBUEE, Statut.ACCEPTEE):
        assert suivi_candidature(de(VisiteProposee, statut=statut)) is Suivi.VISITE
    assert suivi_candidature(de(CandidatureAttribuee, statut=Statut.ATTRIBUEE)) is Suivi.ATTRIBUEE


def test_every_step_of_a_demande_but_its_completion_has_its_email() -> None:
    """Guide #3 and #4: what comes after the complements is asked for on the next screen."""
    assert set(DEMANDES) - set(SUIVIS_DEMANDE) == {DemandeCompletee}
    assert set(SUIVIS.values()) | set(SUIVIS_DEMANDE.values()) | {Suivi.REFUS_PAR_SILENCE} == set(Suivi)


def test_an_update_asks_for_the_dossier_again_unless_it_is_still_valid() -> None:
    """Guide #4: after « Mettre à jour » the pièces are confirmed again."""
    mise_a_jour = de(DemandeMiseAJour)
    assert suivi_demande(mise_a_jour) is Suivi.DEMANDE_MISE_A_JOUR
    assert suivi_demande(mise_a_jour.model_copy(update={"statut": StatutDemande.VALIDEE})) is None


def test_two_statuses_never_share_an_email() -> None:
    assert len(set(SUIVIS.values())) == len(SUIVIS)


def test_silence_is_told_as_silence_and_a_refusal_as_a_refusal() -> None:
    """CCH R. 441-10: silence is a refusal."""
    assert suivi(Statut.REFUSEE, "silence") is Suivi.REFUS_PAR_SILENCE
    assert suivi(Statut.REFUSEE, "trop_loin") is Suivi.REFUSEE
    assert suivi(Statut.REFUSEE, None) is Suivi.REFUSEE


@pytest.mark.parametrize(
    "decision",
    [Suivi.ATTRIBUEE, Suivi.ATTRIBUEE_EN_RANG, Suivi.ATTRIBUEE_SOUS_CONDITION, Suivi.NON_ATTRIBUEE, Suivi.IRRECEVABLE,
     Suivi.INVALIDEE, Suivi.REFUS_PAR_SILENCE, Suivi.CLASSEE, Suivi.DEMANDE_REFUSEE_EMPLOYEUR, Suivi.DEMANDE_RADIEE],
)  # fmt: skip
def test_a_decision_is_always_told(decision: Suivi) -> None:
    """CCH R. 441-3 and R. 441-10."""
    assert decision not in FACULTATIFS


def test_each_change_of_an_access_has_its_email_that_nobody_refuses() -> None:
    """OWASP ASVS 2.2.3."""
    assert set(AVIS) == set(MotifModification)
    assert set(AVIS.values()) == set(Securite)
    assert not FACULTATIFS & set(AVIS.values())


def test_every_email_has_a_subject_and_a_name_that_reads_back() -> None:
    for each in (*ModeleCourriel, *Suivi, *Securite):
        assert OBJETS[each].sujet
        assert modele(each.value) is each
    with pytest.raises(ValueError, match="inconnu"):
        modele("inconnu")


@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_and_are_bounded(essai: int) -> None:
    assert timedelta() < pause(essai) <= pause(essai + 1) <= PAUSES[-1] == timedelta(hours=1)


@given(st.timedeltas(min_value=timedelta(days=-30), max_value=timedelta(days=30)))
def test_an_email_is_out_of_date_only_after_its_instant(delta: timedelta) -> None:
    assert perime(MIDI + delta, MIDI) is (delta > timedelta())
