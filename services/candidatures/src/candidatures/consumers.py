"""What candidatures keeps of the other services, and what their facts do to candidatures."""

from candidatures import commands
from chassis.consumer import Consumer, Received
from chassis.context import Context
from chassis.transaction import Tx
from contracts.demande_import import (
    DEMANDES,
    ENTREPRISES,
    DemandeMiseAJour,
    DemandeRadiee,
    DemandeSupprimee,
    DemandeValidee,
)
from contracts.identity import CompteSupprime
from contracts.offres import EVENTS as OFFRES
from contracts.offres import OffrePourvue, OffreRetiree

_PROJETEES = {"offres": OFFRES, "demandes": DEMANDES, "entreprises": ENTREPRISES}


def build_consumer(_: Context) -> Consumer:
    """Newest states of offers, demandes and firms; a candidature closes when what it stands on is gone."""
    consumer = Consumer()
    for collection, evenements in _PROJETEES.items():
        consumer.project(*evenements, into=collection)
    consumer.on(OffreRetiree, handler=_offre_retiree)
    consumer.on(OffrePourvue, handler=_offre_pourvue)
    consumer.on(DemandeValidee, DemandeMiseAJour, handler=_demande_changee)
    consumer.on(DemandeRadiee, handler=_demande_radiee)
    consumer.on(DemandeSupprimee, handler=_demande_supprimee)
    consumer.on(*ENTREPRISES, handler=_entreprise_connue)
    consumer.on(CompteSupprime, handler=_compte_supprime)
    return consumer


async def _offre_retiree(received: Received, tx: Tx) -> None:
    await commands.classer(tx, {"offre_id": received.message.offre_id}, "offre_retiree")


async def _offre_pourvue(received: Received, tx: Tx) -> None:
    await commands.classer(tx, {"offre_id": received.message.offre_id}, "logement_attribue")


async def _demande_changee(received: Received, tx: Tx) -> None:
    await commands.recoter(tx, DemandeValidee.model_validate(received.message.model_dump()))


async def _demande_radiee(received: Received, tx: Tx) -> None:
    # Struck off by attribution comes after the lease, which nothing closes: every other reason ends the candidature.
    await commands.classer(tx, {"demande_id": received.message.demande_id}, "demande_radiee")


async def _demande_supprimee(received: Received, tx: Tx) -> None:
    await commands.classer(tx, {"demande_id": received.message.demande_id}, "demande_supprimee")


async def _entreprise_connue(received: Received, tx: Tx) -> None:
    await commands.recoter_entreprise(tx, received.message.siret)


async def _compte_supprime(received: Received, tx: Tx) -> None:
    await commands.effacer(tx, received.message.compte_id)
