"""What the tests of identity share: forms, the mailbox of a person, the journeys that others start from."""

import html
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pyotp
from joserfc.jwk import RSAKey

from chassis.jwe import dechiffrer
from chassis.testing import Running, eventually
from contracts.notifications import ChargeCourriel, EnvoyerCourriel, ModeleCourriel
from contracts.roles import Role

CLE = RSAKey.generate_key(2048)
REGLAGES = {
    "notifications_public_key": json.dumps(CLE.as_dict(private=False)),
    "cle_maitresse": secrets.token_urlsafe(32),
    "public_url": "http://alin.test",
}
MOT = "Tramontane7"
AUTRE = "Nouveau2024"


@dataclass
class Courriel:
    """One e-mail that was ordered, opened with the key of notifications."""

    modele: ModeleCourriel
    destinataire_id: str
    charge: ChargeCourriel

    @property
    def chemin(self) -> str:
        """The link's path, as the gateway gets it."""
        return str(httpx.URL(self.charge.lien).path)

    @property
    def jeton(self) -> str:
        """The link's token."""
        return self.chemin.rpartition("/")[2]


def adresse() -> str:
    """An e-mail that no other test has."""
    return f"jean.{uuid4().hex[:12]}@yopmail.com"


def formulaire(email: str, **changements: Any) -> dict[str, Any]:
    """« Création de compte », filled."""
    champs = {
        "civilite": "monsieur",
        "nom": "Dupont",
        "prenom": "Jean",
        "telephone": "06 12 34 56 78",
        "email": email,
        "consentement": True,
    }
    return {**champs, **changements}


_ouverts: dict[str, Courriel] = {}
PRIVEE = json.dumps(CLE.as_dict(private=True))


def _ouvrir(record: dict[str, Any]) -> Courriel:
    """Each is decrypted once: RSA is slow."""
    commande = EnvoyerCourriel.model_validate_json(bytes(record["body"]))
    charge = dechiffrer(PRIVEE, commande.charge, ChargeCourriel)
    _ouverts[record["_id"]] = Courriel(commande.modele, commande.destinataire_id, charge)
    return _ouverts[record["_id"]]


async def courriels(app: Running, email: str, nombre: int = 1) -> list[Courriel]:
    """The e-mails ordered for an address, oldest first, once `nombre` of them are there."""

    async def lus() -> list[Courriel]:
        trouves = []
        async for record in app.context.db["outbox"].find({"headers.ce_type": EnvoyerCourriel.TYPE}).sort("order", 1):
            courriel = _ouverts.get(record["_id"]) or _ouvrir(record)
            if courriel.charge.email == email:
                trouves.append(courriel)
        return trouves if len(trouves) >= nombre else []

    return list(await eventually(lus))


async def traites(app: Running) -> None:
    """Every form that waited was done."""

    async def vide() -> bool:
        return not await app.context.db["demandes"].count_documents({})

    await eventually(vide)


async def creer(app: Running, email: str, **changements: Any) -> httpx.Response:
    return await app.client.post("/identity/comptes", json=formulaire(email, **changements))


async def valider(app: Running, courriel: Courriel) -> dict[str, Any]:
    reponse = await app.client.post(f"{courriel.chemin}/validation")
    assert reponse.status_code == 200, reponse.text
    corps: dict[str, Any] = reponse.json()
    return corps


async def choisir(app: Running, jeton: str, mot: str = MOT, **changements: Any) -> httpx.Response:
    corps = {"jeton": jeton, "mot_de_passe": mot, "confirmation": mot, **changements}
    return await app.client.post("/identity/mot-de-passe", json=corps)


async def actif(app: Running, mot: str = MOT) -> tuple[str, str]:
    """(e-mail, compte_id) of a salarié who made an account and chose a password."""
    email = adresse()
    await creer(app, email)
    [courriel] = await courriels(app, email)
    ouvert = await valider(app, courriel)
    assert (await choisir(app, ouvert["jeton_mot_de_passe"], mot)).status_code == 200
    return email, courriel.destinataire_id


async def se_connecter(app: Running, email: str, mot: str = MOT, ip: str = "", **champs: Any) -> httpx.Response:
    """From an address of one's own, unless told."""
    entetes = {
        "X-Forwarded-For": ip or f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    }
    corps = {"email": email, "mot_de_passe": mot, **champs}
    return await app.client.post("/identity/sessions", json=corps, headers=entetes)


async def rafraichir(app: Running, jeton: str) -> httpx.Response:
    return await app.client.post("/identity/sessions/rafraichissement", json={"jeton_rafraichissement": jeton})


async def inviter(app: Running, role: str = "conseiller", **changements: Any) -> tuple[str, httpx.Response]:
    email = adresse()
    corps = {"email": email, "prenom": "Anne", "nom": "Porte", "role": role, **changements}
    return email, await app.client.post("/identity/invitations", json=corps, headers=app.token(Role.ADMIN))


async def du_personnel(app: Running, role: str = "conseiller", **rattachement: Any) -> tuple[str, str, pyotp.TOTP]:
    """(e-mail, code that served, application) of an invited person who has set everything up."""
    email, _ = await inviter(app, role, **rattachement)
    [courriel] = await courriels(app, email)
    ouvert = await valider(app, courriel)
    application = pyotp.TOTP(ouvert["totp"]["secret"])
    code = application.at(app.clock.now())
    fin = await choisir(app, ouvert["jeton_mot_de_passe"], code_totp=code)
    assert fin.json() == {"message": "Votre compte a été créé."}, fin.text
    return email, code, application


def porteur(app: Running, session: dict[str, Any], compte_id: str, role: Role = Role.SALARIE) -> dict[str, str]:
    """Headers of a session that was opened: its access token, signed by the key that the tests know."""
    return app.token(role, compte_id, sid=session["jeton_rafraichissement"].partition(".")[0])


def texte(reponse: httpx.Response) -> str:
    """What a page shows, without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", reponse.text)))


def cache(reponse: httpx.Response, nom: str) -> str:
    """The value of a hidden field."""
    trouve = re.search(rf'<input type="hidden" name="{nom}" value="([^"]+)"', reponse.text)
    assert trouve is not None
    return trouve[1]
