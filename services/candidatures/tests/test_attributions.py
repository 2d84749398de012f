"""Visits, decisions and answers over HTTP (guide #6, steps 4 to 7; CCH R. 441-3 and R. 441-10)."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pydantic import ValidationError

from candidatures import commands, echeances
from candidatures.settings import Settings
from chassis.testing import Running
from chassis.transaction import Tx
from contracts import candidatures as ev
from contracts.roles import Role

from .fabrique import (
    BAILLEUR,
    bailleur,
    carte,
    connaitre,
    decider,
    decision,
    demander,
    offre,
    postuler,
    repondre,
    transmettre,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def driver() -> str:
    """One is enough here: `test_parcours` and `test_listes` hold the storage on both."""
    return "pymongo"


async def statut(app: Running, compte: str, identifiant: str) -> str:
    return str((await carte(app, compte, identifiant))["statut"])


async def test_a_visit_is_proposed_then_made(app: Running) -> None:
    """Guide #6, step 4: « organiser la visite du logement »."""
    ids = await transmettre(app, "p1")
    trop_tot = await demander(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p1']}/visite/constat", bailleur_id="b1")
    assert (trop_tot.status_code, trop_tot.json()["code"]) == (409, "transition_impossible")
    le = (app.clock.now() + timedelta(days=2)).isoformat()
    proposee = await bailleur(app, ids["p1"], "visite", {"le": le})
    assert (proposee["libelle"], proposee["visite_constatee"]) == ("Visite proposée", False)
    assert (await app.emitted(ev.VisiteProposee))[0].visite_le is not None
    constatee = await bailleur(app, ids["p1"], "visite/constat")
    assert (constatee["libelle"], constatee["visite_constatee"]) == ("Visite effectuée", True)
    assert len(await app.emitted(ev.VisiteEffectuee)) == 1
    etapes = {e["libelle"]: e["etat"] for e in (await carte(app, "p1", ids["p1"]))["etapes"]}
    assert (etapes["Visite"], etapes["Commission logement"]) == ("fait", "en_cours")


async def test_a_visit_without_a_plausible_instant_is_refused(app: Running) -> None:
    for le in ("2026-11-25", "2026-11-25T10:00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", None):
        reponse = await demander(app, Role.BAILLEUR, f"{BAILLEUR}/c1/visite", {"le": le}, bailleur_id="b1")
        assert (reponse.status_code, reponse.json()["erreurs"][0]["champ"]) == (422, "le"), le


async def test_a_condition_lifted_in_time_opens_the_whole_delay(app: Running) -> None:
    """CCH R. 441-3, attribution sous condition suspensive."""
    ids = await transmettre(app, "p1", "p2")
    avant = app.clock.today() + timedelta(days=5)
    faits = {"condition": "avis_imposition", "avant": str(avant)}
    attribuee = await decider(app, ids["p1"], "attribution_sous_condition", **faits)
    assert (attribuee["statut"], attribuee["condition_avant"]) == ("attribuee_sous_condition", str(avant))
    assert attribuee["repondre_avant"] is None
    assert [str(dite.condition_avant) for dite in await app.emitted(ev.CandidatureAttribuee)] == [str(avant)]
    autre = decision(app, "attribution")
    tenu = await demander(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p2']}/decision", autre, bailleur_id="b1")
    assert tenu.json()["code"] == "logement_deja_attribue"
    app.clock.avance(timedelta(days=4))
    levee = await bailleur(app, ids["p1"], "condition/levee")
    assert levee["statut"] == "attribuee"
    assert levee["repondre_avant"] >= str(app.clock.today() + timedelta(days=10))
    assert (await repondre(app, "p1", ids["p1"], acceptee=True))["libelle"] == "Logement accepté"


async def test_a_condition_that_nothing_lifted_gives_the_home_to_the_next_in_rank(app: Running) -> None:
    """CCH R. 441-3."""
    ids = await transmettre(app, "p1", "p2")
    faits = {"condition": "avis_imposition", "avant": str(app.clock.today() + timedelta(days=5))}
    await decider(app, ids["p1"], "attribution_sous_condition", **faits)
    assert (await decider(app, ids["p2"], "attribution_en_rang", rang=2))["repondre_avant"] is None
    app.clock.avance(timedelta(days=6))
    trop_tard = await demander(app, Role.BAILLEUR, f"{BAILLEUR}/{ids['p1']}/condition/levee", bailleur_id="b1")
    assert trop_tard.json()["code"] == "delai_passe"
    await echeances.passer(app.context)
    echue = await carte(app, "p1", ids["p1"])
    assert (echue["statut"], echue["motif"]) == ("non_attribuee", "condition_non_levee")
    assert (await app.emitted(ev.CandidatureRejetee))[0].motif == "condition_non_levee"
    promue = await carte(app, "p2", ids["p2"])
    assert (promue["statut"], promue["rang"]) == ("attribuee", 2)
    assert promue["repondre_avant"] >= str(app.clock.today() + timedelta(days=10))


async def test_a_refusal_frees_the_salarie_and_promotes_the_next_in_rank(app: Running) -> None:
    """Guide #6: « Vous pourrez alors vous positionner sur une nouvelle offre »."""
    ids = await transmettre(app, "p1", "p2", "p3")
    for rang, compte in enumerate(("p1", "p2", "p3"), 1):
        await decider(app, ids[compte], "attribution_en_rang", rang=rang)
    refusee = await repondre(app, "p1", ids["p1"], acceptee=False)
    assert (refusee["statut"], refusee["motif"], refusee["active"]) == ("refusee", "refus", False)
    assert await statut(app, "p2", ids["p2"]) == "attribuee"
    assert (await carte(app, "p3", ids["p3"]))["repondre_avant"] is None
    await connaitre(app, [offre(app, "o2")], [])
    assert (await postuler(app, "p1", "o2")).status_code == 201
    await repondre(app, "p2", ids["p2"], acceptee=False)
    assert await statut(app, "p3", ids["p3"]) == "attribuee"


async def test_when_the_first_is_not_retained_after_the_second_was_ranked_the_second_is_offered_the_home(
    app: Running,
) -> None:
    ids = await transmettre(app, "p1", "p2", "p3")
    await decider(app, ids["p2"], "attribution_en_rang", rang=2)
    await decider(app, ids["p3"], "non_attribution", motif="autre_candidat_retenu")
    assert (await carte(app, "p2", ids["p2"]))["repondre_avant"] is None, "the first rank may still be given"
    await decider(app, ids["p1"], "irrecevabilite", motif="ressources")
    assert await statut(app, "p2", ids["p2"]) == "attribuee"
    assert [e.statut.value for e in await app.emitted(ev.CandidatureAttribuee, 2)] == ["attribuee_en_rang", "attribuee"]


async def test_a_second_ranked_after_the_first_refused_may_answer_at_once(app: Running) -> None:
    ids = await transmettre(app, "p1", "p2", "p3")
    await decider(app, ids["p1"], "attribution_en_rang", rang=1)
    await repondre(app, "p1", ids["p1"], acceptee=False)
    seconde = await decider(app, ids["p2"], "attribution_en_rang", rang=2)
    assert (seconde["statut"], seconde["repondre_avant"] is not None) == ("attribuee_en_rang", True)
    assert (await repondre(app, "p2", ids["p2"], acceptee=True))["statut"] == "acceptee"


async def test_a_home_decided_twice_at_once_goes_to_one(app: Running) -> None:
    """CCH R. 441-3: the commission attributes a home once, whoever else presses the button."""
    ids = await transmettre(app, *(f"p{n}" for n in range(6)))
    corps = decision(app, "attribution")
    reponses = await asyncio.gather(
        *(demander(app, Role.BAILLEUR, f"{BAILLEUR}/{i}/decision", corps, bailleur_id="b1") for i in ids.values())
    )
    assert sorted(r.status_code for r in reponses) == [200] + [409] * 5
    assert {r.json()["code"] for r in reponses if r.status_code == 409} == {"logement_deja_attribue"}


async def test_a_second_ranked_while_the_first_refuses_is_not_forgotten(app: Running) -> None:
    """CCH R. 441-3: neither of the two gestures may see only half of the other."""
    for n in range(6):
        ids = await transmettre(app, f"p{n}", f"s{n}", offre_id=f"o{n}")
        await decider(app, ids[f"p{n}"], "attribution_en_rang", rang=1)
        await asyncio.gather(
            repondre(app, f"p{n}", ids[f"p{n}"], acceptee=False),
            decider(app, ids[f"s{n}"], "attribution_en_rang", rang=2),
        )
        assert (await carte(app, f"s{n}", ids[f"s{n}"]))["repondre_avant"] is not None


async def test_one_deadline_at_fault_stops_no_other(app: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """CCH R. 441-10: silence is a refusal, whatever happened to another dossier."""
    une, autre = await transmettre(app, "p1", offre_id="o1"), await transmettre(app, "p2", offre_id="o2")
    for identifiant in (une["p1"], autre["p2"]):
        await decider(app, identifiant, "attribution")
        app.clock.avance(timedelta(hours=1))
    echoir = commands.echoir

    async def en_faute(tx: Tx, identifiant: str) -> None:
        if identifiant == une["p1"]:
            raise LookupError
        await echoir(tx, identifiant)

    monkeypatch.setattr(commands, "echoir", en_faute)
    app.clock.avance(timedelta(days=16))
    await echeances.passer(app.context)
    assert await statut(app, "p2", autre["p2"]) == "refusee"
    assert await statut(app, "p1", une["p1"]) == "attribuee"
    monkeypatch.setattr(commands, "echoir", echoir)
    await echeances.passer(app.context)
    assert await statut(app, "p1", une["p1"]) == "refusee"


async def test_one_who_answered_in_time_is_left_as_it_is(app: Running) -> None:
    """CCH R. 441-10: only silence is a refusal."""
    ids = await transmettre(app, "p1")
    await decider(app, ids["p1"], "attribution")
    await repondre(app, "p1", ids["p1"], acceptee=True)
    app.clock.avance(timedelta(days=16))
    await app.context.transaction(partial(commands.echoir, identifiant=ids["p1"]))
    assert await statut(app, "p1", ids["p1"]) == "acceptee"


@pytest.mark.parametrize("jours", [9, 0, -1])
def test_a_delay_under_ten_days_does_not_start(jours: int) -> None:
    """CCH R. 441-10."""
    values: dict[str, Any] = {"mongo_url": "mongodb://x", "kafka_servers": "x", "jwks_url": ""}
    assert Settings(**values).delai_reponse_jours == 10
    with pytest.raises(ValidationError, match="delai_reponse_jours"):
        Settings(**values, delai_reponse_jours=jours)
