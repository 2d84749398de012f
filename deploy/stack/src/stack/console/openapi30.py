"""An OpenAPI 3.1 document as 3.0, for the viewer alone.

The page of `/docs` comes from the package `swagger-ui-bundle`, whose Swagger UI is 4.15: it reads OpenAPI 3.0 and
refuses 3.1. What differs in our documents is how a schema says « or null » and names a constant.
"""

from typing import Any

NULL = {"type": "null"}


def as_openapi_30(document: dict[str, Any]) -> dict[str, Any]:
    lowered: dict[str, Any] = _lower(document)
    return lowered | {"openapi": "3.0.3"}


def _lower(node: Any) -> Any:
    if isinstance(node, list):
        return [_lower(item) for item in node]
    if not isinstance(node, dict):
        return node
    lowered = {key: _lower(value) for key, value in node.items()}
    return _lower_type(_lower_any_of(_lower_const(lowered)))


def _lower_any_of(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema.get("anyOf")
    if not isinstance(choices, list) or NULL not in choices:
        return schema
    rest = [choice for choice in choices if choice != NULL]
    without = {key: value for key, value in schema.items() if key != "anyOf"}
    if len(rest) == 1:
        return ({"allOf": rest} if "$ref" in rest[0] else rest[0]) | without | {"nullable": True}
    return without | {"anyOf": rest, "nullable": True}


def _lower_type(schema: dict[str, Any]) -> dict[str, Any]:
    types = schema.get("type")
    if not isinstance(types, list):
        return schema
    rest = [name for name in types if name != "null"]
    return schema | {"type": rest[0], "nullable": "null" in types}


def _lower_const(schema: dict[str, Any]) -> dict[str, Any]:
    if "const" not in schema or "properties" in schema:
        return schema
    return {key: value for key, value in schema.items() if key != "const"} | {"enum": [schema["const"]]}
