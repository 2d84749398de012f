"""Log in, go on, log out: access tokens of ten minutes, refresh tokens that serve once."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from chassis.context import Context
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.problemes.identity import CODE_TOTP_INVALIDE, CODE_TOTP_REQUIS, IDENTIFIANTS_INVALIDES, SESSION_FERMEE
from contracts.roles import Role
from identity import essais, jetons, ressources
from identity.domain import totp
from identity.domain.compte import Compte
from identity.domain.coordonnees import EmailInvalide
from identity.domain.coordonnees import email as normaliser
from identity.domain.sessions import DUREE_JETON_ACCES, JetonRejoue, Session, SessionFermee
from identity.essais import Porte
from identity.stockage import (
    COMPTES,
    SESSIONS,
    TOTP,
    compte,
    document_session,
    lire,
    par_email,
    session,
)

log = logging.getLogger(__name__)
BEARER = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Ouverte:
    """The two tokens of a session, and who it is for."""

    jeton_acces: str
    jeton_rafraichissement: str
    role: Role


async def ouvrir(context: Context, email: str, mot_de_passe: str, code: str | None, adresse: str) -> Ouverte:
    """Log in. An unknown e-mail and a wrong password get the same answer, after the same work.

    Raises `Refus` of `IDENTIFIANTS_INVALIDES`, `CODE_TOTP_REQUIS`, `CODE_TOTP_INVALIDE` or `TROP_D_ESSAIS`.
    Every outcome is logged (OWASP ASVS 7.1.3), under the mark of the user name: it says neither who nor whether one is.
    """
    nom = nom_utilisateur(email)
    du_compte, de_l_adresse = essais.du_compte(context, nom), essais.de_l_adresse(context, adresse)
    qui = {"marque": du_compte.id[:16], "adresse": de_l_adresse.id[:16]}
    try:
        ouverte = await _verifier(context, nom, mot_de_passe, code, du_compte, de_l_adresse)
    except Refus as refus:
        log.warning("login refused", extra={**qui, "code": refus.probleme.code})
        raise
    log.info("logged in", extra={**qui, "role": ouverte.role.value})
    return ouverte


async def _verifier(
    context: Context, nom: str, mot_de_passe: str, code: str | None, du_compte: Porte, de_l_adresse: Porte
) -> Ouverte:
    au_compte, a_l_adresse = await essais.reserver(context, du_compte, de_l_adresse)
    trouve = await par_email(context.db, nom)
    empreinte = trouve.empreinte if trouve and trouve.peut_se_connecter else None
    bon = await ressources.de(context).hachoir.verifier(mot_de_passe, empreinte)
    if trouve is None or not bon:
        raise _invalides()
    if trouve.exige_totp and code is None:
        await essais.rendre(context, au_compte, a_l_adresse)
        raise Refus(CODE_TOTP_REQUIS, "Saisissez aussi le code à 6 chiffres de votre application.", headers=BEARER)
    ouverte = await _inscrire(context, trouve, code)
    await essais.oublier(context, du_compte)
    await essais.rendre(context, a_l_adresse)
    return ouverte


def nom_utilisateur(saisi: str) -> str:
    """As it is stored. What is no address is nobody's: it is looked for all the same."""
    try:
        return normaliser(saisi)
    except EmailInvalide:
        return saisi.strip().lower()


async def _inscrire(context: Context, verifie: Compte, code: str | None) -> Ouverte:
    session_id = uuid4().hex
    jeton = jetons.de_session(ressources.de(context).coffre, session_id)

    async def work(tx: Tx) -> Session:
        relu = await lire(tx, verifie.compte_id)
        if not relu.peut_se_connecter or relu.empreinte != verifie.empreinte:  # changed while it was being verified
            raise _invalides()
        if relu.exige_totp:
            await _consommer(tx, relu.compte_id, code or "")
        nouvelle = Session(session_id, relu.compte_id, jetons.empreinte(jeton), tx.now, tx.now)
        await tx[SESSIONS].insert_one(document_session(nouvelle), session=tx.session)
        return nouvelle

    nouvelle = await context.transaction(work)
    acces = await _jeton_acces(context, verifie, session_id, nouvelle.ouverte_le)
    return Ouverte(acces, jeton, verifie.role)


