"""HTTP of notifications: the history of e-mails, and what a salarié wants to receive."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from chassis.auth import Principal, exige
from chassis.pagination import Curseur, Limite, decode, encode
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.problemes.technique import ACCES_INTERDIT, NON_AUTHENTIFIE, REQUETE_INVALIDE
from contracts.roles import Role
from notifications.domain.courriels import FACULTATIFS, Suivi
from notifications.domain.reprises import Abandon
from notifications.stockage import ENVOIS, PREFERENCES, Etat

router = APIRouter(prefix="/notifications", tags=["notifications"])
Agent = Annotated[Principal, exige(Role.ADMIN, Role.CONSEILLER)]
Salarie = Annotated[Principal, exige(Role.SALARIE)]


class Envoi(BaseModel):
    """Un courriel : ce qu’il est devenu, jamais son contenu ni son adresse."""

    envoi_id: str
    destinataire_id: str
    modele: str
    etat: Etat
    raison: Abandon | None = None
    essais: int
    cree_le: datetime
    fini_le: datetime | None = None


class Envois(BaseModel):
    """Une page, du plus récent au plus ancien."""

    envois: list[Envoi]
    suivant: str | None = None


class ChoixPreferences(BaseModel):
    """Ce que le salarié choisit."""

    model_config = ConfigDict(extra="forbid")

    suivi: StrictBool = Field(description="Recevoir les courriels de suivi qui ne sont pas obligatoires")


class Preferences(BaseModel):
    """Le choix du salarié, et ce qu’il change."""

    suivi: bool
    facultatifs: list[Suivi] = Field(description="Courriels que ce choix arrête")
    obligatoires: list[Suivi] = Field(description="Courriels envoyés dans tous les cas : décisions et délais légaux")


@router.get("/envois", responses=problemes(NON_AUTHENTIFIE, ACCES_INTERDIT, REQUETE_INVALIDE))
async def lister_les_envois(
    ctx: Ctx,
    _: Agent,
    destinataire_id: Annotated[str | None, Query(max_length=100)] = None,
    etat: Etat | None = None,
    limite: Limite = 20,
    curseur: Curseur = None,
) -> Envois:
    """L’historique des courriels."""
    wanted: dict[str, Any] = {"destinataire_id": destinataire_id, "etat": etat.value if etat else None}
    query = {name: value for name, value in wanted.items() if value is not None}
    if position := decode(curseur, int, str):
        query |= _apres(*position)
    found = ctx.db[ENVOIS].find(query).sort([("cree_le", -1), ("_id", -1)]).limit(limite + 1)
    documents = [document async for document in found]
    suivant = encode(_position(documents[limite - 1])) if len(documents) > limite else None
    return Envois(envois=[_vue(document) for document in documents[:limite]], suivant=suivant)


def _position(document: dict[str, Any]) -> list[Any]:
    return [round(document["cree_le"].timestamp() * 1000), document["_id"]]


def _apres(milliseconds: int, identifier: str) -> dict[str, Any]:
    """What follows a position. The driver stores milliseconds, so the comparison is exact."""
    instant = {"$toDate": {"$literal": milliseconds}}
    older = {"$lt": ["$cree_le", instant]}
    same = {"$and": [{"$eq": ["$cree_le", instant]}, {"$lt": ["$_id", {"$literal": identifier}]}]}
    return {"$expr": {"$or": [older, same]}}


def _vue(document: dict[str, Any]) -> Envoi:
    return Envoi.model_validate({**document, "envoi_id": document["_id"]})


@router.get("/preferences", responses=problemes(NON_AUTHENTIFIE, ACCES_INTERDIT))
async def lire_les_preferences(ctx: Ctx, qui: Salarie) -> Preferences:
    """Ce que le salarié reçoit ; tout, tant qu’il n’a rien choisi."""
    found = await ctx.db[PREFERENCES].find_one({"_id": qui.compte_id})
    return _preferences(found is None or found["suivi"])


@router.put(
    "/preferences",
    response_model=Preferences,
    responses=problemes(NON_AUTHENTIFIE, ACCES_INTERDIT, REQUETE_INVALIDE),
)
async def choisir_les_preferences(choix: ChoixPreferences, qui: Salarie, commande: Commande) -> Response:
    """Accepte ou refuse les courriels de suivi facultatifs."""

    async def choisir(tx: Tx) -> Preferences:
        change = {"$set": {"suivi": choix.suivi, "le": tx.now}}
        await tx[PREFERENCES].update_one({"_id": qui.compte_id}, change, upsert=True, session=tx.session)
        return _preferences(choix.suivi)

    return await commande.run(choisir)


def _preferences(suivi: bool) -> Preferences:
    return Preferences(
        suivi=suivi,
        facultatifs=[modele for modele in Suivi if modele in FACULTATIFS],
        obligatoires=[modele for modele in Suivi if modele not in FACULTATIFS],
    )
