"""The wire protocol of both registers, to the letter."""

import uuid
from datetime import date, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from stack.registre.app import create_app
from stack.registre.cycle import plus_mois

XML = {"content-type": "application/xml"}


def consultation(numero: str) -> str:
    return f"<consultation><numero>{numero}</numero></consultation>"


def radiation(numero: str, reference: str) -> str:
    return (
        f'<radiation reference="{reference}"><numero>{numero}</numero>'
        "<motif>ATTRIBUTION</motif><dateBail>2026-11-30</dateBail></radiation>"
    )


def radiation_nationale(numero: str, reference: str) -> dict[str, str]:
    return {"numeroUnique": numero, "motif": "ATTRIBUTION", "dateBail": "2026-11-30", "reference": reference}


async def test_the_national_portal_answers_a_whole_demande_in_json(registre, numero):
    le_sien = await numero("anne-porte")
    answer = await registre.post("/national/consultation", json={"numeroUnique": le_sien})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    demande = answer.json()
    assert list(demande) == [
        "numeroUnique", "etat", "motifRadiation", "dateDepot", "dateFinValidite", "departement", "courriel",
        "demandeur", "codemandeur", "autresPersonnes", "ressources", "logementActuel", "motif", "souhaits",
        "dalo", "prioriteL4411",
    ]  # fmt: skip
    assert demande["numeroUnique"] == le_sien
    assert (demande["etat"], demande["motifRadiation"]) == ("ACTIVE", None)
    personne = {
        "civilite", "nomNaissance", "prenom", "dateNaissance", "telephone", "situationFamiliale", "cmiInvalidite",
        "activite",
    }  # fmt: skip
    assert set(demande["demandeur"]) == personne
    assert set(demande["codemandeur"]) == personne | {"lien"}
    assert demande["demandeur"]["activite"] == {
        "situation": "CDI", "siretEmployeur": "82454968702431", "plusieursEmployeurs": False,
        "travailCodeInsee": "75120", "travailCodePostal": "75020",
    }  # fmt: skip
    assert set(demande["ressources"]) == {"rfr", "revenuMensuel", "aideLogementMensuelle", "revenus12Mois"}
    assert demande["logementActuel"] == {"situation": "HEBERGE", "codeInsee": "93048", "codePostal": "93100"}
    assert demande["souhaits"] == {"typeLogement": "INDIFFERENT", "communes": ["93048", "93006", "94080", "75120"]}


async def test_the_other_persons_of_a_household_are_told_as_the_protocol_says(registre, numero):
    answer = await registre.post("/national/consultation", json={"numeroUnique": await numero("famille")})
    for enfant in answer.json()["autresPersonnes"]:
        assert set(enfant) == {"lien", "nomNaissance", "prenom", "dateNaissance", "aCharge", "cmiInvalidite"}
        assert enfant["lien"] == "ENFANT"
        assert enfant["aCharge"] is True


async def test_a_departmental_register_answers_a_whole_demande_in_xml(registre, numero):
    le_sien = await numero("bretagne-1")
    answer = await registre.post("/departemental/29/consultation", content=consultation(le_sien), headers=XML)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    demande = fromstring(answer.content)
    assert demande.tag == "demande"
    assert demande.attrib == {"numero": le_sien, "etat": "active"}
    assert [element.tag for element in demande] == [
        "depot", "finValidite", "departement", "courriel", "menage", "ressources", "logement", "motif", "souhait",
        "dalo", "prioriteL4411",
    ]  # fmt: skip
    maelle, erwan = demande.findall("menage/personne")
    assert maelle.attrib == {"role": "demandeur", "civilite": "F", "aCharge": "non", "invalidite": "non"}
    assert (erwan.get("role"), erwan.get("civilite")) == ("conjoint", "H")
    assert (maelle.findtext("nom"), maelle.findtext("prenom")) == ("LE GOFF", "Maëlle")
    assert (maelle.findtext("naissance"), maelle.findtext("famille")) == ("1984-12-01", "marie")
    emploi = maelle.find("emploi").attrib
    assert (emploi["type"], emploi["plusieurs"], emploi["insee"], emploi["codePostal"]) == (
        "cdi", "non", "29019", "29200",
    )  # fmt: skip
    assert [rfr.text for rfr in demande.findall("ressources/rfr")] == ["25200", "25900"]
    assert (demande.findtext("ressources/mensuel"), demande.findtext("ressources/aide")) == ("2420", "0")
    assert demande.find("logement").attrib == {"situation": "locataire_prive", "insee": "29019", "codePostal": "29200"}
    assert demande.findtext("motif") == "logement_trop_petit"
    assert demande.find("souhait").get("type") == "indifferent"
    assert [c.text for c in demande.findall("souhait/commune")] == ["29019", "29061", "29075"]
    assert (demande.findtext("dalo"), demande.findtext("prioriteL4411")) == ("non", "non")


