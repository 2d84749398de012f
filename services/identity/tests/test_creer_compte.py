"""« Créer son compte » (guide #2), through the pages and through JSON."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import ServerSelectionTimeoutError

from contracts.envelope import Event
from contracts.identity import CompteActive, CompteCree, CompteModifie, StatutCompte
from contracts.notifications import ModeleCourriel
from identity.domain.mot_de_passe import REGLE

from .fabrique import (
    AUTRE,
    MOT,
    actif,
    adresse,
    cache,
    choisir,
    courriels,
    creer,
    formulaire,
    se_connecter,
    texte,
    traites,
    valider,
)

pytestmark = pytest.mark.integration


async def test_the_journey_of_the_guide_through_its_pages(app):
    """Guide #2 [2/4] to [4/4], sentence by sentence."""
    email = adresse()
    page = await app.client.get("/identity/pages/creer-compte")
    for libelle in ("Création de compte", "Civilité", "Nom de naissance", "Prénom", "Téléphone portable", "Email"):
        assert libelle in texte(page)
    assert "Nous vous conseillons d’utiliser la même adresse email" in texte(page)
    assert "Vous n’arrivez pas à vous connecter ? Cliquez ici" in texte(page)
    envoi = await app.client.post("/identity/comptes", data={**formulaire(email), "consentement": "on"})
    assert "Validation du compte" in texte(envoi)
    assert (
        "Pour valider votre compte cliquez sur le lien de confirmation qui vous a été envoyé sur votre boîte mail "
        f"{email}."
    ) in texte(envoi)

    [courriel] = await courriels(app, email)
    assert courriel.modele is ModeleCourriel.ACCES
    assert courriel.charge.lien.startswith("http://alin.test/identity/acces/")
    for _ in range(3):  # a mail scanner, then the person
        etape = await app.client.get(courriel.chemin)
        assert "Dernière étape avant la validation de votre compte : Valider votre email » Cliquez ici" in texte(etape)

    choix = await app.client.post(courriel.chemin)
    assert "Mise à jour du mot de passe" in texte(choix)
    assert "Vous devez changer votre mot de passe pour activer votre compte." in texte(choix)
    assert REGLE in texte(choix)
    jeton = cache(choix, "jeton")
    faute = {"jeton": jeton, "mot_de_passe": "abcdefgh", "confirmation": "autre"}
    refuse = await app.client.post("/identity/mot-de-passe", data=faute)
    assert refuse.status_code == 422
    for phrase in ("au moins 1 chiffre", "au moins 1 lettre en majuscule", "Les deux mots de passe sont différents."):
        assert phrase in texte(refuse)
    assert 'href="#mot_de_passe"' in refuse.text
    assert "abcdefgh" not in refuse.text

    bon = {"jeton": cache(refuse, "jeton"), "mot_de_passe": MOT, "confirmation": MOT}
    fin = await app.client.post("/identity/mot-de-passe", data=bon)
    assert "Votre compte a été créé." in texte(fin)
    assert "Revenir à l’application" in texte(fin)
    assert (await se_connecter(app, email)).status_code == 201


async def test_the_same_journey_through_json(app):
    """Guide #2: no password before the link; « Votre compte a été créé », then « JE ME CONNECTE »."""
    email = adresse()
    reponse = await creer(app, email.upper())
    assert reponse.status_code == 202
    assert reponse.json()["message"].endswith(f"sur votre boîte mail {email}.")
    [courriel] = await courriels(app, email)
    ouvert = await valider(app, courriel)
    assert ouvert["regle"] == REGLE
    assert (ouvert["usage"], ouvert["totp"]) == ("acces", None)
    assert not (await se_connecter(app, email)).is_success  # no password yet
    fin = await choisir(app, ouvert["jeton_mot_de_passe"])
    assert fin.json() == {"message": "Votre compte a été créé."}
    assert (await se_connecter(app, email)).json()["role"] == "salarie"

    async def du_compte(classe: type[Event]) -> list[Any]:
        return [e for e in await app.emitted(classe) if e.compte_id == courriel.destinataire_id]

    [cree], [active] = await du_compte(CompteCree), await du_compte(CompteActive)
    assert (cree.version, cree.statut, cree.telephone) == (1, StatutCompte.EN_ATTENTE, "+33612345678")
    assert (active.version, active.statut, active.email) == (2, StatutCompte.ACTIF, email)


@pytest.mark.parametrize("champ", ["civilite", "nom", "prenom", "telephone", "email", "consentement"])
async def test_every_field_is_required_and_named(app, champ):
    """Guide #2: « renseignez tous les champs de ce formulaire »."""
    corps = formulaire(adresse())
    del corps[champ]
    en_json = await app.client.post("/identity/comptes", json=corps)
    assert (en_json.status_code, [e["champ"] for e in en_json.json()["erreurs"]]) == (422, [champ])
    en_page = await app.client.post(
        "/identity/comptes", data={**corps, champ: " "} if champ != "consentement" else corps
    )
    assert en_page.status_code == 422
    assert f'href="#{champ}"' in en_page.text
    assert "Erreur :" in en_page.text


