"""Accounts after their creation: invitations of staff, contact details, erasure."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from chassis.context import Context
from chassis.transaction import Tx
from contracts.identity import CompteCree, CompteModifie, CompteSupprime, StatutCompte
from identity import essais, liens, ressources
from identity.domain.compte import Compte
from identity.stockage import (
    CHOIX,
    COMPTES,
    COURRIELS,
    DEMANDES,
    LIENS,
    SESSIONS,
    TOTP,
    document,
    enregistrer,
    lire,
    par_email,
)


class EmailDejaUtilise(Exception):
    """Another account has this e-mail."""


async def inviter(tx: Tx, invite: Compte) -> str:
    """Create the account of a member of staff and order the invitation; gives back its link.

    Raises `EmailDejaUtilise`; a race is refused by the index, with the driver's `DuplicateKeyError`.
    """
    if await par_email(tx, invite.email) is not None:
        raise EmailDejaUtilise
    return await liens.envoyer(tx, await enregistrer(tx, invite, CompteCree))


async def changer_telephone(tx: Tx, compte_id: str, telephone: str) -> Compte:
    """The same number again changes nothing, and tells nothing."""
    compte = await lire(tx, compte_id)
    if compte.telephone == telephone:
        return compte
    return await enregistrer(tx, compte.changer_telephone(telephone), CompteModifie)


async def verifier_mot_de_passe(context: Context, compte: Compte, mot_de_passe: str) -> bool:
    """Of somebody logged in; counted like the attempts to log in. Raises `Refus(TROP_D_ESSAIS)`."""
    porte = essais.du_compte(context, compte.email)
    await essais.reserver(context, porte)
    bon = await ressources.de(context).hachoir.verifier(mot_de_passe, compte.empreinte)
    if bon:
        await essais.oublier(context, porte)
    return bon


async def effacer(tx: Tx, compte: Compte) -> None:
    """Nothing personal stays: not here, and not on the topic, whose key is erased after the event."""
    supprime = compte.supprimer()
    await tx.save(COMPTES, supprime.compte_id, {**document(supprime), "supprime_le": tx.now}, supprime.version)
    for collection in (LIENS, CHOIX, SESSIONS, COURRIELS):
        await tx[collection].delete_many({"compte_id": compte.compte_id}, session=tx.session)
    await tx[TOTP].delete_one({"_id": compte.compte_id}, session=tx.session)
    await tx[DEMANDES].delete_many({"email": compte.email}, session=tx.session)
    await tx.forget(compte.compte_id)
    await tx.emit(CompteSupprime(version=supprime.version, compte_id=supprime.compte_id, le=tx.now))
    await tx.tombstone(CompteSupprime, supprime.compte_id, supprime.version)


async def purger(context: Context) -> None:
    """Erase the accounts that nobody activated in time, and the forms that could not be done for as long."""
    limite = context.clock.now() - timedelta(days=context.settings.purge_jours)
    await context.db[DEMANDES].delete_many({"le": {"$lt": limite}})
    filtre = {"statut": StatutCompte.EN_ATTENTE.value, "cree_le": {"$lt": limite}}
    for compte_id in [lu["_id"] async for lu in context.db[COMPTES].find(filtre, {"_id": 1})]:
        await context.transaction(partial(_purger, compte_id=compte_id))


async def _purger(tx: Tx, compte_id: str) -> None:
    """Not while a link is good, or a password is being chosen."""
    compte = await lire(tx, compte_id)
    vivant = {"compte_id": compte_id, "expire_le": {"$gt": tx.now}}
    for collection, ouvert in ((LIENS, {"valide_le": None}), (CHOIX, {"utilise_le": None})):
        if await tx[collection].find_one({**vivant, **ouvert}, session=tx.session):
            return
    if compte.statut is StatutCompte.EN_ATTENTE:
        await effacer(tx, compte)
