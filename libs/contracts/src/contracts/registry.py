"""The one registry of topics: the stack, the Kubernetes manifests, AsyncAPI and the tests all derive from it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from contracts import candidatures, demande_import, identity, notifications, offres
from contracts.envelope import Message

SERVICES = ("identity", "demande-import", "offres", "candidatures", "notifications")
PUBLIC = "*"
"""Reader name that stands for every system of Action Logement."""


class Cleanup(StrEnum):
    """What Kafka keeps of a topic."""

    COMPACT = "compact"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, declared once.

    `readers` are service names, or `PUBLIC`. `personal_data` says that bodies name or describe a person: then readers
    are named services only, and the topic is tombstoned on erasure. A compacted topic keeps each change at least
    `retention` long before it may be compacted; a deleted one keeps records that long.
    """

    name: str
    owner: str
    key: str
    partitions: int
    cleanup: Cleanup
    retention: timedelta
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    messages: tuple[type[Message], ...]
    description: str
    personal_data: bool = False

    @property
    def dlq(self) -> str:
        """Where a consumer puts what it cannot apply, with the reason and the origin."""
        return f"{self.name}.dlq"

    def config(self) -> dict[str, str]:
        """Kafka's own settings of the topic."""
        milliseconds = str(int(self.retention.total_seconds() * 1000))
        if self.cleanup is Cleanup.COMPACT:
            return {"cleanup.policy": "compact", "min.compaction.lag.ms": milliseconds}
        return {"cleanup.policy": "delete", "retention.ms": milliseconds}


TOPICS: tuple[Topic, ...] = (
    Topic(
        "identity.comptes",
        "identity",
        "compte_id",
        6,
        Cleanup.COMPACT,
        timedelta(days=7),
        writers=("identity",),
        readers=("demande-import", "candidatures", "notifications"),
        messages=identity.EVENTS,
        personal_data=True,
        description="Accounts: who the person is and how to reach them.",
    ),
    Topic(
        "demande-import.demandes",
        "demande-import",
        "demande_id",
        6,
        Cleanup.COMPACT,
        timedelta(days=7),
        writers=("demande-import",),
        readers=("offres", "candidatures", "notifications"),
        messages=demande_import.DEMANDES,
        personal_data=True,
        description="Demandes de logement social: household, resources, wishes and where the dossier stands.",
    ),
    Topic(
        "demande-import.entreprises",
        "demande-import",
        "siret",
        3,
        Cleanup.COMPACT,
        timedelta(days=7),
        writers=("demande-import",),
        readers=(PUBLIC,),
        messages=demande_import.ENTREPRISES,
        description="Firms and their housing policy.",
    ),
    Topic(
        "offres.offres",
        "offres",
        "offre_id",
        6,
        Cleanup.COMPACT,
        timedelta(days=7),
        writers=("offres",),
        readers=(PUBLIC,),
        messages=offres.EVENTS,
        description="Homes published by bailleurs.",
    ),
    Topic(
        "candidatures.candidatures",
        "candidatures",
        "candidature_id",
        6,
        Cleanup.COMPACT,
        timedelta(days=7),
        writers=("candidatures",),
        readers=(PUBLIC,),
        messages=candidatures.EVENTS,
        description="Candidatures from « Je postule » to « Entrer dans les lieux ».",
    ),
    Topic(
        "notifications.commandes",
        "notifications",
        "destinataire_id",
        3,
        Cleanup.DELETE,
        timedelta(days=3),
        writers=("identity", "demande-import"),
        readers=("notifications",),
        messages=notifications.COMMANDS,
        description="E-mails ordered by other services; the payload is a JWE for notifications alone.",
    ),
    Topic(
        "notifications.envois",
        "notifications",
        "envoi_id",
        3,
        Cleanup.DELETE,
        timedelta(days=30),
        writers=("notifications",),
        readers=(PUBLIC,),
        messages=notifications.EVENTS,
        description="What became of each e-mail.",
    ),
)

_BY_NAME = {topic.name: topic for topic in TOPICS}
_BY_TYPE = {message.TYPE: topic for topic in TOPICS for message in topic.messages}
MESSAGES: dict[str, type[Message]] = {message.TYPE: message for topic in TOPICS for message in topic.messages}
"""Every message class by its CloudEvents type."""


def topic_named(name: str) -> Topic:
    """The topic of that name. Raises `KeyError`."""
    return _BY_NAME[name]


def topic_of(message: type[Message] | Message) -> Topic:
    """The only topic that carries a message class. Raises `KeyError` for a class outside the registry."""
    return _BY_TYPE[message.TYPE]
