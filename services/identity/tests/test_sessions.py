"""« Se connecter »: sessions, attempts, second factor, keys (guide #2; architecture, edges)."""

import asyncio
import secrets
from datetime import timedelta

import pyotp
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.auth import Keys
from chassis.settings import SettingsError
from identity.cles import Trousseau
from identity.coffre import Coffre

from .fabrique import (
    AUTRE,
    MOT,
    actif,
    adresse,
    cache,
    choisir,
    courriels,
    du_personnel,
    inviter,
    rafraichir,
    se_connecter,
    valider,
)

pytestmark = pytest.mark.integration


async def _cles(app) -> KeySet:
    return KeySet.import_key_set((await app.client.get("/identity/.well-known/jwks.json")).json())


async def test_the_access_token_says_who_and_for_how_long(app):
    email, compte_id = await actif(app)
    reponse = await se_connecter(app, email)
    session = reponse.json()
    assert (session["expire_dans"], session["role"]) == (600, "salarie")
    assert reponse.headers["cache-control"] == "no-store"
    lu = jwt.decode(session["jeton_acces"], await _cles(app), algorithms=["RS256"])
    assert lu.claims["exp"] - lu.claims["iat"] == 600
    assert (lu.claims["sub"], lu.claims["role"]) == (compte_id, "salarie")
    assert (lu.claims["iss"], lu.claims["aud"]) == ("https://al-in.fr", "alin")
    assert email not in str(lu.claims)


async def test_a_real_token_opens_the_account_with_the_published_keys(app):
    email, _ = await actif(app)
    session = (await se_connecter(app, email)).json()
    cles_du_test = app.app.state.keys
    app.app.state.keys = Keys("", await _cles(app))
    try:
        entetes = {"Authorization": f"Bearer {session['jeton_acces']}"}
        assert (await app.client.get("/identity/moi", headers=entetes)).json()["email"] == email
    finally:
        app.app.state.keys = cles_du_test


async def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(app):
    """Guide #2, « JE ME CONNECTE »: by email and password, and nothing is told of the other."""
    email, _ = await actif(app)
    reponses = [await se_connecter(app, qui, "Mauvais123") for qui in (email, adresse(), "pas-une-adresse")]
    corps = [{k: v for k, v in r.json().items() if k != "trace_id"} for r in reponses]
    assert corps[0] == corps[1] == corps[2]
    assert (reponses[0].status_code, corps[0]["code"]) == (401, "identifiants_invalides")


@pytest.mark.parametrize("connu", [True, False])
async def test_the_door_shuts_after_five_failures_and_opens_again(app, connu):
    """The same for an e-mail that nobody has."""
    email = (await actif(app))[0] if connu else adresse()
    reponses = [await se_connecter(app, email, "Mauvais123") for _ in range(6)]
    assert [r.status_code for r in reponses] == [401] * 5 + [429]
    assert reponses[5].json()["code"] == "trop_d_essais"
    assert 0 < int(reponses[5].headers["retry-after"]) <= 60
    assert (await se_connecter(app, email)).status_code == 429  # even the right one
    app.clock.avance(timedelta(minutes=1, seconds=1))
    assert (await se_connecter(app, email)).status_code == (201 if connu else 401)


async def test_a_burst_of_attempts_gets_no_more_than_five_looks(app):
    email, _ = await actif(app)
    reponses = await asyncio.gather(*(se_connecter(app, email, "Mauvais123") for _ in range(12)))
    assert sorted(r.status_code for r in reponses) == [401] * 5 + [429] * 7


async def test_one_address_that_tries_many_accounts_is_shut_out(app):
    email, _ = await actif(app)
    reponses = [await se_connecter(app, adresse(), "x", ip="192.0.2.7") for _ in range(30)]
    assert {r.status_code for r in reponses} == {401}
    assert (await se_connecter(app, email, ip="1.2.3.4, 192.0.2.7")).status_code == 429
    assert (await se_connecter(app, email, ip="192.0.2.7, 192.0.2.8")).status_code == 201


async def test_who_logs_in_from_a_tired_address_does_not_shut_it_for_the_next(app):
    """Thirty mistakes of a firm, then its people come one after the other."""
    ip = "192.0.2.77"
    emails = [(await actif(app))[0] for _ in range(2)]
    for _ in range(30):
        await se_connecter(app, adresse(), "x", ip=ip)
    assert {(await se_connecter(app, emails[0], ip=ip)).status_code for _ in range(6)} == {429}
    assert (await se_connecter(app, emails[0])).status_code == 201  # from elsewhere: the account is not at fault
    app.clock.avance(timedelta(minutes=1, seconds=1))
    assert [(await se_connecter(app, email, ip=ip)).status_code for email in emails] == [201, 201]
    assert (await se_connecter(app, emails[0], "Mauvais123", ip=ip)).status_code == 401
    assert (await se_connecter(app, emails[1], ip=ip)).status_code == 429  # a mistake does


