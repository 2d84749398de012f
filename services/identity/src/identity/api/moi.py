"""One's own account, for anybody logged in: contact details, password, sessions, erasure."""

from fastapi import APIRouter, Response

from chassis.auth import Principal
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.identity import StatutCompte
from contracts.problemes.identity import MOT_DE_PASSE_INCORRECT, MOT_DE_PASSE_REFUSE, SESSION_FERMEE, TROP_D_ESSAIS
from contracts.problemes.technique import CONFLIT_VERSION, INTROUVABLE, NON_AUTHENTIFIE
from identity import comptes, mes_sessions, mots_de_passe
from identity.api import corps, vues
from identity.api.acces import Personne, PersonneSansSession
from identity.domain.compte import Compte, CompteInactif
from identity.stockage import COMPTES, compte, introuvable, lire

router = APIRouter(prefix="/moi", tags=["Mon compte"])
_MOI = (NON_AUTHENTIFIE, SESSION_FERMEE, INTROUVABLE)
_MOT_DE_PASSE = (MOT_DE_PASSE_INCORRECT, MOT_DE_PASSE_REFUSE, TROP_D_ESSAIS)


@router.get("", response_model=vues.VueCompte, responses=problemes(*_MOI))
async def moi(qui: Personne, ctx: Ctx) -> vues.VueCompte:
    """My account."""
    return vues.compte(await _vivant(ctx, qui))


@router.patch("", response_model=vues.VueCompte, responses=problemes(*_MOI, CONFLIT_VERSION))
async def modifier(coordonnees: corps.Coordonnees, qui: Personne, commande: Commande) -> Response:
    """Change my mobile number."""

    async def cas(tx: Tx) -> vues.VueCompte:
        try:
            return vues.compte(await comptes.changer_telephone(tx, qui.compte_id, coordonnees.telephone))
        except CompteInactif as error:
            raise introuvable() from error

    return await commande.run(cas)


@router.post("/mot-de-passe", response_model=vues.Message, responses=problemes(*_MOI, *_MOT_DE_PASSE))
async def changer_mot_de_passe(corps_: corps.ChangementMotDePasse, qui: Personne, ctx: Ctx) -> vues.Message:
    """Change my password. My other sessions end, and an e-mail tells me."""
    changement = mots_de_passe.Changement(**corps_.model_dump())
    return vues.Message(message=await mots_de_passe.changer(ctx, await _vivant(ctx, qui), changement, qui.session_id))


@router.get("/sessions", response_model=vues.MesSessions, responses=problemes(NON_AUTHENTIFIE, SESSION_FERMEE))
async def lister_mes_sessions(qui: Personne, ctx: Ctx) -> vues.MesSessions:
    """Where I am logged in."""
    lues = await mes_sessions.ouvertes(ctx, qui.compte_id)
    faits = (
        vues.MaSession(ouverte_le=s.ouverte_le, vue_le=s.vue_le, courante=s.session_id == qui.session_id) for s in lues
    )
    return vues.MesSessions(sessions=list(faits))


@router.post(
    "/sessions/fermeture",
    status_code=204,
    response_class=Response,
    responses=problemes(*_MOI, MOT_DE_PASSE_INCORRECT, TROP_D_ESSAIS),
)
async def fermer_mes_autres_sessions(corps_: corps.FermetureSessions, qui: Personne, ctx: Ctx) -> None:
    """Log out everywhere else. Again: there is nothing left to close."""
    await _prouver(ctx, await _vivant(ctx, qui), corps_.mot_de_passe)
    await mes_sessions.fermer_les_autres(ctx, qui)


@router.delete(
    "",
    status_code=204,
    response_class=Response,
    responses=problemes(*_MOI, MOT_DE_PASSE_INCORRECT, TROP_D_ESSAIS),
)
async def supprimer(corps_: corps.Suppression, qui: PersonneSansSession, ctx: Ctx) -> None:
    """Erase my account, for good: nothing personal is kept. Again: it is erased already."""
    lu = await ctx.db[COMPTES].find_one({"_id": qui.compte_id})
    if lu is None:
        raise introuvable()
    mien = compte(lu)
    if mien.statut is StatutCompte.SUPPRIME:
        return
    await mes_sessions.verifier_ouverte(ctx, qui)
    await _prouver(ctx, mien, corps_.mot_de_passe)

    async def work(tx: Tx) -> None:
        relu = await lire(tx, qui.compte_id)
        if relu.statut is not StatutCompte.SUPPRIME:
            await comptes.effacer(tx, relu)

    await ctx.transaction(work)


async def _prouver(ctx: Ctx, mien: Compte, mot_de_passe: str) -> None:
    if not await comptes.verifier_mot_de_passe(ctx, mien, mot_de_passe):
        raise Refus(MOT_DE_PASSE_INCORRECT, "Le mot de passe est incorrect.", champ="mot_de_passe")


async def _vivant(ctx: Ctx, qui: Principal) -> Compte:
    lu = await ctx.db[COMPTES].find_one({"_id": qui.compte_id})
    if lu is None or lu["statut"] == StatutCompte.SUPPRIME:
        raise introuvable()
    return compte(lu)
