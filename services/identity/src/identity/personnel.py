"""What an admin does to the access of a member of staff: suspended, given back, a second factor that was lost."""

from __future__ import annotations

from chassis.transaction import Tx
from contracts.identity import CompteModifie, MotifModification
from identity import liens
from identity.domain.compte import Compte
from identity.stockage import TOTP, enregistrer, fermer_choix, fermer_sessions, lire


async def suspendre(tx: Tx, compte_id: str) -> Compte:
    """No session, no link and no login from now on. Raises `HorsPersonnel`, `CompteInactif`, `Refus(INTROUVABLE)`."""
    avant = await lire(tx, compte_id)
    apres = avant.suspendre(tx.now)
    if apres is not avant:
        await enregistrer(tx, apres, CompteModifie, MotifModification.SUSPENSION)
        await _fermer(tx, compte_id)
    return apres


async def retablir(tx: Tx, compte_id: str) -> Compte:
    """The password and the second factor of before serve again. Raises as `suspendre`."""
    avant = await lire(tx, compte_id)
    apres = avant.retablir()
    if apres is not avant:
        await enregistrer(tx, apres, CompteModifie, MotifModification.RETABLISSEMENT)
    return apres


async def reinitialiser_second_facteur(tx: Tx, compte_id: str) -> tuple[Compte, str]:
    """Forget the second factor and send a link, to choose a password and set another up; gives back the link.

    Until then nobody logs in: a login without a second factor to compare with is refused. The proof is that of the
    invitation (OWASP ASVS 2.5.7): an admin who knows the person, and the person's mailbox.
    Raises as `suspendre`, and `CompteSuspendu`.
    """
    compte = (await lire(tx, compte_id)).perdre_second_facteur()
    await enregistrer(tx, compte, CompteModifie, MotifModification.SECOND_FACTEUR_REINITIALISE)
    await tx[TOTP].delete_one({"_id": compte_id}, session=tx.session)
    await _fermer(tx, compte_id)
    return compte, await liens.envoyer(tx, compte)


async def _fermer(tx: Tx, compte_id: str) -> None:
    await fermer_sessions(tx, compte_id)
    await liens.perimer(tx, compte_id)
    await fermer_choix(tx, compte_id)
