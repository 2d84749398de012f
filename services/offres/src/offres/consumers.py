"""What offres keeps of the other services: who asks for a home, which firms, which leases."""

from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.transaction import Tx
from contracts.candidatures import BailSigne
from contracts.demande_import import DEMANDES, ENTREPRISES
from offres import commands

_PROJETEES = {"demandes": DEMANDES, "entreprises": ENTREPRISES}


def build_consumer(_: Context) -> Consumer:
    """`DemandeSupprimee` is projected too: its state, which holds nothing personal, replaces the demande's."""
    consumer = Consumer()
    for collection, evenements in _PROJETEES.items():
        consumer.project(*evenements, into=collection)
    consumer.on(BailSigne, handler=_pourvoir)
    return consumer


async def _pourvoir(received: Received, tx: Tx) -> None:
    await commands.pourvoir(tx, received.message.offre_id)