async def test_every_demande_can_be_read_at_its_register(registre):
    for fiche in (await registre.get("/pilotage/demandes")).json():
        if fiche["registre"] == "national":
            answer = await registre.post("/national/consultation", json={"numeroUnique": fiche["numeroUnique"]})
            lu = answer.json()["courriel"]
        else:
            chemin = f"/departemental/{fiche['registre']}/consultation"
            answer = await registre.post(chemin, content=consultation(fiche["numeroUnique"]))
            lu = fromstring(answer.content).findtext("courriel")
        assert lu == fiche["courriel"]


async def test_a_number_asked_at_the_wrong_register_is_unknown_there(registre, numero):
    du_finistere, de_paris = await numero("bretagne-1"), await numero("jean-dupont")
    answer = await registre.post("/national/consultation", json={"numeroUnique": du_finistere})
    assert (answer.status_code, answer.json()) == (404, {"erreur": "INCONNU"})
    for departement, le_numero in (("29", de_paris), ("35", du_finistere), ("75", de_paris)):
        answer = await registre.post(f"/departemental/{departement}/consultation", content=consultation(le_numero))
        assert answer.status_code == 404
        assert fromstring(answer.content).attrib == {"code": "NUMERO_INCONNU"}
        reference = str(uuid.uuid4())
        answer = await registre.post(f"/departemental/{departement}/radiation", content=radiation(le_numero, reference))
        assert answer.status_code == 404
    answer = await registre.post("/national/radiation", json=radiation_nationale(du_finistere, "r"))
    assert answer.status_code == 404


async def test_a_radiation_asked_twice_with_one_reference_is_done_once(registre, numero):
    le_sien, reference = await numero("jean-dupont"), str(uuid.uuid4())
    for _ in range(2):
        answer = await registre.post("/national/radiation", json=radiation_nationale(le_sien, reference))
        assert (answer.status_code, answer.json()) == (200, {"etat": "RADIEE"})
    autre = await registre.post("/national/radiation", json=radiation_nationale(le_sien, str(uuid.uuid4())))
    assert (autre.status_code, autre.json()) == (409, {"erreur": "DEJA_RADIEE"})
    demande = (await registre.post("/national/consultation", json={"numeroUnique": le_sien})).json()
    assert (demande["etat"], demande["motifRadiation"]) == ("RADIEE", "ATTRIBUTION")


async def test_the_departmental_radiation_is_idempotent_too(registre, numero):
    le_sien, reference = await numero("bretagne-1"), str(uuid.uuid4())
    for _ in range(2):
        answer = await registre.post("/departemental/29/radiation", content=radiation(le_sien, reference))
        assert answer.status_code == 200
        assert fromstring(answer.content).attrib == {"etat": "RADIEE"}
    autre = await registre.post("/departemental/29/radiation", content=radiation(le_sien, str(uuid.uuid4())))
    assert autre.status_code == 409
    assert fromstring(autre.content).attrib == {"code": "DEJA_RADIEE"}
    lue = fromstring((await registre.post("/departemental/29/consultation", content=consultation(le_sien))).content)
    assert (lue.get("etat"), lue.get("motifRadiation")) == ("radiee", "attribution")


async def test_what_was_struck_off_for_another_reason_cannot_be_again(registre, numero):
    answer = await registre.post("/national/radiation", json=radiation_nationale(await numero("radiee"), "r"))
    assert answer.status_code == 409


async def test_a_radiation_and_its_reference_survive_a_restart(registre, numero, settings):
    import httpx

    le_sien = await numero("jean-dupont")
    await registre.post("/national/radiation", json=radiation_nationale(le_sien, "reference-1"))
    await registre.patch("/pilotage/demandes/anne-porte", json={"courriel": "anne@courriel.example"})
    again = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=again, base_url="http://127.0.0.1") as second:
        assert (await second.get("/pilotage/demandes")).json() == (await registre.get("/pilotage/demandes")).json()
        memes = await second.post("/national/radiation", json=radiation_nationale(le_sien, "reference-1"))
        assert memes.status_code == 200
        autre = await second.post("/national/radiation", json=radiation_nationale(le_sien, "reference-2"))
        assert autre.status_code == 409


