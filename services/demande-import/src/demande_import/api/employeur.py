"""The firm’s side: its policy, its salariés’ demandes (guide #3)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.pagination import Curseur, Limite, decode, encode
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.demande_import import Consentement, StatutDemande
from contracts.problemes.demande_import import ENTREPRISE_INCONNUE, VALIDATION_NON_ATTENDUE
from contracts.problemes.technique import INTROUVABLE
from demande_import import demandes, entreprises, stockage
from demande_import.api import corps
from demande_import.api.acces import ECRITURE, LECTURE, Employeur
from demande_import.api.entreprises import VueEntreprise, vue_entreprise
from demande_import.api.vues_employeur import (
    PageDemandes,
    VueAccompagnement,
    VuePolitique,
    vue_detaillee,
    vue_employeur,
)

router = APIRouter(prefix="/employeur", tags=["Employeur"])
Vue = VueAccompagnement | VuePolitique


@router.get("/politique", response_model=VueEntreprise, responses=problemes(*LECTURE, ENTREPRISE_INCONNUE))
async def lire_politique(ctx: Ctx, qui: Employeur) -> VueEntreprise:
    """The firm’s own policy."""
    return vue_entreprise(await entreprises.la_sienne(ctx.db, qui.siret))


@router.put("/politique", response_model=VueEntreprise, responses=problemes(*ECRITURE, ENTREPRISE_INCONNUE))
async def changer_politique(politique: corps.Politique, qui: Employeur, commande: Commande) -> Response:
    """Which choices are offered, whether the firm validates, its code (none without `code_entreprise`)."""
    choix = tuple(c for c in Consentement if c in politique.choix_proposes)

    async def cas(tx: Tx) -> VueEntreprise:
        changee = await entreprises.changer_politique(
            tx,
            qui.siret,
            choix,
            validation_requise=politique.validation_requise,
            code=politique.code_entreprise,
        )
        return vue_entreprise(changee)

    return await commande.run(cas)


@router.get("/demandes", response_model=PageDemandes, responses=problemes(*LECTURE))
async def lister(
    ctx: Ctx,
    qui: Employeur,
    statut: Annotated[StatutDemande | None, Query(description="Par exemple attente_employeur")] = None,
    limite: Limite = 20,
    curseur: Curseur = None,
) -> PageDemandes:
    """The demandes that salariés agreed to show."""
    filtre: dict[str, Any] = {"siret_partage": qui.siret or ""}
    if statut is not None:
        filtre["statut"] = statut.value
    if (position := decode(curseur, str)) is not None:
        filtre["_id"] = {"$gt": position[0]}
    lues = [lu async for lu in ctx.db[stockage.DEMANDES].find(filtre).sort("_id", 1).limit(limite + 1)]
    montrees = [stockage.demande_de(lu) for lu in lues[:limite]]
    suivant = encode([montrees[-1].id]) if len(lues) > limite else None
    return PageDemandes(items=[vue_employeur(d) for d in montrees], curseur_suivant=suivant)


@router.get("/demandes/{demande_id}", response_model=Vue, responses=problemes(*LECTURE, INTROUVABLE))
async def consulter(demande_id: str, ctx: Ctx, qui: Employeur) -> Vue:
    """One of them; with the history of candidatures where the salarié agreed to it."""

    async def cas(tx: Tx) -> Vue:
        return await vue_detaillee(tx, await demandes.de_la_firme(tx, demande_id, qui.siret), tx.session)

    return await ctx.transaction(cas)


_REPONSE = problemes(*ECRITURE, INTROUVABLE, VALIDATION_NON_ATTENDUE)


@router.post("/demandes/{demande_id}/validation", response_model=Vue, responses=_REPONSE)
async def valider(demande_id: str, qui: Employeur, commande: Commande) -> Response:
    """The firm validates the demande: the salarié may apply."""

    async def cas(tx: Tx) -> Vue:
        validee = await demandes.repondre_pour_la_firme(tx, demande_id, qui.siret, None)
        return await vue_detaillee(tx, validee, tx.session)

    return await commande.run(cas)


@router.post("/demandes/{demande_id}/refus", response_model=Vue, responses=_REPONSE)
async def refuser(demande_id: str, refus: corps.RefusEmployeur, qui: Employeur, commande: Commande) -> Response:
    """The firm does not validate the demande."""

    async def cas(tx: Tx) -> Vue:
        refusee = await demandes.repondre_pour_la_firme(tx, demande_id, qui.siret, refus.motif.value)
        return await vue_detaillee(tx, refusee, tx.session)

    return await commande.run(cas)
