"""What candidatures keeps of the other services, and what their facts do to candidatures."""

from collections.abc import Sequence

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
from contracts.envelope import Event
from contracts.identity import CompteSupprime
from contracts.offres import EVENTS as OFFRES
from contracts.offres import OffreModifiee, OffrePourvue, OffreRetiree

_PROJETEES: dict[str, tuple[type[Event], ...]] = {
    "offres": OFFRES,
    "demandes": DEMANDES,
    "entreprises": ENTREPRISES,
    "comptes": (CompteSupprime,),
}


def build_consumer(_: Context) -> Consumer:
    """Newest states of offers, demandes and firms; a candidature closes when what it stands on is gone.

    Of the accounts, only which ones were erased: an id that names nobody any more.
    """
    consumer = Consumer()
    for collection, evenements in _PROJETEES.items():
        consumer.project(*evenements, into=collection)
    consumer.on_batch(OffreModifiee, handler=_offres_modifiees)
    consumer.on(OffreRetiree, OffrePourvue, handler=_offre_partie)
    consumer.on_batch(DemandeValidee, DemandeMiseAJour, handler=_demandes_changees)
    consumer.on(DemandeRadiee, handler=_demande_radiee)
    consumer.on(DemandeSupprimee, handler=_demande_supprimee)
    consumer.on(*ENTREPRISES, handler=_entreprise_connue)
    consumer.on(CompteSupprime, handler=_compte_supprime)
    return consumer


async def _offres_modifiees(received: Sequence[Received], tx: Tx) -> None:
    """A home that changed seldom has applicants: one look for all the homes of a batch."""
    await commands.recoter(tx, {"offre_id": {"$in": sorted({one.message.offre_id for one in received})}})


async def _offre_partie(received: Received, tx: Tx) -> None:
    await commands.fermer(tx, received.message.offre_id, received.message.statut)


async def _demandes_changees(received: Sequence[Received], tx: Tx) -> None:
    await commands.recoter(tx, {"demande_id": {"$in": sorted({one.message.demande_id for one in received})}})


async def _demande_radiee(received: Received, tx: Tx) -> None:
    # Struck off by attribution comes after the lease, which nothing closes: every other reason ends the candidature.
    await commands.classer(tx, {"demande_id": received.message.demande_id}, "demande_radiee")


async def _demande_supprimee(received: Received, tx: Tx) -> None:
    await commands.classer(tx, {"demande_id": received.message.demande_id}, "demande_supprimee")


async def _entreprise_connue(received: Received, tx: Tx) -> None:
    await commands.recoter_entreprise(tx, received.message.siret)


async def _compte_supprime(received: Received, tx: Tx) -> None:
    await commands.effacer(tx, received.message.compte_id)