async def test_a_change_that_the_disk_refuses_is_not_answered_as_done(registre, monkeypatch):
    from stack.registre import fichier

    def plein(*_) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(fichier, "ecrire", plein)
    with pytest.raises(OSError, match="No space"):
        await registre.patch("/pilotage/demandes/jean-dupont", json={"courriel": "autre@courriel.example"})
    assert (await registre.get("/pilotage/demandes/jean-dupont")).json()["courriel"] == "dupontjean@yopmail.com"


@pytest.mark.parametrize("corps", [b"", b"{", b"[]", b'{"numeroUnique": 3}', b'{"numeroUnique": null}', b"\xff\xfe"])
async def test_a_body_that_is_no_consultation_is_refused_in_json(registre, corps):
    answer = await registre.post("/national/consultation", content=corps)
    assert (answer.status_code, answer.json()) == (400, {"erreur": "REQUETE_INVALIDE"})


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"<consultation>",
        b"<autre/>",
        b"<consultation><numero/></consultation>",
        b'<?xml version="1.0" encoding="klingon"?><consultation/>',
        b'<!DOCTYPE a [<!ENTITY e "x">]><consultation><numero>&e;</numero></consultation>',
        b"<consultation><numero>" + b"1" * 70_000 + b"</numero></consultation>",
    ],
)
async def test_a_body_that_is_no_consultation_is_refused_in_xml(registre, corps):
    answer = await registre.post("/departemental/29/consultation", content=corps)
    assert answer.status_code == 400
    assert fromstring(answer.content).get("code") == "REQUETE_INVALIDE"


@pytest.mark.parametrize("champ", ["motif", "dateBail", "reference"])
async def test_a_radiation_without_one_of_its_fields_is_refused(registre, numero, champ):
    corps = radiation_nationale(await numero("jean-dupont"), "r")
    del corps[champ]
    assert (await registre.post("/national/radiation", json=corps)).status_code == 400


async def test_what_is_not_renewed_is_struck_off_at_thirteen_months(registre, numero, avancer):
    """Arrêté du 23 mars 2015: valid one year, struck off a month later, reactivated until 18 months."""
    le_sien = await numero("bientot-perimee")

    async def etat() -> tuple[str, str | None]:
        demande = (await registre.post("/national/consultation", json={"numeroUnique": le_sien})).json()
        return demande["etat"], demande["motifRadiation"]

    avancer(timedelta(days=30))
    assert await etat() == ("ACTIVE", None)
    avancer(timedelta(days=12 + 32))
    assert await etat() == ("RADIEE", "NON_RENOUVELLEMENT")
    depot = (await registre.get("/pilotage/demandes/bientot-perimee")).json()["dateDepot"]
    renouvelee = (await registre.post("/pilotage/demandes/bientot-perimee/renouvellement")).json()
    assert (renouvelee["etat"], renouvelee["numeroUnique"], renouvelee["dateDepot"]) == ("ACTIVE", le_sien, depot)


async def test_thirteen_months_are_over_on_their_last_day(registre, avancer):
    """Arrêté du 23 mars 2015: « radiée à 13 mois », the day on which AL’in asks whether it was renewed."""
    demande = (await registre.get("/pilotage/demandes/bientot-perimee")).json()
    jour = date.fromisoformat((await registre.get("/pilotage/etat")).json()["jour"])
    attente = plus_mois(date.fromisoformat(demande["dateFinValidite"]), 1) - jour
    for duree, etat in ((attente - timedelta(days=1), "ACTIVE"), (attente, "RADIEE")):
        avancer(duree)
        assert (await registre.get("/pilotage/demandes/bientot-perimee")).json()["etat"] == etat


async def test_after_eighteen_months_it_cannot_be_reactivated(registre, avancer):
    avancer(timedelta(days=12 + 190))
    answer = await registre.post("/pilotage/demandes/bientot-perimee/renouvellement")
    assert (answer.status_code, answer.json()["code"]) == (409, "renouvellement_impossible")


async def test_the_rfr_of_n_minus_2_is_there_whatever_the_year(registre, avancer):
    for annees in (1, 2, 3):
        avancer(timedelta(days=366 * annees))
        jour = (await registre.get("/pilotage/etat")).json()["jour"]
        rfr = (await registre.get("/pilotage/demandes/jean-dupont")).json()["ressources"]["rfr"]
        assert int(jour[:4]) - 2 in [annuel["annee"] for annuel in rfr]
