"""The pages: French, usable without script, and enough to try the guide by hand."""

import re
from html import unescape

import pytest

PAGES = ("/", "/?page=2", "/?registre=29", "/demandes/jean-dupont", "/demandes/famille", "/demandes/x", "/nulle-part")


@pytest.mark.parametrize("chemin", PAGES)
async def test_each_page_is_french_titled_readable_without_script_and_closed(registre, chemin):
    page = await registre.get(chemin)
    assert '<html lang="fr">' in page.text
    assert "<title>" in page.text
    assert page.text.count("<main") == page.text.count("<h1>") == 1
    assert 'href="#contenu"' in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for feuille in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text):
        assert (await registre.get(feuille)).status_code == 200


@pytest.mark.parametrize("chemin", ["/", "/demandes/jean-dupont"])
async def test_each_input_has_its_label_and_each_id_is_unique(registre, chemin):
    page = (await registre.get(chemin)).text
    champs = re.findall(r'<(?:input|select) id="([^"]+)"', page)
    assert champs
    assert len(re.findall(r"<(?:input|select)\b", page)) == len(champs)
    assert set(re.findall(r'<label for="([^"]+)"', page)) == set(champs)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-describedby="([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r"<th\b(?! scope)", page)) == set()


async def test_the_page_shows_whom_to_try_with_number_name_address_and_register(registre, numero):
    page = (await registre.get("/")).text
    for attendu in ("jean-dupont", await numero("jean-dupont"), "Jean DUPONT", "dupontjean@yopmail.com", "national"):
        assert attendu in page
    assert page.index("jean-dupont") < page.index("bretagne-1") < page.index("d-0001")


async def test_a_search_ignores_case_and_accents_and_stays_out_of_the_url(registre, numero):
    for cherche in ("maelle le goff", "LE GOFF", await numero("bretagne-1"), "maelle.le-goff@courriel.example"):
        answer = await registre.post("/recherche", data={"q": cherche})
        trouvees = answer.text.split('id="demandes"')[1]
        assert "bretagne-1" in trouvees
        assert "d-0001" not in trouvees
        assert str(answer.url).endswith("/recherche")
    assert "Aucune demande ne correspond" in (await registre.post("/recherche", data={"q": "zzz"})).text


async def test_what_is_typed_is_escaped(registre):
    page = (await registre.post("/recherche", data={"q": '"><script>alert(1)</script>'})).text
    assert "<script" not in page
    await registre.patch("/pilotage/demandes/jean-dupont", json={"demandeur": {"prenom": "<script>"}})
    assert "<script" not in (await registre.get("/demandes/jean-dupont")).text


async def test_a_person_changes_a_demande_as_on_its_site(registre, numero):
    saisie = {"nomNaissance": "DUPOND", "communes": "75111, 75112", "siretEmployeur": "824 549 687 02431"}
    answer = await registre.post("/demandes/jean-dupont", data=saisie)
    assert answer.status_code == 303
    assert "Demande modifiée" in (await registre.get(answer.headers["location"])).text
    lue = (await registre.post("/national/consultation", json={"numeroUnique": await numero("jean-dupont")})).json()
    assert lue["demandeur"]["nomNaissance"] == "DUPOND"
    assert lue["demandeur"]["activite"]["siretEmployeur"] == "82454968702431"
    assert lue["souhaits"]["communes"] == ["75111", "75112"]
    assert lue["courriel"] == "dupontjean@yopmail.com"


async def test_a_wrong_field_is_said_in_french_and_nothing_typed_is_lost(registre):
    answer = await registre.post("/demandes/jean-dupont", data={"revenuMensuel": "beaucoup", "prenom": "Jeannot"})
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "revenuMensuel : Un nombre entier est attendu." in page
    assert 'value="Jeannot"' in page
    assert (await registre.get("/pilotage/demandes/jean-dupont")).json()["demandeur"]["prenom"] == "Jean"


async def test_a_person_strikes_off_and_renews(registre):
    assert (await registre.post("/demandes/anne-porte/renouvellement")).status_code == 303
    assert (await registre.post("/demandes/anne-porte/radiation", data={"motif": "rien"})).status_code == 422
    assert (await registre.post("/demandes/anne-porte/radiation", data={"motif": "RENONCIATION"})).status_code == 303
    assert "renonciation écrite" in (await registre.get("/demandes/anne-porte")).text
    refusee = await registre.post("/demandes/anne-porte/renouvellement")
    assert refusee.status_code == 409
    assert "ne peut plus être renouvelée" in refusee.text


async def test_a_person_sets_a_fault_and_lifts_it(registre):
    answer = await registre.post("/pannes", data={"registre": "29", "mode": "lent", "secondes": "2", "fois": ""})
    assert answer.status_code == 303
    page = (await registre.get("/")).text
    assert "lent</strong>, registre 29, 2.0 s" in page
    await registre.post("/pannes/arret")
    assert "Aucune panne" in (await registre.get("/")).text
    assert (await registre.post("/pannes", data={"mode": "rien"})).status_code == 422
