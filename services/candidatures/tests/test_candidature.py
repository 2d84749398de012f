"""The life of a candidature (guide #6)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from candidatures.domain.candidature import (
    Attribution,
    AttributionEnRang,
    AttributionSousCondition,
    Candidature,
    Decision,
    Irrecevabilite,
    NonAttribution,
)
from candidatures.domain.cotation import Cotation
from candidatures.domain.refus import (
    CandidatureArchivee,
    DateFuture,
    DejaTransmise,
    DelaiEnCours,
    DelaiPasse,
    DelaiTropCourt,
    RangEnAttente,
    TransitionImpossible,
    VisitePassee,
)
from contracts.candidatures import Etape, StatutCandidature

T0 = datetime(2026, 2, 2, 9, tzinfo=UTC)
S = StatutCandidature


def deposee() -> Candidature:
    return Candidature("c1", "p1", "d1", "o1", "b1", "75", T0, T0, Cotation("2026.1", date(2025, 1, 1)))


def transmise() -> Candidature:
    return deposee().valider(T0).transmettre(T0)


def attribuee() -> Candidature:
    return transmise().decider(Attribution(), T0.date(), T0)


def test_a_candidature_holds_the_place_and_can_be_cancelled() -> None:
    """Guide #6."""
    assert deposee().active
    assert deposee().annulable
    annulee = deposee().valider(T0).annuler(T0)
    assert not annulee.active
    assert annulee.etape is Etape.VALIDATIONS


def test_once_transmitted_it_is_never_cancelled() -> None:
    """Guide #6: « A ce stade, votre candidature ne pourra plus être annulée »."""
    with pytest.raises(DejaTransmise):
        transmise().annuler(T0)
    with pytest.raises(DejaTransmise):
        attribuee().accepter(T0).annuler(T0)


def test_an_invalidated_dossier_frees_the_place_at_once() -> None:
    """Guide #6, step 2."""
    assert not deposee().invalider("piece_manquante", T0).active


def test_notified_on_2_february_the_answer_is_due_by_12_february_midnight() -> None:
    """CCH R. 441-10."""
    a = attribuee()
    assert a.repondre_avant == date(2026, 2, 12)
    derniere_minute = datetime(2026, 2, 12, 22, 59, 59, tzinfo=UTC)
    assert a.accepter(derniere_minute).statut is S.ACCEPTEE
    with pytest.raises(DelaiEnCours):
        a.echoir(derniere_minute)
    trop_tard = derniere_minute + timedelta(seconds=1)
    with pytest.raises(DelaiPasse):
        a.accepter(trop_tard)
    assert (a.echoir(trop_tard).statut, a.echoir(trop_tard).motif) == (S.REFUSEE, "silence")


def test_a_delay_under_ten_days_is_refused() -> None:
    """CCH R. 441-10."""
    with pytest.raises(DelaiTropCourt):
        transmise().decider(Attribution(), T0.date(), T0, jours=9)


def test_the_second_in_rank_waits_then_has_the_whole_delay() -> None:
    """CCH R. 441-3."""
    second = transmise().decider(AttributionEnRang(2), T0.date(), T0, ouvre=False)
    assert second.echeance is None
    with pytest.raises(RangEnAttente):
        second.accepter(T0)
    promue = second.promouvoir(T0 + timedelta(days=7))
    assert (promue.statut, promue.repondre_avant, promue.rang) == (S.ATTRIBUEE, date(2026, 2, 19), 2)


def test_a_condition_is_lifted_in_time_or_the_attribution_falls() -> None:
    """CCH R. 441-3, attribution sous condition suspensive."""
    c = transmise().decider(AttributionSousCondition("avis_imposition", date(2026, 2, 10)), T0.date(), T0)
    assert c.lever_condition(T0 + timedelta(days=8)).repondre_avant is not None
    apres = T0 + timedelta(days=9)
    with pytest.raises(DelaiPasse):
        c.lever_condition(apres)
    assert (c.echoir(apres).statut, c.echoir(apres).motif) == (S.NON_ATTRIBUEE, "condition_non_levee")


@pytest.mark.parametrize("decision", [NonAttribution("autre_candidat_retenu"), Irrecevabilite("ressources")])
def test_not_retained_is_archived(decision: Decision) -> None:
    """Guide #6, step 7."""
    assert not transmise().decider(decision, T0.date(), T0).active


def test_a_commission_of_tomorrow_has_decided_nothing() -> None:
    """Guide #6, step 5: the commission meets, then decides."""
    with pytest.raises(DateFuture):
        transmise().decider(Attribution(), T0.date() + timedelta(days=1), T0)