async def test_a_refresh_token_serves_once_and_its_second_use_ends_the_session(app):
    email, _ = await actif(app)
    premiere = (await se_connecter(app, email)).json()
    seconde = await rafraichir(app, premiere["jeton_rafraichissement"])
    assert seconde.status_code == 200
    rejoue = await rafraichir(app, premiere["jeton_rafraichissement"])
    assert (rejoue.status_code, rejoue.json()["code"]) == (401, "session_fermee")
    assert (await rafraichir(app, seconde.json()["jeton_rafraichissement"])).status_code == 401


async def test_an_invented_refresh_token_closes_nobody_s_session(app):
    email, _ = await actif(app)
    session = (await se_connecter(app, email)).json()
    session_id, _, marque = session["jeton_rafraichissement"].split(".")
    for invente in (f"{session_id}.invente.{marque}", session_id, "", "é.à.ü"):
        assert (await rafraichir(app, invente)).status_code == 401
    assert (await rafraichir(app, session["jeton_rafraichissement"])).status_code == 200


async def test_two_refreshes_at_once_give_one_new_token(app):
    email, _ = await actif(app)
    jeton = (await se_connecter(app, email)).json()["jeton_rafraichissement"]
    reponses = await asyncio.gather(*(rafraichir(app, jeton) for _ in range(4)))
    assert sorted(r.status_code for r in reponses) == [200, 401, 401, 401]


async def test_logging_out_ends_the_session_and_may_be_done_again(app):
    email, _ = await actif(app)
    corps = {"jeton_rafraichissement": (await se_connecter(app, email)).json()["jeton_rafraichissement"]}
    for _ in range(2):
        assert (await app.client.post("/identity/sessions/deconnexion", json=corps)).status_code == 204
    assert (await rafraichir(app, corps["jeton_rafraichissement"])).status_code == 401


async def test_logging_out_with_a_token_that_served_ends_the_session_as_well(app):
    email, _ = await actif(app)
    premiere = (await se_connecter(app, email)).json()["jeton_rafraichissement"]
    seconde = (await rafraichir(app, premiere)).json()["jeton_rafraichissement"]
    await app.client.post("/identity/sessions/deconnexion", json={"jeton_rafraichissement": premiere})
    assert (await rafraichir(app, seconde)).status_code == 401


async def test_a_session_ends_after_a_week_without_use(app):
    email, _ = await actif(app)
    jeton = (await se_connecter(app, email)).json()["jeton_rafraichissement"]
    app.clock.avance(timedelta(days=7))
    assert (await rafraichir(app, jeton)).status_code == 401


async def test_staff_is_invited_and_sets_up_a_second_factor_on_the_page(app):
    email, reponse = await inviter(app, "bailleur", bailleur_id="b1")
    assert reponse.status_code == 201
    [courriel] = await courriels(app, email)
    assert courriel.chemin.startswith("/identity/invitations/")
    assert courriel.charge.expire_le - app.clock.now() > timedelta(days=6, hours=23)
    page = await app.client.post(courriel.chemin)
    secret = "".join(page.text.split('class="secret">')[1].split("</p>")[0].split())
    champs = {"jeton": cache(page, "jeton"), "mot_de_passe": MOT, "confirmation": MOT}
    sans = await app.client.post("/identity/mot-de-passe", data=champs)
    assert (sans.status_code, 'href="#code_totp"' in sans.text) == (422, True)
    code = pyotp.TOTP(secret).at(app.clock.now())
    assert (await app.client.post("/identity/mot-de-passe", data={**champs, "code_totp": code})).status_code == 200
    app.clock.avance(timedelta(seconds=30))
    session = await se_connecter(app, email, code_totp=pyotp.TOTP(secret).at(app.clock.now()))
    lu = jwt.decode(session.json()["jeton_acces"], await _cles(app), algorithms=["RS256"])
    assert (lu.claims["role"], lu.claims["bailleur_id"]) == ("bailleur", "b1")


async def test_staff_needs_the_code_and_a_code_serves_once(app):
    """Architecture, edges: staff use TOTP."""
    email, servi, application = await du_personnel(app)
    sans = await se_connecter(app, email)
    assert (sans.status_code, sans.json()["code"]) == (401, "code_totp_requis")
    assert (await se_connecter(app, email, code_totp=servi)).json()["code"] == "code_totp_invalide"
    app.clock.avance(timedelta(seconds=30))
    code = application.at(app.clock.now())
    reponses = await asyncio.gather(*(se_connecter(app, email, code_totp=code) for _ in range(3)))
    assert sorted(r.status_code for r in reponses) == [201, 401, 401]


