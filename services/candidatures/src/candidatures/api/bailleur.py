"""The bailleur: visit, commission, lease, keys. It sees what was transmitted to it, nothing else (guide #6)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from candidatures import commands, stockage
from candidatures.api import corps, pages, vues
from candidatures.domain.candidature import Candidature
from chassis.auth import Principal, exige
from chassis.pagination import Curseur, Limite
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts import candidatures as ev
from contracts.problemes import candidatures as p
from contracts.problemes.technique import ACCES_INTERDIT, INTROUVABLE, NON_AUTHENTIFIE, REQUETE_INVALIDE
from contracts.roles import Role

router = APIRouter(prefix="/bailleur/candidatures", tags=["Bailleur"])
Bailleur = Annotated[Principal, exige(Role.BAILLEUR)]
_ACCES = (NON_AUTHENTIFIE, ACCES_INTERDIT, INTROUVABLE)
_REPONSES = problemes(*_ACCES, p.TRANSITION_IMPOSSIBLE, p.CANDIDATURE_ARCHIVEE)
_RECENTES: stockage.Tri = [("transmise_le", -1), ("_id", -1)]
Geste = Callable[[Tx, Candidature], Awaitable[Candidature]]


@router.get("", response_model=vues.Suivis, responses=problemes(*_ACCES, REQUETE_INVALIDE))
async def lister(
    ctx: Ctx,
    qui: Bailleur,
    offre_id: Annotated[str | None, Query(max_length=100)] = None,
    limite: Limite = 100,
    curseur: Curseur = None,
) -> vues.Suivis:
    """What was transmitted to this bailleur, newest first; of one home alone with `offre_id`."""
    filtre = {"bailleur_id": qui.bailleur_id, "transmise_le": {"$ne": None}}
    filtre |= {"offre_id": offre_id} if offre_id is not None else {}
    page = await pages.lire(ctx, filtre, _RECENTES, limite, curseur)
    return vues.Suivis(candidatures=[vues.Suivi(**vues.champs(c)) for c in page.candidatures], suivant=page.suivant)


@router.post("/{identifiant}/visite", response_model=vues.Suivi, responses=_REPONSES)
async def proposer_visite(identifiant: str, visite: corps.Visite, qui: Bailleur, commande: Commande) -> Response:
    """Propose a visit."""

    async def geste(tx: Tx, c: Candidature) -> Candidature:
        return await commands.changer(tx, c, lambda x: x.proposer_visite(visite.le, tx.now), ev.VisiteProposee)

    return await _agir(identifiant, qui, commande, geste)


@router.post("/{identifiant}/visite/constat", response_model=vues.Suivi, responses=_REPONSES)
async def constater_visite(identifiant: str, qui: Bailleur, commande: Commande) -> Response:
    """The salarié came."""

    async def geste(tx: Tx, c: Candidature) -> Candidature:
        return await commands.changer(tx, c, lambda x: x.constater_visite(tx.now), ev.VisiteEffectuee)

    return await _agir(identifiant, qui, commande, geste)


@router.post(
    "/{identifiant}/decision",
    response_model=vues.Suivi,
    responses=problemes(
        *_ACCES, p.TRANSITION_IMPOSSIBLE, p.CANDIDATURE_ARCHIVEE, p.COMMISSION_INCOMPLETE, p.LOGEMENT_DEJA_ATTRIBUE
    ),
)
async def decider(identifiant: str, d: corps.DecisionCommission, qui: Bailleur, commande: Commande) -> Response:
    """The CALEOL's decision (CCH R. 441-3)."""

    async def geste(tx: Tx, c: Candidature) -> Candidature:
        jours = tx.context.settings.delai_reponse_jours
        return await commands.decider(
            tx, c, d.decision.vers(), d.commission_le, jours=jours, insuffisants=d.candidats_insuffisants
        )

    return await _agir(identifiant, qui, commande, geste)


@router.post(
    "/{identifiant}/condition/levee",
    response_model=vues.Suivi,
    responses=problemes(*_ACCES, p.TRANSITION_IMPOSSIBLE, p.CANDIDATURE_ARCHIVEE, p.DELAI_PASSE),
)
async def lever_condition(identifiant: str, qui: Bailleur, commande: Commande) -> Response:
    """The missing document came in time."""

    async def geste(tx: Tx, c: Candidature) -> Candidature:
        return await commands.lever_condition(tx, c, tx.context.settings.delai_reponse_jours)

    return await _agir(identifiant, qui, commande, geste)


@router.post("/{identifiant}/bail", response_model=vues.Suivi, responses=_REPONSES)
async def signer_bail(identifiant: str, bail: corps.Bail, qui: Bailleur, commande: Commande) -> Response:
    """The lease is signed: the other candidatures of the home are closed."""

    async def geste(tx: Tx, c: Candidature) -> Candidature:
        return await commands.signer_bail(tx, c, bail.signe_le)

    return await _agir(identifiant, qui, commande, geste)


@router.post("/{identifiant}/entree", response_model=vues.Suivi, responses=_REPONSES)
async def entrer(identifiant: str, qui: Bailleur, commande: Commande) -> Response:
    """« Entrer dans les lieux »."""

    async def geste(tx: Tx, c: Candidature) -> Candidature:
        return await commands.changer(tx, c, lambda x: x.entrer(tx.now), ev.EntreeDansLesLieux)

    return await _agir(identifiant, qui, commande, geste)


async def _agir(identifiant: str, qui: Principal, commande: Commande, geste: Geste) -> Response:
    async def cas(tx: Tx) -> vues.Suivi:
        c = await commands.du_bailleur(tx, identifiant, qui.bailleur_id)
        return vues.Suivi(**vues.champs(await geste(tx, c)))

    return await commande.run(cas)
