"""Invitations, one's own account, erasure, and the commands of operators."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pyotp
import pytest

from chassis.testing import eventually
from contracts.identity import CompteActive, CompteModifie, CompteSupprime
from contracts.roles import Role
from identity import amorce, comptes

from .fabrique import MOT, REGLAGES, actif, adresse, choisir, courriels, creer, inviter, se_connecter, valider

pytestmark = pytest.mark.integration


async def test_only_an_admin_invites_and_lists(app):
    for role in (Role.SALARIE, Role.CONSEILLER):
        entetes = app.token(role)
        assert (await app.client.get("/identity/comptes", headers=entetes)).status_code == 403
        assert (await app.client.post("/identity/invitations", json={}, headers=entetes)).status_code in (403, 422)
    assert (await app.client.get("/identity/comptes")).status_code == 401


async def test_an_e_mail_has_one_account(app):
    email, _ = await actif(app)
    _, reponse = await inviter(app, email=email)
    assert (reponse.status_code, reponse.json()["code"]) == (409, "email_deja_utilise")


@pytest.mark.parametrize(
    ("role", "rattachement"),
    [("bailleur", {}), ("employeur", {"bailleur_id": "b"}), ("admin", {"siret": "1" * 14}), ("salarie", {})],
)
async def test_an_invitation_ties_a_person_to_what_the_role_needs(app, role, rattachement):
    """A bailleur needs a bailleur_id, an employeur a SIRET; a salarié is not invited."""
    _, reponse = await inviter(app, role, **rattachement)
    assert (reponse.status_code, reponse.json()["erreurs"][0]["champ"]) == (422, "role")


async def test_accounts_are_listed_page_by_page_and_by_role(app):
    attendus = {(await inviter(app, "employeur", siret="1" * 14))[0] for _ in range(3)}
    vus: set[str] = set()
    suivant: dict[str, str] = {}
    while True:
        parametres = {"role": "employeur", "statut": "en_attente_validation", "limite": 1, **suivant}
        page = await app.client.get("/identity/comptes", params=parametres, headers=app.token(Role.ADMIN))
        assert page.status_code == 200
        assert len(page.json()["items"]) <= 1
        vus |= {compte["email"] for compte in page.json()["items"]}
        assert "empreinte" not in page.text
        if page.json()["curseur_suivant"] is None:
            break
        suivant = {"curseur": page.json()["curseur_suivant"]}
    assert attendus <= vus


async def test_my_phone_can_change_and_the_same_again_changes_nothing(app):
    email, compte_id = await actif(app)
    moi = app.token(compte_id=compte_id)
    for _ in range(2):
        reponse = await app.client.patch("/identity/moi", json={"telephone": "06 98 76 54 32"}, headers=moi)
        assert reponse.json()["telephone"] == "+33698765432"
    lu = (await app.client.get("/identity/moi", headers=moi)).json()
    assert (lu["email"], lu["nom"], lu["telephone"]) == (email, "Dupont", "+33698765432")
    assert [m.version for m in await app.emitted(CompteModifie) if m.compte_id == compte_id] == [3]
    faux = await app.client.patch("/identity/moi", json={"telephone": "01 42 34 56 78"}, headers=moi)
    assert faux.status_code == 422


async def test_an_erased_account_leaves_nothing_personal_and_a_tombstone(app):
    """Domain, Privacy: delete on request."""
    email, compte_id = await actif(app)
    session = (await se_connecter(app, email)).json()
    moi = app.token(compte_id=compte_id)

    async def effacer(mot: str) -> int:
        return (
            await app.client.request("DELETE", "/identity/moi", json={"mot_de_passe": mot}, headers=moi)
        ).status_code

    assert await effacer("Mauvais123") == 403
    assert [await effacer(MOT), await effacer(MOT)] == [204, 204]
    siens = {"$or": [{"_id": compte_id}, {"compte_id": compte_id}]}
    for nom in ("liens", "choix", "totp", "sessions", "demandes", "courriels", "essais"):
        assert await app.context.db[nom].count_documents(siens) == 0, nom
    reste = str([lu async for lu in app.context.db["comptes"].find(siens)])
    assert not any(secret in reste for secret in (email, "Dupont", "+336"))
    assert (await se_connecter(app, email)).status_code == 401
    jeton = {"jeton_rafraichissement": session["jeton_rafraichissement"]}
    assert (await app.client.post("/identity/sessions/rafraichissement", json=jeton)).status_code == 401
    assert (await app.client.get("/identity/moi", headers=moi)).status_code == 404

    async def pierre() -> bool:
        derniers = [r for r in await app.records("identity.comptes") if r.key == compte_id.encode()]
        return len(derniers) == 4 and derniers[-1].value in (b"", None)

    assert await eventually(pierre)
    [supprime] = [e for e in await app.emitted(CompteSupprime) if e.compte_id == compte_id]
    assert supprime.version == 3


async def test_an_erased_account_takes_the_answers_kept_under_its_keys_away(app):
    """Domain, Privacy: a kept answer shows the account."""
    email, compte_id = await actif(app)
    moi = app.token(compte_id=compte_id)

    async def gardees() -> str:
        return str([lue async for lue in app.context.db["idempotence"].find()])

    cle = {"Idempotency-Key": "telephone-1", **moi}
    await app.client.patch("/identity/moi", json={"telephone": "06 98 76 54 32"}, headers=cle)
    assert email in await gardees()
    await app.client.request("DELETE", "/identity/moi", json={"mot_de_passe": MOT}, headers=moi)
    assert email not in await gardees()


async def test_a_choice_that_outran_the_erasure_gives_no_password_to_nobody(app):
    """As a form done at the same instant may leave it: the account is erased, the choice is open."""
    email, compte_id = await actif(app)
    await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
    ouvert = await valider(app, (await courriels(app, email, 2))[-1])
    choix = await app.context.db["choix"].find_one({"compte_id": compte_id, "utilise_le": None})
    moi = app.token(compte_id=compte_id)
    await app.client.request("DELETE", "/identity/moi", json={"mot_de_passe": MOT}, headers=moi)
    await app.context.db["choix"].insert_one(choix)
    assert (await choisir(app, ouvert["jeton_mot_de_passe"])).json()["code"] == "jeton_mot_de_passe_invalide"


async def test_the_e_mail_of_an_erased_account_is_free_again(app):
    email, compte_id = await actif(app)
    await app.client.request(
        "DELETE", "/identity/moi", json={"mot_de_passe": MOT}, headers=app.token(compte_id=compte_id)
    )
    await creer(app, email)
    _, nouveau = await courriels(app, email, 2)
    assert nouveau.destinataire_id != compte_id


async def test_an_account_never_activated_is_erased_after_thirty_days(app):
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    for jours, reste in ((29, 1), (2, 0)):
        app.clock.avance(timedelta(days=jours))
        await comptes.purger(app.context)
        assert await app.context.db["comptes"].count_documents({"email": email}) == reste
    gardes = await app.context.db["comptes"].find_one({"_id": courriel.destinataire_id})
    assert gardes["statut"] == "supprime"


async def test_an_account_whose_link_is_still_good_is_not_erased(app):
    """The form was filled again on the last day."""
    email = adresse()
    await creer(app, email)
    await courriels(app, email)
    app.clock.avance(timedelta(days=29, hours=12))
    await creer(app, email)
    _, second = await courriels(app, email, 2)
    app.clock.avance(timedelta(days=1))
    await comptes.purger(app.context)
    ouvert = await valider(app, second)
    await comptes.purger(app.context)  # the link has served, the password is being chosen
    assert (await choisir(app, ouvert["jeton_mot_de_passe"])).status_code == 200


async def test_a_form_that_cannot_be_done_holds_up_no_other_and_is_erased_in_the_end(app):
    """It waits for thirty days, so that a worker away for long loses nothing; then nobody's data stay for ever."""
    demandes = app.context.db["demandes"]
    assert not any("expireAfterSeconds" in index for index in (await demandes.index_information()).values())
    fautive = {"genre": "creation", "email": adresse(), "formulaire": {}, "trace": {}}
    ages = {"jeune": timedelta(days=29), "vieille": timedelta(days=31)}
    await demandes.insert_many([{**fautive, "_id": nom, "le": app.clock.now() - age} for nom, age in ages.items()])
    try:
        email = adresse()
        await creer(app, email)
        assert len(await courriels(app, email)) == 1
        await comptes.purger(app.context)
        assert [lue["_id"] async for lue in demandes.find({"email": fautive["email"]})] == ["jeune"]
    finally:
        await demandes.delete_many({"email": fautive["email"]})


