"""Faults on demand: slow, down, wrong."""

import time

import pytest
from defusedxml.ElementTree import ParseError, fromstring

from stack.registre.pannes import PAGE


async def consulter(registre, numero):
    return await registre.post("/national/consultation", json={"numeroUnique": await numero("jean-dupont")})


async def consulter_finistere(registre, numero):
    corps = f"<consultation><numero>{await numero('bretagne-1')}</numero></consultation>"
    return await registre.post("/departemental/29/consultation", content=corps)


async def test_a_register_that_is_down_answers_503_until_the_fault_is_lifted(registre, numero):
    await registre.post("/pilotage/pannes", json={"registre": "national", "mode": "indisponible"})
    assert (await consulter(registre, numero)).status_code == 503
    assert (await consulter(registre, numero)).status_code == 503
    assert (await consulter_finistere(registre, numero)).status_code == 200
    assert (await registre.delete("/pilotage/pannes")).status_code == 204
    assert (await consulter(registre, numero)).status_code == 200


async def test_a_fault_of_one_departement_leaves_the_national_portal_alone(registre, numero):
    await registre.post("/pilotage/pannes", json={"registre": "29", "mode": "indisponible"})
    assert (await consulter_finistere(registre, numero)).status_code == 503
    assert (await consulter(registre, numero)).status_code == 200


async def test_a_fault_of_all_registers_for_two_calls(registre, numero):
    await registre.post("/pilotage/pannes", json={"registre": "*", "mode": "indisponible", "fois": 2})
    assert (await consulter(registre, numero)).status_code == 503
    (panne,) = (await registre.get("/pilotage/etat")).json()["pannes"]
    assert panne == {"registre": "*", "mode": "indisponible", "secondes": 3, "fois": 1}
    assert (await consulter_finistere(registre, numero)).status_code == 503
    assert (await consulter(registre, numero)).status_code == 200
    assert (await registre.get("/pilotage/etat")).json()["pannes"] == []


async def test_a_register_that_is_down_does_nothing(registre, numero):
    await registre.post("/pilotage/pannes", json={"mode": "indisponible", "fois": 1})
    corps = {
        "numeroUnique": await numero("jean-dupont"), "motif": "ATTRIBUTION", "dateBail": "2026-11-30", "reference": "r",
    }  # fmt: skip
    assert (await registre.post("/national/radiation", json=corps)).status_code == 503
    assert (await registre.get("/pilotage/demandes/jean-dupont")).json()["etat"] == "ACTIVE"


async def test_a_slow_register_answers_right_but_late(registre, numero):
    await registre.post("/pilotage/pannes", json={"registre": "national", "mode": "lent", "secondes": 0.3})
    before = time.monotonic()
    answer = await consulter(registre, numero)
    assert time.monotonic() - before >= 0.3
    assert answer.json()["courriel"] == "dupontjean@yopmail.com"


async def test_a_lying_national_portal_sends_half_a_body_then_wrong_types_then_a_page(registre, numero):
    await registre.post("/pilotage/pannes", json={"registre": "national", "mode": "faux"})
    coupee, faussee, page = [await consulter(registre, numero) for _ in range(3)]
    with pytest.raises(ValueError, match=r"."):
        coupee.json()
    assert isinstance(faussee.json()["courriel"], int)
    assert isinstance(faussee.json()["ressources"]["revenuMensuel"], str)
    assert (page.text, page.headers["content-type"]) == (PAGE, "text/html; charset=utf-8")
    assert {answer.status_code for answer in (coupee, faussee, page)} == {200}


async def test_a_lying_departmental_register_does_the_same_in_xml(registre, numero):
    await registre.post("/pilotage/pannes", json={"registre": "29", "mode": "faux", "fois": 3})
    coupee, faussee, page = [await consulter_finistere(registre, numero) for _ in range(3)]
    with pytest.raises(ParseError):
        fromstring(coupee.content)
    lue = fromstring(faussee.content)
    assert lue.findtext("depot") == "beaucoup"
    assert (lue.get("etat"), lue.get("numero")) == ("beaucoup", await numero("bretagne-1"))
    assert page.headers["content-type"].startswith("text/html")
    assert (await consulter_finistere(registre, numero)).status_code == 200


async def test_a_radiation_answered_wrongly_is_done_and_asking_again_says_so(registre, numero):
    corps = {
        "numeroUnique": await numero("jean-dupont"), "motif": "ATTRIBUTION", "dateBail": "2026-11-30", "reference": "r",
    }  # fmt: skip
    await registre.post("/pilotage/pannes", json={"mode": "faux", "fois": 1})
    with pytest.raises(ValueError, match=r"."):
        (await registre.post("/national/radiation", json=corps)).json()
    assert (await registre.post("/national/radiation", json=corps)).json() == {"etat": "RADIEE"}


@pytest.mark.parametrize(
    "panne",
    [
        {"mode": "explose"},
        {"registre": "75", "mode": "lent"},
        {"mode": "lent", "secondes": -1},
        {"mode": "lent", "secondes": "inf"},
        {"mode": "faux", "fois": 0},
        {"mode": "faux", "inconnu": 1},
        {},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(registre, panne):
    answer = await registre.post("/pilotage/pannes", json=panne)
    assert (answer.status_code, answer.json()["code"]) == (422, "champ_invalide")
    assert (await registre.get("/pilotage/etat")).json()["pannes"] == []