async def test_without_the_consent_no_account_is_made(app):
    """Guide #2: « sans oublier de cocher la case »."""
    reponse = await creer(app, adresse(), consentement=False)
    assert reponse.json()["erreurs"][0]["message"] == "Vous devez accepter l’utilisation de vos données personnelles."


async def test_the_answer_does_not_say_whether_the_e_mail_has_an_account(app):
    """The two bodies differ by the e-mail alone; the e-mail tells its owner."""
    pris, _ = await actif(app)
    libre = adresse()
    a, b = await creer(app, pris), await creer(app, libre)
    assert (a.status_code, a.text.replace(pris, "X")) == (b.status_code, b.text.replace(libre, "X"))
    assert set(a.headers) == set(b.headers)
    _, second = await courriels(app, pris, 2)
    assert second.modele is ModeleCourriel.COMPTE_EXISTANT
    assert (await app.client.get(second.chemin)).status_code == 200
    oubli = [await app.client.post("/identity/mot-de-passe/oubli", json={"email": e}) for e in (pris, adresse())]
    assert [r.status_code for r in oubli] == [202, 202]
    assert len({r.json()["message"].replace(pris, "X").split("adresse ")[1].split(",")[1] for r in oubli}) == 1


async def test_a_form_sent_again_sends_a_new_link_and_the_old_one_dies(app):
    """Guide #2: one e-mail of confirmation, the last."""
    email = adresse()
    await creer(app, email)
    [premier] = await courriels(app, email)
    await creer(app, email, prenom="Jeanne", civilite="madame")
    _, second = await courriels(app, email, 2)
    mort = await app.client.post(f"{premier.chemin}/validation")
    assert (mort.status_code, mort.json()["code"]) == (410, "lien_perime")
    ouvert = await valider(app, second)
    await choisir(app, ouvert["jeton_mot_de_passe"])
    moi = await app.client.get("/identity/moi", headers=app.token(compte_id=second.destinataire_id))
    assert (moi.json()["prenom"], moi.json()["civilite"]) == ("Jeanne", "madame")


async def test_the_link_expires_after_two_days_with_a_way_to_ask_for_another(app):
    """Guide #2: « Ce lien expire dans 2 jour(s) »."""
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    assert courriel.charge.expire_le - app.clock.now() <= timedelta(days=2)
    app.clock.avance(timedelta(days=2, minutes=1))
    page = await app.client.get(courriel.chemin)
    assert page.status_code == 410
    assert "Demander un nouveau lien" in texte(page)
    demande = await app.client.post("/identity/mot-de-passe/oubli", data={"email": email})
    assert demande.status_code == 202
    _, nouveau = await courriels(app, email, 2)
    assert nouveau.modele is ModeleCourriel.ACCES
    assert (await app.client.get(nouveau.chemin)).status_code == 200


async def test_two_clicks_on_the_same_link_open_one_choice(app):
    """Domain, Identity: single use."""
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    reponses = await asyncio.gather(*(app.client.post(f"{courriel.chemin}/validation") for _ in range(6)))
    assert sorted(r.status_code for r in reponses) == [200] + [410] * 5
    assert {r.json()["code"] for r in reponses if r.status_code == 410} == {"lien_deja_utilise"}
    page = await app.client.get(courriel.chemin)
    assert "Ce lien a déjà servi" in texte(page)


async def test_two_choices_at_once_set_one_password(app):
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    jeton = (await valider(app, courriel))["jeton_mot_de_passe"]
    reponses = await asyncio.gather(choisir(app, jeton, MOT), choisir(app, jeton, AUTRE))
    assert sorted(r.status_code for r in reponses) == [200, 410]
    gagnant = MOT if reponses[0].status_code == 200 else AUTRE
    assert (await se_connecter(app, email, gagnant)).status_code == 201


async def test_the_password_must_be_chosen_within_half_an_hour(app):
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    jeton = (await valider(app, courriel))["jeton_mot_de_passe"]
    app.clock.avance(timedelta(minutes=30))
    assert (await choisir(app, jeton)).json()["code"] == "jeton_mot_de_passe_invalide"


async def test_a_link_opens_its_own_page_only(app):
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    for chemin in ("invitations", "mot-de-passe"):
        page = await app.client.get(f"/identity/{chemin}/{courriel.jeton}")
        assert (page.status_code, "Ce lien n’existe pas" in texte(page)) == (404, True)


