"""« Mise à jour du mot de passe » (guide #2): the first one activates the account, a later one replaces the former.

It is chosen by a link of an e-mail, or by somebody logged in who gives the former one (OWASP ASVS 2.1.5, 2.1.6).
"""

from dataclasses import dataclass

from chassis.context import Context
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.identity import CompteActive, CompteModifie, MotifModification, StatutCompte
from contracts.problemes import ErreurChamp
from contracts.problemes.identity import JETON_MOT_DE_PASSE_INVALIDE, MOT_DE_PASSE_INCORRECT, MOT_DE_PASSE_REFUSE
from identity import comptes, essais, jetons, liens, ressources
from identity.domain import totp
from identity.domain.compte import Compte, CompteInactif
from identity.domain.mot_de_passe import manques
from identity.liens import Validation
from identity.stockage import CHOIX, TOTP, enregistrer, fermer_choix, fermer_sessions, lire

CREE = "Votre compte a été créé."
MODIFIE = "Votre mot de passe a été modifié."


@dataclass(frozen=True, slots=True)
class Choix:
    """What the person typed."""

    jeton: str
    mot_de_passe: str
    confirmation: str
    code_totp: str | None = None


@dataclass(frozen=True, slots=True)
class Changement:
    """What somebody logged in typed."""

    actuel: str
    nouveau: str
    confirmation: str


async def choisir(context: Context, choix: Choix) -> str:
    """The sentence to show. Raises `Refus(JETON_MOT_DE_PASSE_INVALIDE)` or `Refus(MOT_DE_PASSE_REFUSE)`."""
    ouvert = await liens.choix_en_cours(context, choix.jeton)
    if ouvert is None:
        raise clos()
    pas = _verifier(context, choix, ouvert)
    empreinte = await ressources.de(context).hachoir.hacher(choix.mot_de_passe)

    async def work(tx: Tx) -> str:
        return await _appliquer(tx, choix, ouvert, empreinte, pas)

    message = await context.transaction(work)
    await essais.oublier(context, essais.du_compte(context, ouvert.email))
    return message


async def changer(context: Context, compte: Compte, changement: Changement, session_id: str | None) -> str:
    """The sentence to show. The sessions end, but the one that asks; an e-mail tells the person.

    Raises `Refus` of `MOT_DE_PASSE_REFUSE`, `MOT_DE_PASSE_INCORRECT` or `TROP_D_ESSAIS`.
    """
    if fautes := _fautes(changement.nouveau, changement.confirmation, compte.email, "nouveau"):
        raise _refuse(fautes)
    if not await comptes.verifier_mot_de_passe(context, compte, changement.actuel):
        raise _incorrect()
    empreinte = await ressources.de(context).hachoir.hacher(changement.nouveau)

    async def work(tx: Tx) -> None:
        relu = await lire(tx, compte.compte_id)
        if not relu.peut_se_connecter or relu.empreinte != compte.empreinte:  # changed while it was being verified
            raise _incorrect()
        await _remplacer(tx, relu, empreinte, session_id)

    await context.transaction(work)
    return MODIFIE


async def _remplacer(tx: Tx, compte: Compte, empreinte: str, sauf: str | None = None) -> None:
    """Whatever the former password opened is shut: sessions but `sauf`, links that wait, choices under way."""
    if compte.statut is StatutCompte.EN_ATTENTE:
        await enregistrer(tx, compte.choisir_mot_de_passe(empreinte), CompteActive)
    else:
        nouveau = compte.choisir_mot_de_passe(empreinte)
        await enregistrer(tx, nouveau, CompteModifie, MotifModification.MOT_DE_PASSE)
    await fermer_sessions(tx, compte.compte_id, sauf)
    await liens.perimer(tx, compte.compte_id)
    await fermer_choix(tx, compte.compte_id)


def _fautes(mot: str, confirmation: str, email: str, champ: str) -> list[ErreurChamp]:
    fautes = [ErreurChamp(champ=champ, message=manque.value) for manque in manques(mot, email)]
    if confirmation != mot:
        fautes.append(ErreurChamp(champ="confirmation", message="Les deux mots de passe sont différents."))
    return fautes


def _verifier(context: Context, choix: Choix, ouvert: Validation) -> int:
    """The step of the first code, 0 without a second factor to set up. Every fault is told at once."""
    fautes = _fautes(choix.mot_de_passe, choix.confirmation, ouvert.email, "mot_de_passe")
    pas: int | None = 0
    if ouvert.secret_totp:
        pas = totp.pas_du_code(ouvert.secret_totp, choix.code_totp or "", context.clock.now(), 0)
    if pas is None:
        phrase = "Saisissez le code à 6 chiffres que votre application affiche maintenant."
        fautes.append(ErreurChamp(champ="code_totp", message=phrase))
    if fautes or pas is None:
        raise _refuse(fautes)
    return pas


async def _appliquer(tx: Tx, choix: Choix, ouvert: Validation, empreinte: str, pas: int) -> str:
    attendu = {"_id": jetons.empreinte(choix.jeton), "utilise_le": None}
    pris = await tx[CHOIX].find_one_and_update(
        attendu, {"$set": {"utilise_le": tx.now, "totp": None}}, session=tx.session
    )
    if pris is None:
        raise clos()
    compte = await lire(tx, pris["compte_id"])
    if ouvert.secret_totp:
        await _enroler(tx, compte.compte_id, ouvert.secret_totp, pas)
    try:
        await _remplacer(tx, compte, empreinte)
    except CompteInactif as error:  # suspended, or erased, while it was being chosen
        raise clos() from error
    return CREE if compte.statut is StatutCompte.EN_ATTENTE else MODIFIE


async def _enroler(tx: Tx, compte_id: str, secret: str, pas: int) -> None:
    """A second factor is never replaced this way: two invitations followed at once enrol one."""
    if await tx[TOTP].find_one({"_id": compte_id}, session=tx.session):
        raise clos()
    ferme = ressources.de(tx.context).coffre.fermer(secret, f"totp:{compte_id}")
    await tx[TOTP].insert_one({"_id": compte_id, "secret": ferme, "dernier_pas": pas}, session=tx.session)


def _refuse(fautes: list[ErreurChamp]) -> Refus:
    return Refus(MOT_DE_PASSE_REFUSE, " ".join(faute.message for faute in fautes), erreurs=fautes)


def _incorrect() -> Refus:
    return Refus(MOT_DE_PASSE_INCORRECT, "Le mot de passe actuel est incorrect.", champ="actuel")


def clos() -> Refus:
    """The choice is over, or never was."""
    detail = "Le délai pour choisir votre mot de passe est passé, ou il a déjà été choisi. Demandez un nouveau lien."
    return Refus(JETON_MOT_DE_PASSE_INVALIDE, detail)
