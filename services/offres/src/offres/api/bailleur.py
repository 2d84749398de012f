"""A bailleur publishes, corrects and withdraws; an admin opens the platform to bailleurs."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chassis.auth import Principal, exige
from chassis.pagination import Curseur, Limite, decode, encode
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.offres import StatutOffre
from contracts.problemes.offres import BAILLEUR_DEJA_DECLARE, BAILLEUR_INCONNU, OFFRE_NON_MODIFIABLE
from contracts.problemes.technique import (
    ACCES_INTERDIT,
    CONFLIT_VERSION,
    INTROUVABLE,
    NON_AUTHENTIFIE,
    REQUETE_INVALIDE,
)
from contracts.roles import Role
from offres import commands, stockage
from offres.api import vues
from offres.api.corps import CorrectionOffre, NouveauBailleur, NouvelleOffre
from offres.domain.annonce import AnnonceInvalide
from offres.domain.offre import Bailleur, Publication

router = APIRouter(tags=["Bailleurs"])
LeBailleur = Annotated[Principal, exige(Role.BAILLEUR)]
LAdmin = Annotated[Principal, exige(Role.ADMIN)]
_ACCES = (NON_AUTHENTIFIE, ACCES_INTERDIT)
_CHANGER = problemes(*_ACCES, INTROUVABLE, OFFRE_NON_MODIFIABLE, CONFLIT_VERSION, REQUETE_INVALIDE)


class VueBailleur(BaseModel):
    """A landlord body."""

    id: str
    nom: str


class ListeBailleurs(BaseModel):
    """Every landlord body, by name."""

    items: list[VueBailleur]


@router.post(
    "/offres",
    status_code=201,
    response_model=vues.OffreDetail,
    responses=problemes(*_ACCES, BAILLEUR_INCONNU, REQUETE_INVALIDE),
)
async def publier(corps: NouvelleOffre, qui: LeBailleur, commande: Commande) -> Response:
    """Publish a home."""
    try:
        annonce = corps.annonce()
    except AnnonceInvalide as refus:
        raise commands.annonce_refusee(refus) from refus
    publication = Publication(uuid4().hex, qui.bailleur_id or "", annonce)

    async def cas(tx: Tx) -> vues.OffreDetail:
        return vues.detail((await commands.publier(tx, [publication]))[0], tx.today)

    return await commande.run(cas, status=201)


@router.patch("/offres/{offre_id}", response_model=vues.OffreDetail, responses=_CHANGER)
async def modifier(offre_id: str, corps: CorrectionOffre, qui: LeBailleur, commande: Commande) -> Response:
    """Correct one's own offer."""

    async def cas(tx: Tx) -> vues.OffreDetail:
        actuelle = await commands.offre_du_bailleur(tx, offre_id, qui.bailleur_id, corps.version)
        try:
            annonce = corps.appliquee(actuelle.annonce)
        except AnnonceInvalide as refus:
            raise commands.annonce_refusee(refus) from refus
        return vues.detail(await commands.modifier(tx, actuelle, annonce), tx.today)

    return await commande.run(cas)


@router.post("/offres/{offre_id}/retrait", response_model=vues.OffreDetail, responses=_CHANGER)
async def retirer(offre_id: str, qui: LeBailleur, commande: Commande) -> Response:
    """Withdraw one's own offer: its candidatures are closed without suite."""

    async def cas(tx: Tx) -> vues.OffreDetail:
        actuelle = await commands.offre_du_bailleur(tx, offre_id, qui.bailleur_id)
        return vues.detail(await commands.retirer(tx, actuelle), tx.today)

    return await commande.run(cas)


@router.get("/offres", response_model=vues.PageBailleur, responses=problemes(*_ACCES, REQUETE_INVALIDE))
async def mes_offres(
    ctx: Ctx,
    qui: LeBailleur,
    statut: Annotated[StatutOffre | None, Query()] = None,
    limite: Limite = 20,
    curseur: Curseur = None,
) -> vues.PageBailleur:
    """One's own offers, newest first, read from MongoDB: a bailleur sees at once what it has written."""
    filtre: dict[str, Any] = {"bailleur.id": qui.bailleur_id}
    if statut is not None:
        filtre["statut"] = statut.value
    if (position := decode(curseur, str)) is not None:
        filtre |= await _apres(ctx, position[0])
    tri = [("publiee_le", -1), ("_id", -1)]
    lues = await ctx.db[stockage.COLLECTION].find(filtre).sort(tri).limit(limite + 1).to_list(None)
    offres = [offre for lu in lues[:limite] if (offre := stockage.lisible(lu)) is not None]
    suivant = encode([lues[limite - 1]["_id"]]) if len(lues) > limite else None
    jour = ctx.clock.today()
    return vues.PageBailleur(items=[vues.detail(offre, jour) for offre in offres], curseur_suivant=suivant)


@router.post(
    "/bailleurs",
    status_code=201,
    response_model=VueBailleur,
    responses=problemes(*_ACCES, BAILLEUR_DEJA_DECLARE, REQUETE_INVALIDE),
)
async def declarer(corps: NouveauBailleur, qui: LAdmin, commande: Commande) -> Response:
    """Open the platform to a bailleur."""

    async def cas(tx: Tx) -> VueBailleur:
        await commands.declarer_bailleur(tx, Bailleur(corps.id, corps.nom))
        return VueBailleur(id=corps.id, nom=corps.nom)

    return await commande.run(cas, status=201)


@router.get("/bailleurs", response_model=ListeBailleurs, responses=problemes(*_ACCES))
async def bailleurs(ctx: Ctx, qui: LAdmin) -> ListeBailleurs:
    """Every bailleur."""
    lus = await ctx.db["bailleurs"].find().sort("nom", 1).to_list(None)
    return ListeBailleurs(items=[VueBailleur(id=lu["_id"], nom=lu["nom"]) for lu in lus])


async def _apres(ctx: Ctx, offre_id: str) -> dict[str, Any]:
    """The filter of what follows an offer in the list; an offer never leaves the list of its bailleur."""
    lue = await ctx.db[stockage.COLLECTION].find_one({"_id": offre_id}, {"publiee_le": 1})
    if lue is None:
        return {"_id": {"$lt": offre_id}}
    plus_ancienne = {"publiee_le": {"$lt": lue["publiee_le"]}}
    return {"$or": [plus_ancienne, {"publiee_le": lue["publiee_le"], "_id": {"$lt": offre_id}}]}
