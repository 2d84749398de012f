"""What notifications makes of the events it reads: intents of e-mails, and the accounts and offers they name."""

from typing import Any

from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.transaction import Tx
from contracts import candidatures, identity, offres
from contracts.candidatures import VisiteEffectuee
from contracts.identity import CompteModifie, CompteSupprime
from contracts.notifications import EnvoyerCourriel
from notifications.domain.courriels import AVIS, FACULTATIFS, SUIVIS_DEMANDE, Suivi, suivi_candidature, suivi_demande
from notifications.domain.reprises import DUREE_SUIVI, perime
from notifications.stockage import COMPTES, DEMANDES, ENVOIS, OFFRES, PREFERENCES, inscrire

FAITS = {"candidature_id", "offre_id", "motif", "visite_le", "rang", "condition_avant", "repondre_avant"}
"""What the e-mails tell of a candidature; the rest of its state is not kept here."""
SUIVIES = tuple(event for event in candidatures.EVENTS if event is not VisiteEffectuee)


def build_consumer(_: Context) -> Consumer:
    """A deleted account's projection becomes `CompteSupprime`, which holds nothing personal."""
    consumer = Consumer()
    consumer.project(*identity.EVENTS, into=COMPTES)
    consumer.project(*offres.EVENTS, into=OFFRES)
    consumer.on(EnvoyerCourriel, handler=_commander)
    consumer.on(*SUIVIES, handler=_suivre)
    consumer.on(*SUIVIS_DEMANDE, handler=_suivre_demande)
    consumer.on(CompteModifie, handler=_avertir)
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


async def _avertir(received: Received, tx: Tx) -> None:
    """A password or an access changed: the person hears of it, who may not have done it."""
    compte = received.message
    perime_le = compte.le + DUREE_SUIVI
    if compte.motif is not None and not perime(tx.now, perime_le):
        modele = AVIS[compte.motif]
        await inscrire(tx, received, destinataire_id=compte.compte_id, modele=modele, perime_le=perime_le)


async def _suivre(received: Received, tx: Tx) -> None:
    """No intent for an e-mail that the salarié refused, nor for old news (a topic read from its start)."""
    etat = received.message
    modele = suivi_candidature(etat)
    perime_le = etat.le + DUREE_SUIVI
    if modele is None or perime(tx.now, perime_le) or not await _attendu(tx, etat.compte_id, modele):
        return
    faits = etat.model_dump(mode="json", include=FAITS, exclude_none=True)
    await inscrire(tx, received, destinataire_id=etat.compte_id, modele=modele, perime_le=perime_le, candidature=faits)


async def _suivre_demande(received: Received, tx: Tx) -> None:
    """An event of a demande may tell a step again (its state changed otherwise): only a new step makes an e-mail.

    Of the demande this service keeps two ids and the step, nothing of what the household is or earns.
    """
    evenement = received.message
    modele = suivi_demande(evenement)
    if modele is None or not await _nouvelle_etape(tx, evenement, modele):
        return
    perime_le = evenement.le + DUREE_SUIVI
    if not perime(tx.now, perime_le) and await _attendu(tx, evenement.compte_id, modele):
        await inscrire(tx, received, destinataire_id=evenement.compte_id, modele=modele, perime_le=perime_le)


async def _nouvelle_etape(tx: Tx, evenement: Any, modele: Suivi) -> bool:
    """Remember the step of a demande; True when it is another than the last. An import is told once.

    What is erased a year after a radiation goes without a word: nobody asked for it, and its end was told.
    """
    cle = {"_id": evenement.demande_id}
    if modele is Suivi.DEMANDE_SUPPRIMEE:
        avant = await tx[DEMANDES].find_one_and_delete(cle, session=tx.session)
        return avant is None or avant["modele"] != Suivi.DEMANDE_RADIEE.value
    premiere = modele is Suivi.DEMANDE_IMPORTEE
    etape = {"compte_id": evenement.compte_id, "modele": modele.value}
    change = {"$setOnInsert" if premiere else "$set": etape}
    avant = await tx[DEMANDES].find_one_and_update(cle, change, upsert=True, session=tx.session)
    return avant is None or (not premiere and bool(avant["modele"] != modele.value))


async def _attendu(tx: Tx, compte_id: str, modele: Suivi) -> bool:
    """The salarié still has an account, and did not refuse such e-mails."""
    compte = await tx[COMPTES].find_one({"_id": compte_id}, {"type": 1}, session=tx.session)
    if compte is not None and compte["type"] == CompteSupprime.TYPE:
        return False
    if modele not in FACULTATIFS:
        return True
    found = await tx[PREFERENCES].find_one({"_id": compte_id}, session=tx.session)
    return found is None or bool(found["suivi"])


async def _effacer(received: Received, tx: Tx) -> None:
    """Nothing is left of a deleted account: neither what it chose, nor what it was sent, nor what it was to be sent."""
    compte_id = received.message.compte_id
    await tx[PREFERENCES].delete_one({"_id": compte_id}, session=tx.session)
    await tx[DEMANDES].delete_many({"compte_id": compte_id}, session=tx.session)
    await tx[ENVOIS].delete_many({"destinataire_id": compte_id}, session=tx.session)
