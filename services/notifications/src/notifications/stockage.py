"""The collection `envois`: one document per e-mail, an intent first, then its history.

{_id: uuid5 of the ce_id, destinataire_id, modele, cause_id, etat, essais, prochain_essai, cree_le, perime_le,
 ordre: grows from one intent to the next, also within a batch, which has one instant,
 charge: JWE of an ordered e-mail, removed once settled, candidature: facts of a follow-up, fini_le, raison}
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bson import ObjectId

from chassis.consumer import Received
from chassis.tracing import carrier
from chassis.transaction import Tx
from notifications.domain.courriels import Modele

ENVOIS = "envois"
PREFERENCES = "preferences"
COMPTES = "comptes"
OFFRES = "offres"
DEMANDES = "demandes"
"""The last step that was told of each demande: {_id, compte_id, modele}."""
_ESPACE = uuid5(NAMESPACE_URL, "urn:alin:notifications:envoi")


class Etat(StrEnum):
    """Where an e-mail stands."""

    A_ENVOYER = "a_envoyer"
    ENVOYE = "envoye"
    ECHOUE = "echoue"


def envoi_id(cause_id: str) -> str:
    """The id of the e-mail that answers an event: the same for each delivery of it."""
    return str(uuid5(_ESPACE, cause_id))


async def inscrire(
    tx: Tx, received: Received, *, destinataire_id: str, modele: Modele, perime_le: datetime, **faits: Any
) -> None:
    """Record the intent of an e-mail. The second time changes nothing."""
    cause_id = received.envelope.id
    document = {
        "destinataire_id": destinataire_id,
        "modele": modele.value,
        "cause_id": cause_id,
        "etat": Etat.A_ENVOYER.value,
        "essais": 0,
        "prochain_essai": tx.now,
        "cree_le": tx.now,
        "ordre": ObjectId(),
        "perime_le": perime_le,
        "trace": carrier(),
        **faits,
    }
    await tx[ENVOIS].update_one(
        {"_id": envoi_id(cause_id)}, {"$setOnInsert": document}, upsert=True, session=tx.session
    )
