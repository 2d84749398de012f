"""The control API: what tests and the demo do to a register behind AL'in's back."""

import logging

import pytest


async def test_the_list_starts_with_the_people_to_try_and_filters_by_register(registre):
    liste = (await registre.get("/pilotage/demandes")).json()
    assert [fiche["cle"] for fiche in liste[:2]] == ["jean-dupont", "anne-porte"]
    assert len(liste) == 300
    assert {"cle", "numeroUnique", "courriel", "registre", "prenom", "nomNaissance"} <= set(liste[0])
    finistere = (await registre.get("/pilotage/demandes", params={"registre": "29", "limite": 2})).json()
    assert [fiche["registre"] for fiche in finistere] == ["29", "29"]


async def test_a_change_is_merged_and_read_at_the_register(registre, numero):
    changes = {"demandeur": {"nomNaissance": "DURAND"}, "souhaits": {"communes": ["75111"]}, "dalo": True}
    modifiee = (await registre.patch("/pilotage/demandes/jean-dupont", json=changes)).json()
    assert (modifiee["demandeur"]["nomNaissance"], modifiee["demandeur"]["prenom"]) == ("DURAND", "Jean")
    lue = (await registre.post("/national/consultation", json={"numeroUnique": await numero("jean-dupont")})).json()
    assert lue["demandeur"]["nomNaissance"] == "DURAND"
    assert lue["souhaits"] == {"typeLogement": "INDIFFERENT", "communes": ["75111"]}
    assert lue["dalo"] is True


async def test_a_codemandeur_may_leave_and_a_siret_be_removed(registre):
    changes = {"codemandeur": None, "demandeur": {"activite": {"siretEmployeur": None}}}
    modifiee = (await registre.patch("/pilotage/demandes/anne-porte", json=changes)).json()
    assert modifiee["codemandeur"] is None
    assert modifiee["demandeur"]["activite"]["siretEmployeur"] is None


@pytest.mark.parametrize(
    ("changes", "champ"),
    [
        ({"demandeur": {"prenom": ""}}, "demandeur.prenom"),
        ({"demandeur": {"prenom": "a\x00b"}}, "demandeur.prenom"),
        ({"courriel": "jean@courriel\x01.example"}, "courriel"),
        ({"souhaits": {"communes": ["99999"]}}, "souhaits.communes"),
        ({"departement": "99"}, "departement"),
        ({"ressources": {"revenuMensuel": -1}}, "ressources.revenuMensuel"),
        ({"dateFinValidite": "9999-12-31"}, "dateFinValidite"),
        ({"etat": "RADIEE"}, "corps"),
        ({"inconnu": 1}, "inconnu"),
    ],
)
async def test_a_change_that_no_register_could_hold_is_refused_and_names_the_field(registre, changes, champ):
    before = (await registre.get("/pilotage/demandes/jean-dupont")).json()
    answer = await registre.patch("/pilotage/demandes/jean-dupont", json=changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "champ_invalide")
    assert champ in answer.json()["detail"]
    assert (await registre.get("/pilotage/demandes/jean-dupont")).json() == before


@pytest.mark.parametrize("corps", [b'{"departement": "\\ud800"}', b'{"souhaits": {"communes": ["\\ud800"]}}'])
async def test_half_a_character_is_refused_as_any_other_code(registre, corps):
    entetes = {"content-type": "application/json"}
    answer = await registre.patch("/pilotage/demandes/jean-dupont", content=corps, headers=entetes)
    assert (answer.status_code, answer.json()["code"]) == (422, "champ_invalide")


async def test_the_number_of_a_demande_never_changes(registre):
    answer = await registre.patch("/pilotage/demandes/jean-dupont", json={"numeroUnique": "111032100000107500"})
    assert answer.json()["code"] == "numero_immuable"


async def test_a_demande_is_struck_off_then_brought_back_by_the_control_api(registre):
    radiee = (await registre.post("/pilotage/demandes/anne-porte/radiation", json={"motif": "NON_REPONSE"})).json()
    assert (radiee["etat"], radiee["motifRadiation"]) == ("RADIEE", "NON_REPONSE")
    assert (await registre.post("/pilotage/demandes/anne-porte/renouvellement")).status_code == 409
    retour = {"etat": "ACTIVE", "motifRadiation": None}
    active = (await registre.patch("/pilotage/demandes/anne-porte", json=retour)).json()
    assert (active["etat"], active["radiation"]) == ("ACTIVE", None)


async def test_the_struck_off_one_of_the_seeds_is_reactivated_by_a_renewal(registre):
    renouvelee = (await registre.post("/pilotage/demandes/radiee/renouvellement")).json()
    assert (renouvelee["etat"], renouvelee["motifRadiation"]) == ("ACTIVE", None)


async def test_an_unknown_key_is_said_so(registre):
    for answer in (
        await registre.get("/pilotage/demandes/personne"),
        await registre.patch("/pilotage/demandes/personne", json={}),
        await registre.post("/pilotage/demandes/personne/renouvellement"),
        await registre.post("/pilotage/demandes/personne/radiation", json={"motif": "RENONCIATION"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "demande_inconnue")


async def test_the_state_counts_demandes_and_calls_by_register(registre, numero):
    await registre.post("/national/consultation", json={"numeroUnique": await numero("jean-dupont")})
    await registre.post("/departemental/29/consultation", content="<consultation/>")
    await registre.post("/departemental/n-importe-quoi/consultation", content="<consultation/>")
    etat = (await registre.get("/pilotage/etat")).json()
    assert etat["etat"] == "ok"
    assert etat["demandes"]["total"] == sum(etat["demandes"]["parRegistre"].values()) == 300
    assert etat["appels"] == {nom: {"consultation": 1} for nom in ("29", "inconnu", "national")}


async def test_the_logs_hold_no_personal_data(registre, numero, caplog):
    caplog.set_level(logging.INFO)
    le_sien = await numero("jean-dupont")
    await registre.post("/national/consultation", json={"numeroUnique": le_sien})
    await registre.patch("/pilotage/demandes/jean-dupont", json={"courriel": "pas une adresse"})
    dits = " ".join(str(vars(record)) for record in caplog.records if record.name == "registre")
    assert "consultation" in dits
    assert not any(secret in dits for secret in (le_sien, "DUPONT", "dupontjean", "pas une adresse"))


async def test_a_page_of_the_web_can_neither_read_nor_change_a_register(registre):
    assert (await registre.get("/pilotage/demandes", headers={"host": "attaquant.example"})).status_code == 400
    cross = {"sec-fetch-site": "cross-site"}
    answer = await registre.post("/pilotage/demandes/jean-dupont/renouvellement", headers=cross)
    assert answer.status_code == 403