def _commande(app, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m identity …` in a process of its own, on the database of the running service."""
    reglages = app.context.settings
    environnement = {f"ALIN_{nom.upper()}": valeur for nom, valeur in REGLAGES.items()} | {
        "ALIN_MONGO_URL": reglages.mongo_url.get_secret_value(),
        "ALIN_MONGO_DATABASE": reglages.mongo_database,
        "ALIN_MONGO_DRIVER": reglages.mongo_driver,
        "ALIN_KAFKA_SERVERS": reglages.kafka_servers,
        "ALIN_TOPIC_PREFIX": reglages.topic_prefix,
        "ALIN_JWKS_URL": "",
    }
    commande = [sys.executable, "-m", "identity", *arguments]
    return subprocess.run(commande, env=os.environ | environnement, capture_output=True, text=True, check=False)


async def test_the_first_admin_needs_no_mail(app):
    email = adresse()
    fait = _commande(app, "creer-admin", "--email", email, "--prenom", "Anne", "--nom", "Porte")
    assert fait.returncode == 0, fait.stderr
    lien = fait.stdout.split()[-1]
    [courriel] = await courriels(app, email)
    assert courriel.charge.lien == lien
    assert (await app.client.get(lien)).status_code == 200
    encore = _commande(app, "creer-admin", "--email", email, "--prenom", "Anne", "--nom", "Porte")
    assert (encore.returncode, encore.stderr.strip()) == (1, "Cette adresse e-mail a déjà un compte.")


async def test_accounts_of_a_file_are_made_once_or_refused_aloud(app, tmp_path):
    email, secret = adresse(), pyotp.random_base32()
    compte = {
        "compte_id": f"demo-{email}",
        "role": "conseiller",
        "email": email,
        "mot_de_passe": MOT,
        "prenom": "Anne",
        "nom": "Porte",
        "totp_secret": secret,
    }
    fichier = tmp_path / "comptes.json"
    fichier.write_text(json.dumps([compte]))
    fait = _commande(app, "amorcer", "--fichier", str(fichier))
    assert fait.stdout.strip() == "1 comptes créés, 0 déjà là", fait.stderr
    assert await amorce.amorcer(app.context, fichier.read_bytes()) == (0, 1)
    code = pyotp.TOTP(secret).at(app.clock.now())
    assert (await se_connecter(app, email, code_totp=code)).status_code == 201
    versions = [e.version for e in await app.emitted(CompteActive) if e.compte_id == compte["compte_id"]]
    assert versions == [2]
    refus = [
        {**compte, "compte_id": "autre"},
        {**compte, "email": adresse(), "compte_id": "x", "mot_de_passe": "faible", "totp_secret": None},
    ]
    fichier.write_text(json.dumps(refus))
    refuse = _commande(app, "amorcer", "--fichier", str(fichier))
    assert refuse.returncode == 1
    assert "autre : cette adresse e-mail a déjà un compte" in refuse.stderr
    assert "x : Il faut au moins 8 caractères." in refuse.stderr


async def test_a_file_that_holds_somebody_twice_makes_nobody(app):
    email = adresse()
    compte = {"role": "salarie", "email": email, "mot_de_passe": MOT, "prenom": "Jean", "nom": "Dupont"}
    seul = {**compte, "compte_id": f"seul-{email}", "email": adresse()}
    deux = [{**compte, "compte_id": f"{rang}-{email}"} for rang in ("un", "deux")]
    with pytest.raises(amorce.Refuse) as refus:
        await amorce.amorcer(app.context, json.dumps([seul, *deux]).encode())
    assert str(refus.value).count("est deux fois dans le fichier") == 2
    assert not await app.context.db["comptes"].count_documents({"email": {"$in": [email, seul["email"]]}})


async def test_the_command_turns_the_keys(app):
    def kids(reponse) -> set[str]:
        return {cle["kid"] for cle in reponse.json()["keys"]}

    avant = kids(await app.client.get("/identity/.well-known/jwks.json"))
    fait = _commande(app, "tourner-cles")
    assert fait.returncode == 0, fait.stderr
    assert avant < kids(await app.client.get("/identity/.well-known/jwks.json"))
