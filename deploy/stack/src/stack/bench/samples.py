"""Offers and salariés for the load, from the golden examples: nobody in them exists."""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaProducer

from contracts.demande_import import DemandeValidee
from contracts.envelope import Envelope, Event
from contracts.exemples import EXEMPLES
from contracts.offres import OffreModifiee, OffrePubliee
from contracts.registry import topic_of
from stack.bench.place import WorkNotDone

PATIENCE = 60.0


def offre(identifiant: str, version: int = 1) -> Event:
    """A home that the salariés of `demande` may apply to: version 1 publishes it, the next ones correct it."""
    classe: type[Event] = OffrePubliee if version == 1 else OffreModifiee
    maintenant = datetime.now(UTC)
    changes = {
        "offre_id": identifiant,
        "version": version,
        "date_limite": (maintenant + timedelta(days=30)).date(),
        "le": maintenant,
    }
    return EXEMPLES[classe.TYPE].model_copy(update=changes)  # type: ignore[return-value]


def demande(compte_id: str, *communes: str) -> Event:
    """The validated dossier of a salarié, who asks for these communes or for those of the example."""
    changes: dict[str, object] = {"demande_id": f"d-{compte_id}", "compte_id": compte_id, "le": datetime.now(UTC)}
    if communes:
        changes["communes_souhaitees"] = communes
    return EXEMPLES[DemandeValidee.TYPE].model_copy(update=changes)  # type: ignore[return-value]


async def publish(kafka_servers: str, prefix: str, events: Iterable[Event]) -> None:
    """Send events as another service would, in this order for each key."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka_servers, acks="all", enable_idempotence=True, linger_ms=5)
    await producer.start()
    try:
        for event in events:
            envelope = Envelope.wrap(event, source="bench", time=datetime.now(UTC))
            headers = [(name, value.encode()) for name, value in envelope.headers().items()]
            topic = prefix + topic_of(event).name
            await producer.send(topic, envelope.data, key=envelope.subject.encode(), headers=headers)
        await producer.flush()
    finally:
        await producer.stop()


async def stored(collection: Any, query: dict[str, Any], count: int) -> None:
    """Wait until the worker has projected that many. Raises WorkNotDone."""
    end = time.monotonic() + PATIENCE
    while (found := await collection.count_documents(query)) < count:
        if time.monotonic() > end:
            raise WorkNotDone(f"{found} documents of {count} after {PATIENCE:.0f} s")
        await asyncio.sleep(0.1)
