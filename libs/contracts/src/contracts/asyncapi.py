"""The AsyncAPI 3.0 document of the bus, derived from the registry of topics."""

from typing import Any

from contracts.envelope import CONTENT_TYPE, SPECVERSION, Command, Message
from contracts.registry import PUBLIC, TOPICS, Cleanup, Topic

Document = dict[str, Any]
_TEXT = {"type": "string", "minLength": 1}


def document() -> Document:
    """The whole document, as JSON values."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "AL’in : événements et commandes",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 en mode binaire sur Kafka, produits depuis l’outbox de chaque service.",
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "kafka": {"host": "kafka:9092", "protocol": "kafka", "description": "Apache Kafka de la plateforme"}
        },
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {name: operation for topic in TOPICS for name, operation in _operations(topic).items()},
        "components": {
            "messages": {message.TYPE: _message(message, topic) for topic in TOPICS for message in topic.messages},
            "schemas": {"enteteCloudEvents": _headers()},
        },
    }


def _channel(topic: Topic) -> Document:
    return {
        "address": topic.name,
        "description": topic.description,
        "messages": {message.TYPE: {"$ref": f"#/components/messages/{message.TYPE}"} for message in topic.messages},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": _configuration(topic),
                "bindingVersion": "0.5.0",
            }
        },
        "x-proprietaire": topic.owner,
        "x-lecteurs": list(topic.readers),
        "x-donnees-personnelles": topic.personal_data,
        "x-dlq": topic.dlq,
    }


def _configuration(topic: Topic) -> Document:
    """Kafka's settings in the types of the binding: a list of policies, milliseconds as numbers."""
    settings: Document = {name: int(value) for name, value in topic.config().items() if name.endswith(".ms")}
    return {"cleanup.policy": [topic.cleanup.value], **settings}


def _operations(topic: Topic) -> Document:
    roles = [("send", "envoie", topic.writers), ("receive", "recoit", topic.readers)]
    return {
        f"{'public' if service == PUBLIC else service}.{verb}.{topic.name}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{topic.name}"},
            "messages": [{"$ref": f"#/channels/{topic.name}/messages/{message.TYPE}"} for message in topic.messages],
            "x-service": service,
        }
        for action, verb, services in roles
        for service in services
    }


def _message(message: type[Message], topic: Topic) -> Document:
    return {
        "name": message.TYPE,
        "title": message.__name__,
        "summary": " ".join((message.__doc__ or "").split()),
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": "#/components/schemas/enteteCloudEvents"},
        "payload": {"$ref": f"./schemas/{message.TYPE}.json"},
        "bindings": {"kafka": {"key": {"type": "string", "description": message.KEY}, "bindingVersion": "0.5.0"}},
        "x-nature": "commande" if issubclass(message, Command) else "evenement",
        "x-efface-par-tombstone": topic.cleanup is Cleanup.COMPACT,
    }


def _headers() -> Document:
    return {
        "type": "object",
        "required": ["ce_id", "ce_type", "ce_source", "ce_specversion", "ce_time", "ce_subject"],
        "properties": {
            "ce_id": {**_TEXT, "description": "Identifiant : une relivraison porte le même"},
            "ce_type": {**_TEXT, "description": "Type du message, avec sa version majeure"},
            "ce_source": {**_TEXT, "format": "uri-reference", "description": "/alin/<service>"},
            "ce_specversion": {"type": "string", "const": SPECVERSION},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_subject": {**_TEXT, "description": "Identifiant de l’agrégat, clé Kafka"},
            "content-type": {"type": "string", "const": CONTENT_TYPE},
            "traceparent": {"type": "string", "description": "Trace W3C dans laquelle le message est né"},
        },
    }
