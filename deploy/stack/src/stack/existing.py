"""A MongoDB and an Apache Kafka that run already, given by their addresses: they answer, and can serve the platform."""

from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from chassis.topics import ensure_topics
from stack.errors import Unreachable
from stack.settings import StackSettings, variable

ANSWER_MS = 5000


async def require_replica_set(settings: StackSettings) -> None:
    """Raises Unreachable. The address is never shown: it may hold a password."""
    name = variable("mongo_url")
    try:
        async with AsyncMongoClient[dict[str, object]](
            settings.mongo_address, serverSelectionTimeoutMS=ANSWER_MS
        ) as client:
            hello = await client.admin.command("hello")
    except PyMongoError as error:
        raise Unreachable(
            f"MongoDB ne répond pas à l'adresse que donne {name} ({type(error).__name__}).",
            f"Vérifiez l'adresse et que ce MongoDB tourne ; sans {name}, la plateforme démarre le sien.",
        ) from error
    if "setName" not in hello:
        raise Unreachable(
            f"Le MongoDB que donne {name} n'est pas un replica set : il n'a pas de transactions.",
            "Démarrez-le avec --replSet rs0, puis exécutez rs.initiate() une fois, même pour un seul nœud.",
        )


async def require_topics(settings: StackSettings) -> None:
    """Creates the topics that are missing. Raises Unreachable."""
    name = variable("kafka_servers")
    try:
        await ensure_topics(settings.kafka_address)
    except (KafkaError, OSError, ValueError) as error:
        raise Unreachable(
            f"Apache Kafka ne répond pas sur {settings.kafka_address} ({type(error).__name__}).",
            f"Vérifiez qu'il tourne et que {name} est « hôte:port » ; sans {name}, la plateforme démarre le sien.",
        ) from error
