"""What the review of security asked for (docs/securite.md): passwords and second factors, accesses suspended."""

from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest

from chassis.testing import eventually
from contracts.identity import CompteModifie, MotifModification
from contracts.notifications import ModeleCourriel
from contracts.roles import Role

from .fabrique import (
    AUTRE,
    MOT,
    actif,
    choisir,
    courriels,
    creer,
    du_personnel,
    inviter,
    porteur,
    rafraichir,
    se_connecter,
    traites,
    valider,
)
from .test_comptes import _commande

pytestmark = pytest.mark.integration


async def _changer(app, moi, actuel=MOT, nouveau=AUTRE, confirmation=None) -> httpx.Response:
    corps = {"actuel": actuel, "nouveau": nouveau, "confirmation": confirmation or nouveau}
    return await app.client.post("/identity/moi/mot-de-passe", json=corps, headers=moi)


async def _session(app, email, **champs) -> dict[str, Any]:
    return (await se_connecter(app, email, **champs)).json()


async def _compte_id(app, email) -> str:
    return (await app.context.db["comptes"].find_one({"email": email}))["_id"]


async def _admin(app) -> dict[str, str]:
    """Headers of an admin who logged in, code and all."""
    email, _, application = await du_personnel(app, "admin")
    app.clock.avance(timedelta(seconds=30))
    session = await _session(app, email, code_totp=application.at(app.clock.now()))
    return porteur(app, session, await _compte_id(app, email), Role.ADMIN)


async def _agir(app, admin, compte_id, geste) -> httpx.Response:
    return await app.client.post(f"/identity/comptes/{compte_id}/{geste}", headers=admin)


async def _motifs(app, compte_id, nombre) -> list[MotifModification]:
    async def assez() -> list[MotifModification]:
        dits = [e.motif for e in await app.emitted(CompteModifie) if e.compte_id == compte_id and e.motif]
        return dits if len(dits) >= nombre else []

    return await eventually(assez)


async def test_a_new_password_closes_the_other_sessions_and_is_told(app):
    """OWASP ASVS 2.1.5, 2.1.6, 3.3.3, 2.2.3."""
    email, compte_id = await actif(app)
    ici, ailleurs = await _session(app, email), await _session(app, email)
    moi = porteur(app, ici, compte_id)
    reponse = await _changer(app, moi)
    assert (reponse.status_code, reponse.json()) == (200, {"message": "Votre mot de passe a été modifié."})
    assert reponse.headers["cache-control"] == "no-store"
    assert (await rafraichir(app, ailleurs["jeton_rafraichissement"])).status_code == 401
    assert (await app.client.get("/identity/moi", headers=porteur(app, ailleurs, compte_id))).status_code == 401
    assert (await rafraichir(app, ici["jeton_rafraichissement"])).status_code == 200
    assert [(await se_connecter(app, email, mot)).status_code for mot in (MOT, AUTRE)] == [401, 201]
    assert await _motifs(app, compte_id, 1) == [MotifModification.MOT_DE_PASSE]


async def test_a_new_password_kills_the_links_that_wait(app):
    """A link asked for by somebody who reads the mailbox must not outlive the change."""
    email, compte_id = await actif(app)
    await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
    _, courriel = await courriels(app, email, 2)
    assert (await _changer(app, porteur(app, await _session(app, email), compte_id))).status_code == 200
    assert (await app.client.post(f"{courriel.chemin}/validation")).json()["code"] == "lien_perime"


async def test_a_new_password_shuts_a_choice_that_was_under_way(app):
    """Two links followed, one password: the second choice does not undo it half an hour later."""
    email, _ = await actif(app)
    ouverts = []
    for nombre in (2, 3):
        await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
        ouverts.append(await valider(app, (await courriels(app, email, nombre))[-1]))
    premier, second = (ouvert["jeton_mot_de_passe"] for ouvert in ouverts)
    assert (await choisir(app, second, AUTRE)).status_code == 200
    assert (await choisir(app, premier, "Encore-un-9")).json()["code"] == "jeton_mot_de_passe_invalide"
    assert (await se_connecter(app, email, AUTRE)).status_code == 201


