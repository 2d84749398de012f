"""The OpenAPI document of a service: what a route declares, and what the chassis itself may answer on that route."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from contracts.problemes import Probleme, ProblemeHttp
from contracts.problemes import technique as t

MEDIA_TYPE = "application/problem+json"
REFERENCE = "#/components/schemas/{model}"
TOKEN, OPTIONAL_TOKEN = "HTTPBearer", "JetonFacultatif"
FRAMEWORK_422 = "HTTPValidationError"


class Application(FastAPI):
    """FastAPI whose document tells every problem that a caller may meet."""

    _completed: dict[str, Any] | None = None

    def openapi(self) -> dict[str, Any]:
        """The document, as `/<service>/openapi.json` serves it."""
        document = super().openapi()
        if document is not self._completed:
            self._completed = completed(document)
        return document

    def methods(self, path: str | None) -> list[str]:
        """The methods of an operation's path; none for a path that the document does not tell."""
        return sorted(method.upper() for method in self.openapi().get("paths", {}).get(path, {}))


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Add the problems of the chassis to each operation of `document`, in place. Done twice, it adds nothing."""
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            _secure(operation)
            _complete(operation, _implicit(path, method, operation))
    document.get("components", {}).get("securitySchemes", {}).pop(OPTIONAL_TOKEN, None)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in (FRAMEWORK_422, "ValidationError"):
        schemas.pop(name, None)
    problem = ProblemeHttp.model_json_schema(ref_template=REFERENCE, mode="serialization")
    schemas.update(problem.pop("$defs"))
    schemas["ProblemeHttp"] = problem
    return document


def responses(catalogue: Iterator[Probleme] | tuple[Probleme, ...]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI `responses` of these problems, by status."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for probleme in catalogue:
        _add(by_status.setdefault(probleme.status, _empty()), probleme)
    return by_status


def _implicit(path: str, method: str, operation: dict[str, Any]) -> Iterator[Probleme]:
    yield t.SERVICE_INDISPONIBLE
    if operation.get("security"):
        yield t.NON_AUTHENTIFIE
    if "{" in path:
        yield t.INTROUVABLE
    if "requestBody" in operation or operation.get("parameters"):
        yield t.REQUETE_INVALIDE
    if method != "get":
        yield from (t.JSON_ILLISIBLE, t.CORPS_TROP_GRAND)
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        yield t.TYPE_DE_CONTENU
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", [])):
        yield t.CLE_IDEMPOTENCE_REUTILISEE


def _secure(operation: dict[str, Any]) -> None:
    """A route that only looks at the caller's token, if there is one, needs none."""
    schemes = [name for requirement in operation.get("security", []) for name in requirement]
    if TOKEN in schemes:
        operation["security"] = [{TOKEN: []}]
    elif OPTIONAL_TOKEN in schemes:
        operation["security"] = [{}, {TOKEN: []}]


def _complete(operation: dict[str, Any], problemes: Iterator[Probleme]) -> None:
    declared = operation["responses"]
    for probleme in problemes:
        response = declared.setdefault(str(probleme.status), _empty())
        if FRAMEWORK_422 in str(response):
            declared["422"] = response = _empty()  # what the framework says of itself is not what we answer
        response.setdefault("content", {}).setdefault(MEDIA_TYPE, _empty()["content"][MEDIA_TYPE])
        _add(response, probleme)
    operation["responses"] = dict(sorted(declared.items()))


def _empty() -> dict[str, Any]:
    schema = {"$ref": REFERENCE.format(model="ProblemeHttp")}
    return {"description": "", "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}


def _add(response: dict[str, Any], probleme: Probleme) -> None:
    examples = response["content"][MEDIA_TYPE]["examples"]
    if probleme.code in examples:
        return
    response["description"] = ", ".join(filter(None, [response["description"], f"`{probleme.code}` {probleme.titre}"]))
    example = ProblemeHttp(
        type=f"urn:alin:probleme:{probleme.code}",
        title=probleme.titre,
        status=probleme.status,
        detail=f"{probleme.titre}.",
        code=probleme.code,
    )
    examples[probleme.code] = {
        "summary": probleme.titre,
        "value": example.model_dump(mode="json", exclude_defaults=True),
    }