async def test_the_same_key_twice_sends_one_e_mail(app):
    email = adresse()
    cle = {"Idempotency-Key": f"cle-{email}"}
    une, autre = [await app.client.post("/identity/comptes", json=formulaire(email), headers=cle) for _ in range(2)]
    assert (une.text, autre.headers["Idempotency-Replayed"]) == (autre.text, "true")
    await traites(app)
    assert len(await courriels(app, email)) == 1


@pytest.mark.parametrize("chemin", ["comptes", "mot-de-passe/oubli"])
async def test_what_is_kept_under_a_key_does_not_hold_the_e_mail(app, chemin):
    """Nobody could erase it: it is kept for a caller who has no account yet (domain, Privacy)."""
    email = adresse()
    corps = formulaire(email) if chemin == "comptes" else {"email": email}
    reponse = await app.client.post(
        f"/identity/{chemin}", json=corps, headers={"Idempotency-Key": f"cle-{email[5:17]}"}
    )
    assert email in reponse.json()["message"]
    gardees = [lue async for lue in app.context.db["idempotence"].find()]
    assert gardees
    assert email not in str(gardees)


async def test_a_mailbox_cannot_be_flooded(app):
    """Anybody can type anybody's address: five e-mails an hour."""
    email = adresse()
    for _ in range(8):
        assert (await creer(app, email)).status_code == 202
    await traites(app)
    assert len(await courriels(app, email, 5)) == 5
    app.clock.avance(timedelta(hours=1))
    await creer(app, email)
    assert len(await courriels(app, email, 6)) == 6


async def test_a_forgotten_password_is_chosen_again_and_ends_every_session(app):
    """Guide #2, « Mot de passe oublié ? »: one hour, once."""
    email, compte_id = await actif(app)
    session = (await se_connecter(app, email)).json()
    await app.client.post("/identity/mot-de-passe/oubli", json={"email": email})
    _, courriel = await courriels(app, email, 2)
    assert courriel.modele is ModeleCourriel.MOT_DE_PASSE
    assert courriel.charge.expire_le - app.clock.now() <= timedelta(hours=1)
    assert "changement de votre mot de passe" in texte(await app.client.get(courriel.chemin))
    ouvert = await valider(app, courriel)
    fin = await choisir(app, ouvert["jeton_mot_de_passe"], AUTRE)
    assert fin.json() == {"message": "Votre mot de passe a été modifié."}
    assert (await se_connecter(app, email, MOT)).status_code == 401
    assert (await se_connecter(app, email, AUTRE)).status_code == 201
    jeton = {"jeton_rafraichissement": session["jeton_rafraichissement"]}
    ferme = await app.client.post("/identity/sessions/rafraichissement", json=jeton)
    assert ferme.json()["code"] == "session_fermee"
    modifies = await app.emitted(CompteModifie)
    assert [m.version for m in modifies if m.compte_id == compte_id] == [3]


async def test_a_choice_that_came_too_late_says_so_whatever_was_typed(app):
    """The page stayed open for half an hour, and was then sent with a fault as well."""
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    jeton = cache(await app.client.post(courriel.chemin), "jeton")
    app.clock.avance(timedelta(minutes=30))
    for champs in ({"mot_de_passe": MOT, "confirmation": MOT}, {"mot_de_passe": MOT}):
        page = await app.client.post("/identity/mot-de-passe", data={"jeton": jeton, **champs})
        assert page.status_code == 410
        assert "Le délai pour choisir votre mot de passe est passé" in texte(page)
        assert "Demander un nouveau lien" in texte(page)


async def test_a_person_reads_a_page_when_the_database_is_away(app, monkeypatch):
    async def partie(*_: Any) -> None:
        raise ServerSelectionTimeoutError

    monkeypatch.setattr(app.context, "transaction", partie)
    envois = [
        await app.client.post("/identity/comptes", data={**formulaire(adresse()), "consentement": "on"}),
        await app.client.post("/identity/acces/jeton"),
    ]
    for page in envois:
        assert (page.status_code, page.headers["retry-after"]) == (503, "2")
        assert page.headers["content-type"].startswith("text/html")
        assert "Le service reprend dans un instant. Réessayez." in texte(page)
        assert "Demander un nouveau lien" not in texte(page)
    en_json = await creer(app, adresse())
    assert (en_json.status_code, en_json.json()["code"]) == (503, "service_indisponible")


@pytest.mark.parametrize(
    "chemin", ["/identity/pages/creer-compte", "/identity/acces/inconnu", "/identity/mot-de-passe/x"]
)
async def test_pages_let_nothing_in_and_keep_nothing(app, chemin):
    page = await app.client.get(chemin)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
    assert "<script" not in page.text
    assert '<html lang="fr">' in page.text


async def test_what_is_typed_is_shown_again_without_being_interpreted(app):
    saisie = {"nom": '"><script>alert(1)</script>', "email": "pas-une-adresse"}
    page = await app.client.post("/identity/comptes", data=saisie)
    assert page.status_code == 422
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