async def test_a_link_by_e_mail_opens_a_door_that_somebody_else_shut(app):
    email, _ = await actif(app)
    reponses = [await se_connecter(app, email, "Mauvais123") for _ in range(6)]
    assert reponses[-1].status_code == 429
    await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
    ouvert = await valider(app, (await courriels(app, email, 2))[-1])
    await choisir(app, ouvert["jeton_mot_de_passe"], AUTRE)
    assert (await se_connecter(app, email, AUTRE)).status_code == 201


async def test_an_invitation_is_not_rewritten_by_a_form_that_anybody_may_send(app):
    """It sends the invitation again; the name and the role stay what the admin wrote."""
    email, _ = await inviter(app)
    await creer(app, email, nom="Autre", prenom="Jean")
    _, seconde = await courriels(app, email, 2)
    assert seconde.modele is ModeleCourriel.INVITATION
    lu = await app.context.db["comptes"].find_one({"email": email})
    assert (lu["role"], lu["nom"], lu["prenom"], lu["telephone"]) == ("conseiller", "Porte", "Anne", None)


async def test_i_see_where_i_am_logged_in_and_close_it_with_my_password(app):
    """OWASP ASVS 3.3.4."""
    email, compte_id = await actif(app)
    ailleurs, ici = await _session(app, email), await _session(app, email)
    moi = porteur(app, ici, compte_id)

    async def courantes() -> list[bool]:
        return [s["courante"] for s in (await app.client.get("/identity/moi/sessions", headers=moi)).json()["sessions"]]

    async def fermer(mot) -> int:
        corps = {"mot_de_passe": mot}
        return (await app.client.post("/identity/moi/sessions/fermeture", json=corps, headers=moi)).status_code

    assert sorted(await courantes()) == [False, True]
    assert [await fermer("Mauvais123"), await fermer(MOT), await fermer(MOT)] == [403, 204, 204]
    assert await courantes() == [True]
    assert (await rafraichir(app, ailleurs["jeton_rafraichissement"])).status_code == 401
    assert (await rafraichir(app, ici["jeton_rafraichissement"])).status_code == 200


async def test_the_former_password_is_asked_for_and_counted(app):
    """OWASP ASVS 2.1.6, 2.2.1: a stolen access token does not let its thief guess."""
    email, compte_id = await actif(app)
    moi = porteur(app, await _session(app, email), compte_id)
    reponses = [await _changer(app, moi, "Mauvais123") for _ in range(6)]
    assert [r.status_code for r in reponses] == [403] * 5 + [429]
    assert reponses[0].json()["erreurs"][0]["champ"] == "actuel"
    app.clock.avance(timedelta(minutes=1, seconds=1))
    assert (await se_connecter(app, email)).status_code == 201


@pytest.mark.parametrize(
    ("nouveau", "confirmation", "champ"),
    [("court", None, "nouveau"), ("Azerty2024!", None, "nouveau"), (AUTRE, "Autrechose7", "confirmation")],
)
async def test_the_rule_is_that_of_the_screen_and_each_fault_has_its_field(app, nouveau, confirmation, champ):
    """Guide #2, « Mise à jour du mot de passe »."""
    email, compte_id = await actif(app)
    reponse = await _changer(app, porteur(app, await _session(app, email), compte_id), MOT, nouveau, confirmation)
    assert (reponse.status_code, reponse.json()["code"]) == (422, "mot_de_passe_refuse")
    assert {erreur["champ"] for erreur in reponse.json()["erreurs"]} == {champ}


