"""What notifications makes of the events it reads: intents of e-mails, and the accounts and offers they name."""

from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.transaction import Tx
from contracts import candidatures, identity, offres
from contracts.candidatures import VisiteEffectuee
from contracts.identity import CompteSupprime
from contracts.notifications import EnvoyerCourriel
from notifications.domain.courriels import FACULTATIFS, suivi
from notifications.domain.reprises import DUREE_SUIVI, perime
from notifications.stockage import COMPTES, ENVOIS, OFFRES, PREFERENCES, inscrire

FAITS = {"candidature_id", "offre_id", "motif", "visite_le", "rang", "condition", "repondre_avant"}
"""What the e-mails tell of a candidature; the rest of its state is not kept here."""
SUIVIES = tuple(event for event in candidatures.EVENTS if event is not VisiteEffectuee)


def build_consumer(_: Context) -> Consumer:
    """A deleted account's projection becomes `CompteSupprime`, which holds nothing personal."""
    consumer = Consumer()
    consumer.project(*identity.EVENTS, into=COMPTES)
    consumer.project(*offres.EVENTS, into=OFFRES)
    consumer.on(EnvoyerCourriel, handler=_commander)
    consumer.on(*SUIVIES, handler=_suivre)
    consumer.on(CompteSupprime, handler=_effacer)
    return consumer


async def _commander(received: Received, tx: Tx) -> None:
    """The JWE is kept closed until the e-mail leaves."""
    commande: EnvoyerCourriel = received.message
    await inscrire(
        tx,
        received,
        destinataire_id=commande.destinataire_id,
        modele=commande.modele,
        perime_le=commande.perime_le,
        charge=commande.charge,
    )


async def _suivre(received: Received, tx: Tx) -> None:
    """No intent for an e-mail that the salarié refused, nor for old news (a topic read from its start)."""
    etat = received.message
    modele = suivi(etat.statut, etat.motif)
    perime_le = etat.le + DUREE_SUIVI
    if modele is None or perime(tx.now, perime_le):
        return
    if modele in FACULTATIFS and await _refuse(tx, etat.compte_id):
        return
    faits = etat.model_dump(mode="json", include=FAITS, exclude_none=True)
    await inscrire(tx, received, destinataire_id=etat.compte_id, modele=modele, perime_le=perime_le, candidature=faits)


async def _refuse(tx: Tx, compte_id: str) -> bool:
    found = await tx[PREFERENCES].find_one({"_id": compte_id}, session=tx.session)
    return found is not None and not found["suivi"]


async def _effacer(received: Received, tx: Tx) -> None:
    """Nothing is left of a deleted account: neither what it chose, nor what it was sent, nor what it was to be sent."""
    compte_id = received.message.compte_id
    await tx[PREFERENCES].delete_one({"_id": compte_id}, session=tx.session)
    await tx[ENVOIS].delete_many({"destinataire_id": compte_id}, session=tx.session)
