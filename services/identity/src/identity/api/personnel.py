"""An admin and the access of staff: suspension, its end, a lost second factor. Each is logged, by ids alone."""

import logging
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path, Response

from chassis.auth import Principal
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, problemes
from contracts.problemes.identity import COMPTE_HORS_PERSONNEL, COMPTE_SUSPENDU, PROPRE_COMPTE, SESSION_FERMEE
from contracts.problemes.technique import ACCES_INTERDIT, CONFLIT_VERSION, INTROUVABLE, NON_AUTHENTIFIE
from identity import personnel
from identity.api import vues
from identity.api.acces import Admin
from identity.domain.compte import Compte, CompteInactif, CompteSuspendu, HorsPersonnel
from identity.stockage import introuvable

log = logging.getLogger(__name__)
router = APIRouter(prefix="/comptes/{compte_id}", tags=["Comptes"])
CompteId = Annotated[str, Path(max_length=100)]
Geste = Callable[[Tx, str], Awaitable[Compte]]
_REFUS = (NON_AUTHENTIFIE, SESSION_FERMEE, ACCES_INTERDIT, INTROUVABLE, CONFLIT_VERSION)
_REFUS_PERSONNEL = (*_REFUS, COMPTE_HORS_PERSONNEL, PROPRE_COMPTE)


@router.post("/suspension", response_model=vues.VueCompte, responses=problemes(*_REFUS_PERSONNEL))
async def suspendre(compte_id: CompteId, qui: Admin, commande: Commande) -> Response:
    """Keep a member of staff out: sessions end, links die, nobody logs in. Again: nothing more."""
    return await _agir("suspension", personnel.suspendre, compte_id, qui, commande)


@router.post("/retablissement", response_model=vues.VueCompte, responses=problemes(*_REFUS_PERSONNEL))
async def retablir(compte_id: CompteId, qui: Admin, commande: Commande) -> Response:
    """Let a member of staff in again, with the password and the second factor of before. Again: nothing more."""
    return await _agir("retablissement", personnel.retablir, compte_id, qui, commande)


@router.post(
    "/second-facteur/reinitialisation",
    response_model=vues.VueCompte,
    responses=problemes(*_REFUS_PERSONNEL, COMPTE_SUSPENDU),
)
async def reinitialiser(compte_id: CompteId, qui: Admin, commande: Commande) -> Response:
    """The second factor is lost: sessions end, and an e-mail brings a link to set another up."""

    async def geste(tx: Tx, identifiant: str) -> Compte:
        compte, _ = await personnel.reinitialiser_second_facteur(tx, identifiant)
        return compte

    return await _agir("second_facteur_reinitialise", geste, compte_id, qui, commande)


async def _agir(nom: str, geste: Geste, compte_id: str, qui: Principal, commande: Commande) -> Response:
    if compte_id == qui.compte_id:  # two persons: a stolen session of an admin does not keep the admin out
        raise Refus(PROPRE_COMPTE, "Demandez-le à un autre administrateur : c’est votre propre compte.")

    async def cas(tx: Tx) -> vues.VueCompte:
        return vues.compte(await geste(tx, compte_id))

    try:
        reponse = await commande.run(cas)
    except HorsPersonnel as error:
        raise Refus(COMPTE_HORS_PERSONNEL, "Seul l’accès du personnel se suspend ou se réinitialise.") from error
    except CompteSuspendu as error:
        raise Refus(COMPTE_SUSPENDU, "Rétablissez d’abord l’accès de ce compte.") from error
    except CompteInactif as error:
        raise introuvable() from error
    log.warning("an admin changed an access", extra={"action": nom, "par": qui.compte_id, "compte_id": compte_id})
    return reponse
