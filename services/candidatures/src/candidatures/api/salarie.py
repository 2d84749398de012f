"""« Je postule » and « Mes candidatures » (guide #5, #6)."""

from typing import Annotated

from fastapi import APIRouter, Response
from pymongo.errors import DuplicateKeyError

from candidatures import commands, depot, stockage
from candidatures.api import corps, pages, vues
from candidatures.domain.candidature import Candidature
from chassis.auth import Principal, exige
from chassis.pagination import Curseur, Limite
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.problemes import candidatures as p
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from contracts.problemes.technique import ACCES_INTERDIT, INTROUVABLE, NON_AUTHENTIFIE, REQUETE_INVALIDE
from contracts.roles import Role

router = APIRouter(prefix="/candidatures", tags=["Mes candidatures"])
Salarie = Annotated[Principal, exige(Role.SALARIE)]
_ACCES = (NON_AUTHENTIFIE, ACCES_INTERDIT, INTROUVABLE)
_RECENTES: stockage.Tri = [("deposee_le", -1), ("_id", -1)]
_DEPOT = (
    p.CANDIDATURE_DEJA_ACTIVE,
    p.OFFRE_EXPIREE,
    p.OFFRE_INDISPONIBLE,
    p.OFFRE_RESERVEE,
    p.NON_ELIGIBLE,
    p.DEMANDE_INCONNUE,
    DOSSIER_NON_VALIDE,
)


@router.post("", status_code=201, response_model=vues.SuiviDepose, responses=problemes(*_ACCES, *_DEPOT))
async def deposer(demande: corps.Depot, qui: Salarie, commande: Commande) -> Response:
    """« Je postule ». The whole card is at GET /candidatures/{id}."""

    async def cas(tx: Tx) -> vues.SuiviDepose:
        c = await depot.deposer(tx, qui.compte_id, demande.offre_id)
        return vues.SuiviDepose(**vues.champs(c))

    try:
        return await commande.run(cas, status=201)
    except DuplicateKeyError as error:
        raise depot.deja_active() from error


@router.get("", response_model=vues.MesCandidatures, responses=problemes(*_ACCES, REQUETE_INVALIDE))
async def lister(ctx: Ctx, qui: Salarie, limite: Limite = 20, curseur: Curseur = None) -> vues.MesCandidatures:
    """The one in progress, and a page of the archived ones, newest first."""
    miennes = {"compte_id": qui.compte_id}
    active = await ctx.db[stockage.COLLECTION].find_one({**miennes, "active": True})
    page = await pages.lire(ctx, {**miennes, "active": False}, _RECENTES, limite, curseur)
    en_cours = [stockage.candidature(active)] if active else []
    cartes = await vues.mes_candidatures(ctx, en_cours + page.candidatures)
    return vues.MesCandidatures(
        en_cours=cartes[: len(en_cours)], archivees=cartes[len(en_cours) :], suivant=page.suivant
    )


@router.get("/{identifiant}", response_model=vues.MaCandidature, responses=problemes(*_ACCES))
async def consulter(identifiant: str, ctx: Ctx, qui: Salarie) -> vues.MaCandidature:
    """One's own candidature, with its points, its position and the effect of a refusal (décret n° 2019-1378)."""
    lu = await ctx.db[stockage.COLLECTION].find_one({"_id": identifiant, "compte_id": qui.compte_id})
    if lu is None:
        raise stockage.introuvable()
    [carte] = await vues.mes_candidatures(ctx, [stockage.candidature(lu)])
    return carte


@router.post(
    "/{identifiant}/annulation",
    response_model=vues.Suivi,
    responses=problemes(*_ACCES, p.CANDIDATURE_NON_ANNULABLE, p.CANDIDATURE_ARCHIVEE),
)
async def annuler(identifiant: str, qui: Salarie, commande: Commande) -> Response:
    """« Annuler cette candidature », until it is transmitted."""

    async def cas(tx: Tx) -> vues.Suivi:
        return _suivi(await commands.annuler(tx, await commands.du_salarie(tx, identifiant, qui.compte_id)))

    return await commande.run(cas)


@router.post(
    "/{identifiant}/reponse",
    response_model=vues.Suivi,
    responses=problemes(*_ACCES, p.DELAI_PASSE, p.TRANSITION_IMPOSSIBLE, p.CANDIDATURE_ARCHIVEE),
)
async def repondre(identifiant: str, reponse: corps.Reponse, qui: Salarie, commande: Commande) -> Response:
    """Take the home or not, in time (CCH R. 441-10)."""

    async def cas(tx: Tx) -> vues.Suivi:
        c = await commands.du_salarie(tx, identifiant, qui.compte_id)
        return _suivi(await commands.repondre(tx, c, acceptee=reponse.acceptee))

    return await commande.run(cas)


def _suivi(c: Candidature) -> vues.Suivi:
    return vues.Suivi(**vues.champs(c))
