"""One OpenAPI document for the gateway, merged from those of the services. Committed, and checked by `make lint`."""

import importlib
import json
from typing import Annotated, Any

import typer

from chassis.app import create_app
from chassis.auth import Keys
from chassis.context import Context
from chassis.service import Service
from stack.gateway import gateway_folder
from stack.services import BUILT, package

DESCRIPTION = "La plateforme de recherche de logement social d’Action Logement, derrière sa passerelle."


def document(service: str) -> dict[str, Any]:
    """A service's own document, from its composition: nothing is started."""
    composition: Service = importlib.import_module(f"{package(service)}.app").service
    nothing: Any = None
    app = create_app(composition, Context(service, nothing, nothing, nothing), "api", Keys(""))
    described: dict[str, Any] = app.openapi()
    return described


def merged(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Paths together, schemas prefixed by their service, so that two services may use one name for two shapes."""
    result: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "AL’in", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": service} for service in documents],
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {}},
    }
    for service, one in documents.items():
        own = _renamed(one, service)
        for operation in (value for item in own["paths"].values() for value in item.values()):
            operation["tags"] = [service]
            operation["operationId"] = f"{package(service)}_{operation['operationId']}"
        result["paths"].update(own["paths"])
        for kind in ("schemas", "securitySchemes"):
            result["components"][kind].update(own.get("components", {}).get(kind, {}))
    return result


def _renamed(one: dict[str, Any], service: str) -> dict[str, Any]:
    prefix = "".join(word.capitalize() for word in service.split("-"))
    text = json.dumps(one).replace('"#/components/schemas/', f'"#/components/schemas/{prefix}')
    own: dict[str, Any] = json.loads(text)
    schemas = own.get("components", {}).get("schemas", {})
    if schemas:
        own["components"]["schemas"] = {prefix + name: schema for name, schema in schemas.items()}
    return own


def openapi(
    check: Annotated[bool, typer.Option(help="Compare only; exit 1 when the file is out of date")] = False,
) -> None:
    """Le document OpenAPI unique de la passerelle."""
    text = json.dumps(merged({service: document(service) for service in BUILT}), ensure_ascii=False, indent=1) + "\n"
    file = gateway_folder() / "openapi.json"
    if not check:
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        typer.echo("deploy/gateway/openapi.json is out of date: run `make generate`", err=True)
        raise typer.Exit(1)
