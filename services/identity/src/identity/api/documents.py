"""What the OpenAPI document says of pages and forms, beside what it says of JSON."""

from typing import Any

from pydantic import BaseModel

from chassis.openapi import responses
from contracts.problemes import Probleme
from identity.api.routes import FORMULAIRE

HTML: dict[str, Any] = {"text/html": {"schema": {"type": "string"}}}
Reponses = dict[int | str, dict[str, Any]]


def pages(*catalogue: Probleme) -> Reponses:
    """A page when all is well, and a page as well for each of these problems."""
    return avec_pages(200, "La page", *catalogue)


def avec_pages(statut: int, description: str, *catalogue: Probleme) -> Reponses:
    """The problems as JSON, and the same statuses as pages when a form was sent."""
    documents = responses(catalogue)
    for reponse in documents.values():
        reponse["content"] |= HTML
    succes: dict[str, Any] = {"description": description, "content": dict(HTML)}
    return {statut: succes, **documents}


def formulaire(modele: type[BaseModel]) -> dict[str, Any]:
    """`openapi_extra` of a route whose path takes the form of `modele` too."""
    schema = modele.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"requestBody": {"content": {FORMULAIRE: {"schema": schema}}}}
