"""The accounts of everybody, for an admin."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Response
from pymongo.errors import DuplicateKeyError

from chassis.pagination import Curseur, Limite, decode, encode
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.identity import StatutCompte
from contracts.problemes.identity import EMAIL_DEJA_UTILISE, SESSION_FERMEE
from contracts.problemes.technique import ACCES_INTERDIT, NON_AUTHENTIFIE, REQUETE_INVALIDE
from contracts.roles import Role
from identity import comptes
from identity.api import corps, vues
from identity.api.acces import Admin
from identity.domain.compte import Compte, RattachementInvalide
from identity.stockage import COMPTES, compte

router = APIRouter(tags=["Comptes"])


@router.post(
    "/invitations",
    status_code=201,
    response_model=vues.CompteInvite,
    responses=problemes(NON_AUTHENTIFIE, SESSION_FERMEE, ACCES_INTERDIT, EMAIL_DEJA_UTILISE),
)
async def inviter(invitation: corps.Invitation, qui: Admin, commande: Commande) -> Response:
    """Invite somebody of the staff: an e-mail with a link of seven days follows."""

    async def cas(tx: Tx) -> vues.CompteInvite:
        invite = _invite(tx, invitation)
        await comptes.inviter(tx, invite)
        return vues.CompteInvite(compte_id=invite.compte_id)

    try:
        return await commande.run(cas, 201)
    except (comptes.EmailDejaUtilise, DuplicateKeyError) as error:
        raise Refus(EMAIL_DEJA_UTILISE, "Cette adresse e-mail a déjà un compte.", champ="email") from error


def _invite(tx: Tx, invitation: corps.Invitation) -> Compte:
    faits = {**invitation.model_dump(), "role": Role(invitation.role)}
    try:
        return Compte(compte_id=str(uuid4()), version=1, statut=StatutCompte.EN_ATTENTE, cree_le=tx.now, **faits)
    except RattachementInvalide as error:
        detail = "Un bailleur a besoin de bailleur_id, un employeur de siret, et les autres ni de l’un ni de l’autre."
        raise Refus(REQUETE_INVALIDE, detail, champ="role") from error


@router.get(
    "/comptes", response_model=vues.PageComptes, responses=problemes(NON_AUTHENTIFIE, SESSION_FERMEE, ACCES_INTERDIT)
)
async def lister(
    qui: Admin,
    ctx: Ctx,
    role: Annotated[Role | None, Query()] = None,
    statut: Annotated[StatutCompte | None, Query()] = None,
    limite: Limite = 20,
    curseur: Curseur = None,
) -> vues.PageComptes:
    """Accounts, by id."""
    filtre: dict[str, object] = {}
    if role is not None:
        filtre["role"] = role.value
    if statut is not None:
        filtre["statut"] = statut.value
    if (position := decode(curseur, str)) is not None:
        filtre["_id"] = {"$gt": position[0]}
    lus = [lu async for lu in ctx.db[COMPTES].find(filtre).sort("_id", 1).limit(limite + 1)]
    items = [vues.compte(compte(lu)) for lu in lus[:limite]]
    suivant = encode([items[-1].compte_id]) if len(lus) > limite else None
    return vues.PageComptes(items=items, curseur_suivant=suivant)
