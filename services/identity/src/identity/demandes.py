"""Forms that anybody may send: kept as they are, and done afterwards by the worker.

So the answer, its time and its work are the same whether or not the e-mail has an account.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from chassis.context import Context
from chassis.tracing import carrier, resumed
from chassis.transaction import Tx
from contracts.identity import Civilite, CompteCree, CompteModifie, StatutCompte
from contracts.notifications import ModeleCourriel
from contracts.roles import Role
from identity import courriels, liens
from identity.domain.compte import Compte
from identity.stockage import DEMANDES, enregistrer, par_email

log = logging.getLogger(__name__)
CREATION, OUBLI = "creation", "oubli"


@dataclass(frozen=True, slots=True)
class Formulaire:
    """« Création de compte » (guide #2), checked."""

    civilite: Civilite
    nom: str
    prenom: str
    telephone: str
    email: str


async def demander_un_compte(tx: Tx, formulaire: Formulaire) -> None:
    """Keep the form of « Créer mon compte »."""
    faits = {**asdict(formulaire), "civilite": formulaire.civilite.value}
    await _garder(tx, CREATION, formulaire.email, faits)


async def demander_un_mot_de_passe(tx: Tx, email: str) -> None:
    """Keep « Mot de passe oublié ? »."""
    await _garder(tx, OUBLI, email, None)


async def _garder(tx: Tx, genre: str, email: str, formulaire: dict[str, Any] | None) -> None:
    demande = {"_id": str(uuid4()), "genre": genre, "email": email, "formulaire": formulaire, "le": tx.now}
    await tx[DEMANDES].insert_one({**demande, "trace": carrier()}, session=tx.session)


async def traiter(context: Context) -> None:
    """Do what waits, oldest first, each in a transaction of its own; one at fault holds up no other."""
    en_attente = [lue async for lue in context.db[DEMANDES].find().sort("le", 1)]
    for demande in en_attente:
        with resumed(demande["trace"], f"demande {demande['genre']}"):
            try:
                await context.transaction(partial(_traiter, demande=demande))
            except Exception as error:
                log.error("a form waits for the next turn", extra={"error": type(error).__name__})


async def _traiter(tx: Tx, demande: dict[str, Any]) -> None:
    prise = await tx[DEMANDES].delete_one({"_id": demande["_id"]}, session=tx.session)
    if not prise.deleted_count:
        return
    compte = await par_email(tx, demande["email"])
    if compte is not None and compte.suspendu_le is not None:
        return  # an admin keeps this person out: no link lets them in again
    if compte is not None and not await courriels.permis(tx, compte):
        log.warning("too many e-mails to one account, a form is left")
        return
    if demande["genre"] == CREATION:
        await _creer(tx, compte, demande["formulaire"])
    elif compte is not None:
        await liens.envoyer(tx, compte)


async def _creer(tx: Tx, existant: Compte | None, faits: dict[str, Any]) -> None:
    """A new account waits for its link; one that waits gets a new link; one that is active is told so by e-mail."""
    formulaire = Formulaire(**{**faits, "civilite": Civilite(faits["civilite"])})
    if existant is None:
        compte = Compte(
            compte_id=str(uuid4()),
            version=1,
            role=Role.SALARIE,
            statut=StatutCompte.EN_ATTENTE,
            cree_le=tx.now,
            **asdict(formulaire),
        )
        await liens.envoyer(tx, await enregistrer(tx, compte, CompteCree))
    elif existant.statut is StatutCompte.ACTIF:
        await courriels.commander(tx, ModeleCourriel.COMPTE_EXISTANT, existant, "pages/mot-de-passe-oublie")
    else:
        await liens.envoyer(tx, await _corriger(tx, existant, formulaire))


async def _corriger(tx: Tx, compte: Compte, f: Formulaire) -> Compte:
    """The form typed again counts; what an admin wrote in an invitation is not the sender's to change."""
    if compte.role is not Role.SALARIE:
        return compte
    corrige = compte.corriger(f.civilite, f.prenom, f.nom, f.telephone)
    return await enregistrer(tx, corrige, CompteModifie)