async def _consommer(tx: Tx, compte_id: str, code: str) -> None:
    """A code serves once. Raises `Refus(CODE_TOTP_INVALIDE)`."""
    lu = await tx[TOTP].find_one({"_id": compte_id}, session=tx.session)
    secret = ressources.de(tx.context).coffre.ouvrir(lu["secret"], f"totp:{compte_id}") if lu else ""
    pas = totp.pas_du_code(secret, code, tx.now, lu["dernier_pas"]) if lu else None
    if pas is None:
        detail = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant."
        raise Refus(CODE_TOTP_INVALIDE, detail, headers=BEARER)
    await tx[TOTP].update_one({"_id": compte_id}, {"$set": {"dernier_pas": pas}}, session=tx.session)


async def rafraichir(context: Context, jeton: str) -> Ouverte:
    """Change the refresh token for the next one. One that served before ends the session. Raises `Refus`."""
    coffre = ressources.de(context).coffre
    session_id = jetons.session_du(coffre, jeton)
    if session_id is None:
        raise fermee()
    suivant = jetons.de_session(coffre, session_id)

    async def work(tx: Tx) -> Compte | None:
        return await _tourner(tx, session_id, jetons.empreinte(jeton), jetons.empreinte(suivant))

    titulaire = await context.transaction(work)
    if titulaire is None:  # refused after the commit: the end of a session must be stored
        raise fermee()
    acces = await _jeton_acces(context, titulaire, session_id, context.clock.now())
    return Ouverte(acces, suivant, titulaire.role)


async def _tourner(tx: Tx, session_id: str, presentee: str, suivante: str) -> Compte | None:
    lue = await tx[SESSIONS].find_one({"_id": session_id}, session=tx.session)
    if lue is None:
        return None
    try:
        apres = session(lue).tourner(presentee, suivante, tx.now)
    except SessionFermee:
        return None
    except JetonRejoue:
        log.warning("a refresh token came twice, its session ends", extra={"session_id": session_id})
        apres = session(lue).fermer(tx.now)
    await tx[SESSIONS].replace_one({"_id": session_id}, document_session(apres), session=tx.session)
    titulaire = await tx[COMPTES].find_one({"_id": apres.compte_id}, session=tx.session)
    if apres.fermee_le or titulaire is None or not compte(titulaire).peut_se_connecter:
        return None
    return compte(titulaire)


async def fermer(context: Context, jeton: str) -> None:
    """Log out. A token of the session that served already does it as well; an invented one says and closes nothing."""
    session_id = jetons.session_du(ressources.de(context).coffre, jeton)
    if session_id is not None:
        ouverte = {"_id": session_id, "fermee_le": None}
        await context.db[SESSIONS].update_one(ouverte, {"$set": {"fermee_le": context.clock.now()}})


async def _jeton_acces(context: Context, c: Compte, session_id: str, maintenant: datetime) -> str:
    rattachement = {"bailleur_id": c.bailleur_id, "siret": c.siret}
    claims = {
        "iss": context.settings.issuer,
        "aud": context.settings.audience,
        "sub": c.compte_id,
        "role": c.role.value,
        "sid": session_id,
        "iat": int(maintenant.timestamp()),
        "exp": int((maintenant + DUREE_JETON_ACCES).timestamp()),
        **{nom: valeur for nom, valeur in rattachement.items() if valeur is not None},
    }
    return await ressources.de(context).trousseau.signer(context, claims)


def _invalides() -> Refus:
    return Refus(IDENTIFIANTS_INVALIDES, "L’email ou le mot de passe est incorrect.", headers=BEARER)


def fermee() -> Refus:
    """The session ended, or never was."""
    return Refus(SESSION_FERMEE, "Votre session est terminée. Reconnectez-vous.", headers=BEARER)
