"""The security code, and what goes wrong with a number (guide #3, #4)."""

import asyncio
from datetime import timedelta

import pytest

from chassis.testing import eventually

from .fabrique import API, COURANTE, JEAN, MARIE, SIRET, Personne, declarer, jean, lancer, marie

pytestmark = pytest.mark.integration


def _autre(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_a_register_that_is_down_loses_nothing_that_was_typed(app, registre):
    """Guide #3: what was typed is imported once its register answers. Garbage is never stored; one e-mail."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    registre.panne = b'{"numeroUnique": "111'
    suivi = await lui.appeler("POST", f"{API}/imports", {"numero_unique": JEAN}, 202)

    async def attend_le_registre() -> None:
        appels = len(registre.appels)
        await eventually(lambda: asyncio.sleep(0, len(registre.appels) >= appels + 2))
        lu = await lui.appeler("GET", f"{API}/imports/{suivi['import_id']}")
        assert lu["etat"] == "recherche"
        assert "ne répond pas" in lu["message"]
        assert "votre saisie est conservée" in lu["message"]

    await attend_le_registre()
    registre.panne = "indisponible"
    await attend_le_registre()
    registre.panne = None
    await lui.attendre(suivi["import_id"], "code_envoye")
    await asyncio.sleep(0.5)
    assert len(await lui.charges()) == 1


async def test_a_wrong_code_says_what_to_do_and_five_of_them_end_it(app, registre):
    """Guide #4: « vérifiez l'email ou […] recevoir un nouveau code »."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    suivi = await lui.saisir(JEAN)
    chemin = f"{API}/imports/{suivi['import_id']}"
    (code,) = await lui.codes()
    probleme = await lui.appeler("POST", f"{chemin}/code", {"code": _autre(code)}, 409)
    assert probleme["code"] == "code_incorrect"
    assert probleme["detail"].endswith("Vérifiez l’e-mail reçu, ou demandez un nouveau code. Il reste 4 essais.")
    assert (await lui.appeler("GET", chemin))["essais_restants"] == 4
    reponses = await asyncio.gather(
        *(lui.appeler("POST", f"{chemin}/code", {"code": _autre(code)}, None) for _ in range(12))
    )
    assert [r["code"] for r in reponses].count("code_incorrect") <= 4
    assert (await lui.appeler("POST", f"{chemin}/code", {"code": code}, 409))["code"] == "essais_epuises"
    assert (await lui.appeler("POST", f"{chemin}/renvoi", attendu=202))["essais_restants"] == 5
    nouveau = (await lui.codes(2))[1]
    if nouveau != code:
        assert (await lui.appeler("POST", f"{chemin}/code", {"code": code}, 409))["code"] == "code_incorrect"
    cle = {"Idempotency-Key": "une-cle-a-moi"}
    premiere = await lui.appeler("POST", f"{chemin}/code", {"code": nouveau}, 201, **cle)
    assert await lui.appeler("POST", f"{chemin}/code", {"code": nouveau}, 201, **cle) == premiere
    assert (await lui.appeler("POST", f"{chemin}/code", {"code": nouveau}, 409))["code"] == "code_non_attendu"


async def test_a_code_lives_24_hours_and_five_may_be_asked_for_in_an_hour(app, registre):
    """Guide #3: « Ce code est actif durant un délai de 24h »; guide #4: a new one on request."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    suivi = await lui.saisir(JEAN)
    chemin = f"{API}/imports/{suivi['import_id']}"
    (code,) = await lui.codes()
    app.clock.avance(timedelta(hours=24))
    assert (await lui.appeler("POST", f"{chemin}/code", {"code": code}, 409))["code"] == "code_expire"
    for _ in range(5):
        await lui.appeler("POST", f"{chemin}/renvoi", attendu=202)
    assert (await lui.appeler("POST", f"{chemin}/renvoi", attendu=429))["code"] == "trop_de_requetes"
    app.clock.avance(timedelta(hours=23, minutes=59))
    dernier = (await lui.codes(6))[-1]
    await lui.appeler("POST", f"{chemin}/code", {"code": dernier}, 201)


async def test_each_number_that_brings_nothing_says_why(app, registre):
    """Guide #3, « Saisissez-le »: an unknown number, one struck off, one of another form, one imported already."""
    registre.demandes |= {JEAN: jean(), MARIE: marie().replace('etat="active"', 'etat="radiee"')}
    lui = Personne(app, "jean")
    assert "ne connaît pas" in (await lui.saisir("111102100000176AAA", "numero_inconnu"))["message"]
    assert "radiée" in (await lui.saisir(MARIE, "demande_radiee"))["message"]
    faux = await lui.appeler("POST", f"{API}/imports", {"numero_unique": "12"}, 422)
    assert (faux["code"], faux["erreurs"][0]["champ"]) == ("numero_invalide", "numero_unique")
    await lui.importer(JEAN)
    assert "Mettre à jour" in (await lui.saisir(JEAN, "deja_importee"))["message"]
    autre = await lui.appeler("POST", f"{API}/imports", {"numero_unique": MARIE}, 409)
    assert autre["code"] == "demande_deja_importee"


async def test_a_number_belongs_to_one_account_and_an_import_to_who_typed_it(app, registre):
    """Guide #1: « Ce numéro est votre identifiant »."""
    registre.demandes[JEAN] = jean()
    lui, elle = Personne(app, "lui"), Personne(app, "elle")
    le_sien, sa_tentative = await lui.saisir(JEAN), await elle.saisir(JEAN)
    await elle.appeler("GET", f"{API}/imports/{le_sien['import_id']}", attendu=404)
    (code_lui,) = await lui.codes(2)
    (code_elle,) = await elle.codes(2)
    reponses = await asyncio.gather(
        lui.appeler("POST", f"{API}/imports/{le_sien['import_id']}/code", {"code": code_lui}, None),
        elle.appeler("POST", f"{API}/imports/{sa_tentative['import_id']}/code", {"code": code_elle}, None),
    )
    codes = sorted(r.get("code") or r["statut"] for r in reponses)
    assert codes == ["a_completer", "numero_deja_rattache"]


async def test_ten_numbers_an_hour_and_the_code_of_an_earlier_one_is_dead(app, registre):
    """Guide #3: a code is for the number typed last."""
    registre.demandes[JEAN] = jean()
    lui = Personne(app, "jean")
    premier = await lui.saisir(JEAN)
    (code,) = await lui.codes()
    for _ in range(9):
        await lui.appeler("POST", f"{API}/imports", {"numero_unique": JEAN}, 202)
    refusee = await lui.appeler("POST", f"{API}/imports", {"numero_unique": JEAN}, 429)
    assert refusee["code"] == "trop_de_requetes"
    await lui.attendre(premier["import_id"], "perimee")
    mort = await lui.appeler("POST", f"{API}/imports/{premier['import_id']}/code", {"code": code}, 409)
    assert mort["code"] == "code_non_attendu"
    await lui.appeler("GET", COURANTE, attendu=404)


async def test_one_number_is_searched_for_a_few_times_an_hour_whoever_asks(mongo_url, kafka_servers, driver, registre):
    """Guide #3: its register's address is not flooded with codes, nor a code guessed by many accounts at once."""
    registre.demandes[JEAN] = jean()
    async with lancer(mongo_url, kafka_servers, driver, registre.url, codes_par_numero_par_heure=3) as app:
        un, deux, trois = (Personne(app, compte_id) for compte_id in ("un", "deux", "trois"))
        suivi = await un.saisir(JEAN)
        await un.appeler("POST", f"{API}/imports/{suivi['import_id']}/renvoi", attendu=202)
        await deux.saisir(JEAN)
        refus = await trois.appeler("POST", f"{API}/imports", {"numero_unique": JEAN}, 429)
        assert refus["code"] == "trop_de_requetes"
        await un.appeler("POST", f"{API}/imports/{suivi['import_id']}/renvoi", attendu=429)
        app.clock.avance(timedelta(hours=1))
        await trois.saisir(JEAN)


async def test_codes_entreprise_are_tried_a_few_times_an_hour_even_those_refused(
    mongo_url, kafka_servers, driver, registre
):
    """Guide #3: the code entreprise is the firm's own; updates of a demande have their measure too."""
    registre.demandes[JEAN] = jean()
    mesures = {"codes_entreprise_par_heure": 2, "imports_par_heure": 1}
    async with lancer(mongo_url, kafka_servers, driver, registre.url, **mesures) as app:
        await declarer(app, SIRET, code="le bon")
        lui = Personne(app, "jean")
        await lui.importer(JEAN)
        for _ in range(2):
            assert (await lui.completer(409, code_entreprise="faux"))["code"] == "code_entreprise_incorrect"
        assert (await lui.completer(429, code_entreprise="le bon"))["code"] == "trop_de_requetes"
        for attendu in (202, 202, 429):
            await lui.appeler("POST", f"{COURANTE}/mise-a-jour", attendu=attendu)
        app.clock.avance(timedelta(hours=1))
        assert (await lui.completer(code_entreprise="le bon"))["section_suivante"] == "pieces"
