"""What demande-import keeps of the other services, and what their facts do to demandes."""

from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.transaction import Tx
from contracts import candidatures, identity
from contracts.candidatures import BailSigne
from contracts.identity import CompteSupprime
from demande_import import demandes, radiations
from demande_import.stockage import CANDIDATURES, COMPTES


def build_consumer(_: Context) -> Consumer:
    """Newest states of accounts and candidatures. A deleted account’s state holds nothing personal."""
    consumer = Consumer()
    consumer.project(*identity.EVENTS, into=COMPTES)
    consumer.project(*candidatures.EVENTS, into=CANDIDATURES)
    consumer.on(BailSigne, handler=_bail_signe)
    consumer.on(CompteSupprime, handler=_compte_supprime)
    return consumer


async def _bail_signe(received: Received, tx: Tx) -> None:
    await radiations.inscrire(tx, received.message)


async def _compte_supprime(received: Received, tx: Tx) -> None:
    await demandes.effacer_le_compte(tx, received.message.compte_id)