async def test_a_token_of_a_closed_session_opens_nothing_here(app):
    """Its ten minutes are not over, and identity looks at the session (OWASP ASVS 3.3.1)."""
    email, compte_id = await actif(app)
    session = await _session(app, email)
    moi = porteur(app, session, compte_id)
    assert (await app.client.get("/identity/moi", headers=moi)).status_code == 200
    corps = {"jeton_rafraichissement": session["jeton_rafraichissement"]}
    await app.client.post("/identity/sessions/deconnexion", json=corps)
    for methode, chemin, envoi in (
        ("GET", "/identity/moi", None),
        ("PATCH", "/identity/moi", {"telephone": "06 98 76 54 32"}),
        ("DELETE", "/identity/moi", {"mot_de_passe": MOT}),
        ("POST", "/identity/moi/mot-de-passe", {"actuel": MOT, "nouveau": AUTRE, "confirmation": AUTRE}),
    ):
        reponse = await app.client.request(methode, chemin, json=envoi, headers=moi)
        assert (reponse.status_code, reponse.json()["code"]) == (401, "session_fermee"), chemin
    autre_email, autre_id = await actif(app)
    volee = porteur(app, await _session(app, autre_email), compte_id)  # the session of somebody else
    assert (await app.client.get("/identity/moi", headers=volee)).status_code == 401
    assert autre_id != compte_id


async def test_an_erasure_asked_for_twice_answers_twice_though_the_session_is_gone(app):
    email, compte_id = await actif(app)
    moi = porteur(app, await _session(app, email), compte_id)
    fois = [
        (await app.client.request("DELETE", "/identity/moi", json={"mot_de_passe": MOT}, headers=moi)).status_code
        for _ in range(2)
    ]
    assert fois == [204, 204]


async def test_a_suspended_member_of_staff_is_out_until_let_in_again(app):
    admin = await _admin(app)
    email, _, application = await du_personnel(app)
    compte_id = await _compte_id(app, email)
    app.clock.avance(timedelta(seconds=30))
    session = await _session(app, email, code_totp=application.at(app.clock.now()))
    for _ in range(2):
        reponse = await _agir(app, admin, compte_id, "suspension")
        assert (reponse.status_code, reponse.json()["suspendu_le"] is not None) == (200, True), reponse.text
    assert (await rafraichir(app, session["jeton_rafraichissement"])).status_code == 401
    moi = porteur(app, session, compte_id, Role.CONSEILLER)
    assert (await app.client.get("/identity/moi", headers=moi)).status_code == 401
    app.clock.avance(timedelta(seconds=30))
    refus = await se_connecter(app, email, code_totp=application.at(app.clock.now()))
    assert (refus.status_code, refus.json()["code"]) == (401, "identifiants_invalides")
    rendu = await _agir(app, admin, compte_id, "retablissement")
    assert (rendu.status_code, rendu.json()["suspendu_le"]) == (200, None)
    app.clock.avance(timedelta(seconds=30))
    assert (await se_connecter(app, email, code_totp=application.at(app.clock.now()))).status_code == 201
    assert await _motifs(app, compte_id, 2) == [MotifModification.SUSPENSION, MotifModification.RETABLISSEMENT]


async def test_no_e_mail_lets_a_suspended_person_in_again(app):
    """Neither a link that waits, nor a choice under way, nor « Mot de passe oublié ? »."""
    admin = await _admin(app)
    email, _, _ = await du_personnel(app)
    compte_id = await _compte_id(app, email)
    for nombre in (2, 3):
        await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
        recus = await courriels(app, email, nombre)
        if nombre == 2:
            ouvert = await valider(app, recus[-1])
    await _agir(app, admin, compte_id, "suspension")
    assert (await app.client.get(recus[-1].chemin)).status_code == 410
    assert (await choisir(app, ouvert["jeton_mot_de_passe"], AUTRE)).status_code == 410
    await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
    await creer(app, email)
    await traites(app)
    assert len(await courriels(app, email, 3)) == 3
    await _agir(app, admin, compte_id, "retablissement")
    assert (await choisir(app, ouvert["jeton_mot_de_passe"], AUTRE)).status_code == 410  # nor afterwards


