"""Client firms, declared by Action Logement."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.pagination import Curseur, Limite, decode, encode
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.demande_import import Consentement
from contracts.problemes.demande_import import ENTREPRISE_DEJA_DECLAREE, SIRET_INVALIDE
from demande_import import entreprises, stockage
from demande_import.api import corps
from demande_import.api.acces import ECRITURE, LECTURE, Action
from demande_import.domain.entreprise import Entreprise, siret_valide

router = APIRouter(prefix="/entreprises", tags=["Entreprises"])


class VueEntreprise(BaseModel):
    """A firm and its policy; never its code."""

    siret: str
    version: int
    raison_sociale: str
    effectif: int
    agricole: bool
    publique: bool
    eligible: bool
    choix_proposes: list[Consentement]
    validation_requise: bool
    code_defini: bool


class PageEntreprises(BaseModel):
    """A page, by SIRET."""

    items: list[VueEntreprise]
    curseur_suivant: str | None


def vue_entreprise(e: Entreprise) -> VueEntreprise:
    """What may be shown of it."""
    champs = e.model_dump(exclude={"code_hache", "le"})
    return VueEntreprise(**champs, eligible=e.eligible, code_defini=e.code_hache is not None)


@router.post(
    "",
    status_code=201,
    response_model=VueEntreprise,
    responses=problemes(*ECRITURE, SIRET_INVALIDE, ENTREPRISE_DEJA_DECLAREE),
)
async def declarer(nouvelle: corps.NouvelleEntreprise, qui: Action, commande: Commande) -> Response:
    """A new client firm; it sets its policy itself."""
    if not siret_valide(nouvelle.siret):
        raise Refus(SIRET_INVALIDE, "Ce N° SIRET n’est pas valable : sa clé de contrôle est fausse.", champ="siret")

    async def cas(tx: Tx) -> VueEntreprise:
        return vue_entreprise(await entreprises.declarer(tx, Entreprise(**nouvelle.model_dump(), le=tx.now)))

    return await commande.run(cas, status=201)


@router.get("", response_model=PageEntreprises, responses=problemes(*LECTURE))
async def lister(ctx: Ctx, qui: Action, limite: Limite = 20, curseur: Curseur = None) -> PageEntreprises:
    """Every client firm."""
    position = decode(curseur, str)
    filtre: dict[str, Any] = {"_id": {"$gt": position[0]}} if position else {}
    lues = [lu async for lu in ctx.db[stockage.ENTREPRISES].find(filtre).sort("_id", 1).limit(limite + 1)]
    montrees = [entreprises.de(lu) for lu in lues[:limite]]
    suivant = encode([montrees[-1].siret]) if len(lues) > limite else None
    return PageEntreprises(items=[vue_entreprise(e) for e in montrees], curseur_suivant=suivant)