def test_a_visit_after_the_commission_does_not_move_the_candidature_back() -> None:
    """Guide #6, step 7: « si vous ne l'avez pas déjà fait »."""
    visitee = attribuee().proposer_visite(T0 + timedelta(days=1), T0).constater_visite(T0)
    assert (visitee.statut, visitee.etape, visitee.visite_constatee) == (S.ATTRIBUEE, Etape.COMMISSION, True)


def test_a_visit_is_proposed_for_an_instant_to_come() -> None:
    """Guide #6, step 4."""
    with pytest.raises(VisitePassee):
        transmise().proposer_visite(T0 - timedelta(minutes=1), T0)


def test_after_the_lease_nothing_closes_it_but_the_entry() -> None:
    """Guide #6: « Entrer dans les lieux » is the last step."""
    signee = attribuee().accepter(T0).signer_bail(T0.date(), T0)
    with pytest.raises(TransitionImpossible):
        signee.classer("offre_retiree", T0)
    assert not signee.entrer(T0).active


ORDRE = list(Etape)
GESTES: dict[str, Callable[[Candidature, datetime], Candidature]] = {
    "annuler": lambda c, t: c.annuler(t),
    "valider": lambda c, t: c.valider(t),
    "invalider": lambda c, t: c.invalider("piece_manquante", t),
    "transmettre": lambda c, t: c.transmettre(t),
    "visite": lambda c, t: c.proposer_visite(t, t),
    "constat": lambda c, t: c.constater_visite(t),
    "attribuer": lambda c, t: c.decider(Attribution(), t.date(), t),
    "en rang": lambda c, t: c.decider(AttributionEnRang(2), t.date(), t, ouvre=False),
    "condition": lambda c, t: c.decider(AttributionSousCondition("piece", t.date() + timedelta(3)), t.date(), t),
    "non": lambda c, t: c.decider(NonAttribution("autre"), t.date(), t),
    "promouvoir": lambda c, t: c.promouvoir(t),
    "lever": lambda c, t: c.lever_condition(t),
    "accepter": lambda c, t: c.accepter(t),
    "refuser": lambda c, t: c.refuser(t),
    "echoir": lambda c, t: c.echoir(t),
    "bail": lambda c, t: c.signer_bail(t.date(), t),
    "entrer": lambda c, t: c.entrer(t),
    "classer": lambda c, t: c.classer("offre_retiree", t),
}


class VieDUnSalarie(RuleBasedStateMachine):
    """Any order of gestures: the promises of the guide hold at each step."""

    def __init__(self) -> None:
        super().__init__()
        self.maintenant = T0
        self.vie = [deposee()]
        self.finies: list[Candidature] = []

    @property
    def courante(self) -> Candidature:
        return self.vie[-1]

    @rule(geste=st.sampled_from(sorted(GESTES)))
    def agir(self, geste: str) -> None:
        suivante = self._tenter(geste)
        if isinstance(suivante, TransitionImpossible):
            assert isinstance(suivante, CandidatureArchivee) == (not self.courante.active)
            assert suivante.explication
            return
        assert self.courante.active, "archived is final"
        assert suivante.version == self.courante.version + 1
        self.vie.append(suivante)

    def _tenter(self, geste: str) -> Candidature | TransitionImpossible:
        try:
            return GESTES[geste](self.courante, self.maintenant)
        except TransitionImpossible as refus:
            return refus

    @rule(jours=st.integers(1, 15))
    def attendre(self, jours: int) -> None:
        self.maintenant += timedelta(days=jours)

    @rule()
    def postuler_de_nouveau(self) -> None:
        if not self.courante.active:
            self.finies.append(self.courante)
            self.vie = [deposee()]

    @invariant()
    def une_seule_place(self) -> None:
        assert not any(c.active for c in self.finies)

    @invariant()
    def jamais_annulee_apres_la_transmission(self) -> None:
        statuts = [c.statut for c in self.vie]
        assert not (S.ANNULEE in statuts and S.TRANSMISE_BAILLEUR in statuts)

    @invariant()
    def les_etapes_ne_reculent_pas(self) -> None:
        rangs = [ORDRE.index(c.etape) for c in self.vie]
        assert rangs == sorted(rangs)

    @invariant()
    def on_a_au_moins_dix_jours_pour_repondre(self) -> None:
        for avant, apres in zip(self.vie, self.vie[1:], strict=False):
            if apres.repondre_avant and not avant.repondre_avant:
                assert (apres.repondre_avant - apres.le.date()).days >= 10


TestVieDUnSalarie = VieDUnSalarie.TestCase
TestVieDUnSalarie.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
