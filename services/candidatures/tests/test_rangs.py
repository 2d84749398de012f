"""Whose turn it is to be offered a home (CCH R. 441-3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.domain.candidature import (
    Attribution,
    AttributionEnRang,
    AttributionSousCondition,
    Candidature,
    NonAttribution,
)
from candidatures.domain.cotation import Cotation
from candidatures.domain.rangs import en_attente, prochaine, tient
from contracts.candidatures import StatutCandidature as S

T0 = datetime(2026, 2, 2, 9, tzinfo=UTC)


def dossier(identifiant: str) -> Candidature:
    c = Candidature(
        identifiant, f"p-{identifiant}", "d", "o1", "b1", "75", T0, T0, Cotation("2026.2", date(2025, 1, 1))
    )
    return c.valider(T0).transmettre(T0)


def au_rang(rang: int) -> Candidature:
    return dossier(f"rang{rang}").decider(AttributionEnRang(rang), T0.date(), T0, ouvre=False)


def ecarte(identifiant: str) -> Candidature:
    return dossier(identifiant).decider(NonAttribution("autre_candidat_retenu"), T0.date(), T0)


def au_rang_refuse(rang: int) -> Candidature:
    return au_rang(rang).refuser(T0)


def test_the_first_rank_has_its_turn_at_once() -> None:
    premiere = au_rang(1)
    assert prochaine([au_rang(2), premiere, dossier("x")]) is premiere


def test_the_second_waits_while_a_dossier_may_still_be_given_the_first_rank() -> None:
    """CCH R. 441-3: a rank is the next in line, if those before refuse."""
    assert prochaine([au_rang(2), dossier("x")]) is None


def test_once_every_dossier_is_decided_the_second_takes_the_place_of_a_first_that_never_was() -> None:
    """The first in line was not retained after the second was ranked."""
    second = au_rang(2)
    assert prochaine([second, ecarte("x"), ecarte("y")]) is second


def test_a_second_ranked_after_the_first_refused_is_offered_the_home() -> None:
    second = au_rang(2)
    assert prochaine([au_rang_refuse(1), second, dossier("x")]) is second


@pytest.mark.parametrize(
    "sortie",
    [
        dossier("t").decider(Attribution(), T0.date(), T0).refuser(T0),
        dossier("t")
        .decider(AttributionSousCondition("piece", T0.date()), T0.date(), T0)
        .echoir(T0 + timedelta(days=2)),
    ],
    ids=["refused", "condition not lifted"],
)
def test_an_attribution_without_a_rank_was_the_first_in_line(sortie: Candidature) -> None:
    """CCH R. 441-3: whoever is second is offered the home, also while another dossier waits for its decision."""
    second = au_rang(2)
    assert prochaine([sortie, second, dossier("x")]) is second


def test_the_third_does_not_pass_before_a_second_that_is_not_decided_yet() -> None:
    assert prochaine([au_rang_refuse(1), au_rang(3), dossier("x")]) is None


@pytest.mark.parametrize(
    "tenue",
    [
        dossier("t").decider(Attribution(), T0.date(), T0),
        dossier("t").decider(AttributionEnRang(1), T0.date(), T0),
        dossier("t").decider(AttributionSousCondition("piece", date(2026, 2, 9)), T0.date(), T0),
        dossier("t").decider(Attribution(), T0.date(), T0).accepter(T0),
        dossier("t").decider(Attribution(), T0.date(), T0).accepter(T0).signer_bail(T0.date(), T0),
        dossier("t").decider(Attribution(), T0.date(), T0).accepter(T0).signer_bail(T0.date(), T0).entrer(T0),
    ],
    ids=lambda c: c.statut.value,
)
def test_nobody_is_offered_a_home_that_somebody_holds(tenue: Candidature) -> None:
    assert tient(tenue)
    assert prochaine([tenue, au_rang(2)]) is None


@given(st.permutations([1, 2, 3, 4]), st.sampled_from(["refus", "silence"]))
def test_in_whatever_order_they_are_decided_the_ranks_are_served_in_order_and_nobody_is_forgotten(
    ordre: list[int], fin: str
) -> None:
    """One decision after the other, and whoever is offered the home refuses it or stays silent."""
    dossiers = {rang: dossier(str(rang)) for rang in ordre}
    servis: list[int] = []
    maintenant = T0
    for rang in ordre:
        dossiers[rang] = dossiers[rang].decider(AttributionEnRang(rang), T0.date(), maintenant, ouvre=False)
        while (suivante := prochaine([*dossiers.values()])) is not None:
            promue = suivante.promouvoir(maintenant)
            maintenant += timedelta(days=20 if fin == "silence" else 1)
            servis.append(suivante.rang or 0)
            dossiers[servis[-1]] = promue.refuser(maintenant) if fin == "refus" else promue.echoir(maintenant)
    assert servis == [1, 2, 3, 4]
    assert all(c.statut is S.REFUSEE for c in dossiers.values())


def test_one_who_waits_holds_nothing() -> None:
    assert en_attente(au_rang(2))
    assert not tient(au_rang(2))
    assert not en_attente(replace(au_rang(2), repondre_avant=date(2026, 2, 12)))