async def test_a_lost_second_factor_is_set_up_again_by_the_link_of_an_e_mail(app):
    """OWASP ASVS 2.5.6, 2.5.7."""
    admin = await _admin(app)
    email, _, perdue = await du_personnel(app)
    compte_id = await _compte_id(app, email)
    app.clock.avance(timedelta(seconds=30))
    session = await _session(app, email, code_totp=perdue.at(app.clock.now()))
    reponse = await _agir(app, admin, compte_id, "second-facteur/reinitialisation")
    assert reponse.status_code == 200, reponse.text
    assert (await rafraichir(app, session["jeton_rafraichissement"])).status_code == 401
    app.clock.avance(timedelta(seconds=30))
    refus = await se_connecter(app, email, code_totp=perdue.at(app.clock.now()))
    assert refus.json()["code"] == "code_totp_invalide"
    _, courriel = await courriels(app, email, 2)
    ouvert = await valider(app, courriel)
    nouvelle = pyotp.TOTP(ouvert["totp"]["secret"])
    assert nouvelle.secret != perdue.secret
    code = nouvelle.at(app.clock.now())
    assert (await choisir(app, ouvert["jeton_mot_de_passe"], AUTRE, code_totp=code)).status_code == 200
    app.clock.avance(timedelta(seconds=30))
    entree = await se_connecter(app, email, AUTRE, code_totp=nouvelle.at(app.clock.now()))
    assert entree.status_code == 201
    attendus = [MotifModification.SECOND_FACTEUR_REINITIALISE, MotifModification.MOT_DE_PASSE]
    assert await _motifs(app, compte_id, 2) == attendus


async def test_an_admin_needs_another_admin_for_their_own_access_and_salaries_are_not_staff(app):
    admin = await _admin(app)
    mon_id = (await app.client.get("/identity/moi", headers=admin)).json()["compte_id"]
    _, salarie_id = await actif(app)
    email, _ = await inviter(app)
    suspendu = await _compte_id(app, email)
    assert (await _agir(app, admin, suspendu, "suspension")).status_code == 200
    attendus = [
        (mon_id, "suspension", 409, "propre_compte"),
        (mon_id, "second-facteur/reinitialisation", 409, "propre_compte"),
        (salarie_id, "suspension", 409, "compte_hors_personnel"),
        (salarie_id, "second-facteur/reinitialisation", 409, "compte_hors_personnel"),
        (suspendu, "second-facteur/reinitialisation", 409, "compte_suspendu"),
        ("inconnu", "suspension", 404, "introuvable"),
    ]
    for compte_id, geste, statut, code in attendus:
        reponse = await _agir(app, admin, compte_id, geste)
        assert (reponse.status_code, reponse.json()["code"]) == (statut, code)


async def test_who_changed_an_access_is_logged_by_ids_alone(app, caplog):
    """OWASP ASVS 7.1.3, 7.2.1; domain, Privacy."""
    admin = await _admin(app)
    email, _, _ = await du_personnel(app)
    compte_id = await _compte_id(app, email)
    await _agir(app, admin, compte_id, "suspension")
    await se_connecter(app, email)
    traces = [record.__dict__ for record in caplog.records]
    assert [t["compte_id"] for t in traces if t.get("action") == "suspension"] == [compte_id]
    assert "identifiants_invalides" in {t.get("code") for t in traces if t["message"] == "login refused"}
    assert email not in str(traces)


async def test_the_only_admin_who_lost_the_second_factor_is_helped_by_an_operator(app):
    email, _, _ = await du_personnel(app, "admin")
    fait = _commande(app, "reinitialiser-second-facteur", "--email", email)
    assert fait.returncode == 0, fait.stderr
    _, courriel = await courriels(app, email, 2)
    assert courriel.charge.lien == fait.stdout.split()[-1]
    assert (await valider(app, courriel))["totp"] is not None
    salarie, _ = await actif(app)
    refus = _commande(app, "reinitialiser-second-facteur", "--email", salarie)
    assert (refus.returncode, refus.stderr.strip()) == (1, "Aucun membre du personnel n’a cette adresse e-mail.")