async def test_the_phone_s_clock_may_be_one_step_away(app):
    email, _, application = await du_personnel(app)
    app.clock.avance(timedelta(seconds=90))
    loin = application.at(app.clock.now() + timedelta(seconds=90))
    assert (await se_connecter(app, email, code_totp=loin)).status_code == 401
    proche = application.at(app.clock.now() + timedelta(seconds=30))
    assert (await se_connecter(app, email, code_totp=proche)).status_code == 201


async def test_after_failures_the_password_then_the_code_let_staff_in(app):
    """The password alone, which asks for the code, is no failure: it does not shut the door before the code comes."""
    email, _, application = await du_personnel(app)
    for _ in range(5):
        await se_connecter(app, email, "Mauvais123")
    app.clock.avance(timedelta(minutes=1, seconds=1))
    assert (await se_connecter(app, email)).json()["code"] == "code_totp_requis"
    assert (await se_connecter(app, email, code_totp=application.at(app.clock.now()))).status_code == 201


async def test_wrong_codes_are_failed_attempts(app):
    email, _, _ = await du_personnel(app)
    reponses = [await se_connecter(app, email, code_totp="000000") for _ in range(6)]
    assert [r.status_code for r in reponses] == [401] * 5 + [429]


async def test_a_password_forgotten_by_staff_does_not_take_the_second_factor_away(app):
    email, _, _ = await du_personnel(app)
    await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
    _, courriel = await courriels(app, email, 2)
    ouvert = await valider(app, courriel)
    assert ouvert["totp"] is None
    assert (await choisir(app, ouvert["jeton_mot_de_passe"], AUTRE)).status_code == 200
    assert (await se_connecter(app, email, AUTRE)).json()["code"] == "code_totp_requis"


async def test_the_keys_turn_and_tokens_go_on(app):
    """Two keys live: the next one is published before it signs, the old one stays while its tokens live."""
    email, _ = await actif(app)
    avant = (await se_connecter(app, email)).json()["jeton_acces"]
    publiees = (await app.client.get("/identity/.well-known/jwks.json")).json()["keys"]
    assert {"d", "p", "q"}.isdisjoint({champ for cle in publiees for champ in cle})
    connues = KeySet.import_key_set({"keys": publiees})
    retiree = jwt.decode(avant, connues, algorithms=["RS256"]).header["kid"]
    await app.context.resources.trousseau.tourner(app.context)
    apres = (await se_connecter(app, email)).json()["jeton_acces"]
    lu = jwt.decode(apres, connues, algorithms=["RS256"])  # by a service that has not asked again
    assert lu.header["kid"] != retiree
    jwt.decode(avant, await _cles(app), algorithms=["RS256"])
    assert "privee" not in await app.context.db["cles"].find_one({"_id": retiree})
    app.clock.avance(timedelta(minutes=16))
    assert retiree not in {cle.kid for cle in (await _cles(app)).keys}


async def test_processes_that_start_together_agree_on_the_keys(app):
    db = app.context.db["cles"]
    gardees = [cle async for cle in db.find()]
    await db.delete_many({})
    trousseau = app.context.resources.trousseau
    try:
        await asyncio.gather(*(trousseau.preparer(app.context) for _ in range(4)))
        assert sorted([cle["rang"] async for cle in db.find()]) == ["courante", "suivante"]
    finally:
        await db.delete_many({})
        await db.insert_many(gardees)


async def test_a_master_key_that_is_not_the_database_s_stops_the_start(app):
    """Before anybody fails to log in, and before a second factor is closed under it."""
    etranger = Trousseau(Coffre(secrets.token_urlsafe(32)))
    with pytest.raises(SettingsError, match="ALIN_CLE_MAITRESSE"):
        await etranger.preparer(app.context)


async def test_no_secret_rests_in_clear(app):
    email, _, application = await du_personnel(app)
    app.clock.avance(timedelta(seconds=30))
    session = (await se_connecter(app, email, code_totp=application.at(app.clock.now()))).json()
    tout = ""
    for nom in await app.context.db.database.list_collection_names():
        tout += "".join([str(lu) async for lu in app.context.db[nom].find()])
    assert session["jeton_rafraichissement"] not in tout
    assert application.secret not in tout
    assert MOT not in tout
    assert "'d':" not in tout
    assert "10." not in str([lu async for lu in app.context.db["essais"].find()])


async def test_neither_tokens_nor_people_are_logged(app, caplog):
    """Domain, Privacy: never a name or an e-mail in a log."""
    email, _ = await actif(app)
    [courriel] = await courriels(app, email)
    jeton = (await se_connecter(app, email)).json()["jeton_rafraichissement"]
    await rafraichir(app, jeton)
    await rafraichir(app, jeton)  # logged: a token came twice
    await app.client.get(courriel.chemin)
    assert "came twice" in caplog.text
    for secret in (email, courriel.jeton, jeton, MOT, "Dupont"):
        assert secret not in caplog.text
