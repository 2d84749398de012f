"""The links sent by e-mail: made, looked at, and consumed once by the click on « Cliquez ici » (guide #2)."""

from dataclasses import dataclass
from datetime import datetime

from chassis.context import Context
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.identity import StatutCompte
from contracts.notifications import ModeleCourriel
from contracts.problemes.identity import LIEN_DEJA_UTILISE, LIEN_INVALIDE, LIEN_PERIME
from identity import courriels, jetons, ressources
from identity.domain import totp
from identity.domain.compte import Compte
from identity.domain.liens import CHOIX_DU_MOT_DE_PASSE, DUREES, Lien, LienDejaUtilise, LienPerime, Usage
from identity.stockage import CHOIX, COMPTES, LIENS, TOTP, compte, lien, lire

CHEMINS = {Usage.ACCES: "acces", Usage.INVITATION: "invitations", Usage.MOT_DE_PASSE: "mot-de-passe"}


@dataclass(frozen=True, slots=True)
class Validation:
    """What the click gives: a token to choose the password with; for staff, a second factor to set up."""

    jeton: str
    expire_le: datetime
    usage: Usage
    email: str
    secret_totp: str | None


def usage_pour(c: Compte) -> Usage:
    """The link that this account needs now."""
    if c.statut is StatutCompte.ACTIF:
        return Usage.MOT_DE_PASSE
    return Usage.INVITATION if c.exige_totp else Usage.ACCES


async def envoyer(tx: Tx, c: Compte) -> str:
    """Order the e-mail with a new link; those sent before die. Gives back the link."""
    usage, jeton = usage_pour(c), jetons.nouveau()
    await perimer(tx, c.compte_id)
    nouveau = Lien(usage, c.compte_id, tx.now + DUREES[usage])
    await tx[LIENS].insert_one(
        {
            "_id": jetons.empreinte(jeton),
            "usage": usage.value,
            "compte_id": nouveau.compte_id,
            "expire_le": nouveau.expire_le,
            "valide_le": None,
        },
        session=tx.session,
    )
    chemin = f"{CHEMINS[usage]}/{jeton}"
    return await courriels.commander(tx, ModeleCourriel(usage.value), c, chemin, nouveau.expire_le)


async def perimer(tx: Tx, compte_id: str) -> None:
    """The links that wait are good no more."""
    vivants = {"compte_id": compte_id, "valide_le": None, "expire_le": {"$gt": tx.now}}
    await tx[LIENS].update_many(vivants, {"$set": {"expire_le": tx.now}}, session=tx.session)


async def regarder(context: Context, usage: Usage, jeton: str) -> None:
    """Consumes nothing. Raises the `Refus` of a dead link."""
    lu = await context.db[LIENS].find_one({"_id": jetons.empreinte(jeton), "usage": usage.value})
    _verifier(None if lu is None else lien(lu), context.clock.now())


async def valider(context: Context, usage: Usage, jeton: str) -> Validation:
    """The click on « Cliquez ici »: it serves once. Raises the `Refus` of a dead link."""
    identifiant, suivant = jetons.empreinte(jeton), jetons.nouveau()

    async def work(tx: Tx) -> Validation:
        lu = await tx[LIENS].find_one({"_id": identifiant, "usage": usage.value}, session=tx.session)
        trouve = _verifier(None if lu is None else lien(lu), tx.now)
        await tx[LIENS].update_one({"_id": identifiant}, {"$set": {"valide_le": tx.now}}, session=tx.session)
        return await _ouvrir_le_choix(tx, await lire(tx, trouve.compte_id), usage, suivant)

    return await context.transaction(work)


async def _ouvrir_le_choix(tx: Tx, c: Compte, usage: Usage, jeton: str) -> Validation:
    identifiant, expire_le = jetons.empreinte(jeton), tx.now + CHOIX_DU_MOT_DE_PASSE
    a_enroler = c.exige_totp and await tx[TOTP].find_one({"_id": c.compte_id}, session=tx.session) is None
    secret = totp.nouveau_secret() if a_enroler else None
    ferme = secret and ressources.de(tx.context).coffre.fermer(secret, f"choix:{identifiant}")
    choix = {
        "_id": identifiant,
        "compte_id": c.compte_id,
        "usage": usage.value,
        "expire_le": expire_le,
        "utilise_le": None,
        "totp": ferme,
    }
    await tx[CHOIX].insert_one(choix, session=tx.session)
    return Validation(jeton, expire_le, usage, c.email, secret)


def _verifier(trouve: Lien | None, maintenant: datetime) -> Lien:
    if trouve is None:
        raise Refus(LIEN_INVALIDE, "Ce lien n’existe pas. Vérifiez qu’il est complet, ou demandez-en un nouveau.")
    try:
        trouve.verifier(maintenant)
    except LienDejaUtilise as error:
        raise Refus(LIEN_DEJA_UTILISE, "Ce lien a déjà servi. Demandez-en un nouveau.") from error
    except LienPerime as error:
        detail = "Ce lien a expiré, ou un plus récent le remplace. Demandez-en un nouveau."
        raise Refus(LIEN_PERIME, detail) from error
    return trouve


async def choix_en_cours(context: Context, jeton: str) -> Validation | None:
    """What an unfinished choice was opened with; None when it is over."""
    identifiant = jetons.empreinte(jeton)
    lu = await context.db[CHOIX].find_one({"_id": identifiant, "utilise_le": None})
    titulaire = await context.db[COMPTES].find_one({"_id": lu["compte_id"]}) if lu else None
    if lu is None or titulaire is None or context.clock.now() >= lu["expire_le"]:
        return None
    secret = lu["totp"] and ressources.de(context).coffre.ouvrir(lu["totp"], f"choix:{identifiant}")
    return Validation(jeton, lu["expire_le"], Usage(lu["usage"]), compte(titulaire).email, secret)
