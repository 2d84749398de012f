"""Garbage written by hand, on every operation that writes: refused as a problem, and nothing is stored.

What schemathesis does not draw: bytes that are not JSON, JSON that two readers understand differently, what Python,
pydantic or MongoDB alone chokes on.
"""

import json
from collections.abc import Iterator

import httpx
import pytest

from contracts.problemes import CATALOGUE
from contracts.roles import Role
from stack.openapi import document
from stack.services import BUILT

pytestmark = pytest.mark.integration
JSON = {"Content-Type": "application/json"}
DEEP = 50_000
BODIES = {
    "truncated": (b'{"a": {"b": [1, 2', 400),
    "two values under one name": (b'{"a": 1, "a": 2}', 400),
    "not a number": (b'{"a": NaN}', 400),
    "infinity": (b'{"a": -Infinity}', 400),
    "half a surrogate pair as value": (b'{"a": "\\ud800"}', 400),
    "half a surrogate pair as name": (b'{"\\udfff": 1}', 400),
    "a NUL as value": (b'{"a": ["\\u0000"]}', 400),
    "a NUL as name": (b'{"a": {"b\\u0000": 1}}', 400),
    "not UTF-8": (b'{"a": "\xff\xfe"}', 400),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 400),
    "an integer of 5000 digits": (b'{"a": ' + b"9" * 5000 + b"}", 400),
    "very deep": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, 400),
    "very deep arrays": (b"[" * DEEP + b"]" * DEEP, 400),
    "not JSON at all": (b"\x00\x01\x02", 400),
    "too big": (b'{"a": "' + b"x" * 1_100_000 + b'"}', 413),
}
SHAPES = {
    "nothing": b"",
    "an array": b"[]",
    "an array of objects": b"[{}]",
    "a text": b'"texte"',
    "a number": b"1e400",
    "null": b"null",
    "a name nobody expects": b'{"inattendu": {"a": [1]}}',
    "5,000 names nobody expects": json.dumps({f"champ{rank}": 0 for rank in range(5_000)}).encode(),
    "prototype": b'{"__proto__": {"role": "admin"}, "$where": "1"}',
}
CONTENT_TYPES = (
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "json",
    "é",
)
KEYS = ("court", "x" * 129, "avec espace", "accentuée-é")
OPERATORS = ({"$ne": None}, {"$gt": ""}, ["x"], 1.5, True, None)


def writes(service: str):
    """(method, path, operation) of what may change something, but for the pages' forms."""
    for path, item in document(service)["paths"].items():
        for method in ("post", "put", "patch"):
            if method in item and _takes_json_or_nothing(item[method]):
                yield method.upper(), path.replace("{", "").replace("}", ""), item[method]


def _takes_json_or_nothing(operation) -> bool:
    return "application/json" in operation.get("requestBody", {"content": {"application/json": {}}})["content"]


class Door:
    """Sends to one operation as a role that may, and keeps every answer that is not what it should be."""

    def __init__(self, served, method: str, path: str) -> None:
        self.served, self.method, self.path = served, method, path
        self.headers = JSON | self._allowed()
        self.faults: list[str] = []

    def _allowed(self) -> dict[str, str]:
        for role in Role:
            headers = self.served.token(role)
            if self.send(b"{}", JSON | headers).status_code != 403:
                return headers
        raise AssertionError(f"{self.method} {self.path} lets nobody in")

    def send(self, body: bytes, headers) -> httpx.Response:
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        return self.served.http.request(self.method, self.path, content=body, headers=pairs)

    def refuses(self, what: str, body: bytes, *statuses: int, headers=None) -> httpx.Response:
        """The answer is a problem of the catalogue with one of these statuses."""
        answer = self.send(body, self.headers | (headers or {}))
        problem = answer.json() if answer.headers.get("content-type") == "application/problem+json" else {}
        if answer.status_code not in statuses or problem.get("code") not in CATALOGUE or not problem.get("detail"):
            self.faults.append(f"{self.method} {self.path}: {what}: {answer.status_code} {answer.text[:200]}")
        return answer


@pytest.fixture
def doors(served):
    """One per operation; afterwards nothing is stored, and no answer was wrong."""
    before = served.documents()
    opened = [(Door(served, method, path), operation) for method, path, operation in writes(served.name)]
    yield opened
    assert not [fault for door, _ in opened for fault in door.faults]
    assert served.documents() == before


everywhere = pytest.mark.parametrize("served", BUILT, indirect=True)


@everywhere
def test_a_body_that_is_not_json_for_everybody_is_refused(doors):
    for door, _ in doors:
        for what, (body, status) in BODIES.items():
            door.refuses(what, body, status)


@everywhere
def test_a_body_of_another_shape_is_refused_and_names_its_fields(doors):
    for door, operation in doors:
        if "requestBody" not in operation:
            continue
        for what, body in SHAPES.items():
            answer = door.refuses(what, body, 422)
            assert answer.json()["erreurs"], what
            assert len(answer.content) < 20_000, "the answer is bounded whatever the request holds"


@everywhere
def test_another_content_type_is_refused_as_such(doors):
    for door, operation in doors:
        taken = operation.get("requestBody", {}).get("content", {})
        for kind in CONTENT_TYPES if taken else ():
            if kind not in taken:
                door.refuses(kind, b'{"a": 1}', 415, headers={"Content-Type": kind})


@everywhere
def test_an_idempotency_key_of_another_form_is_refused(doors):
    for door, operation in doors:
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", [])):
            for key in KEYS:
                answer = door.refuses(repr(key), b"{}", 422, headers={"Idempotency-Key": key})
                assert "Idempotency-Key" in {fault["champ"] for fault in answer.json()["erreurs"]}


@everywhere
def test_no_field_takes_a_value_of_another_kind(doors, served):
    """A query operator, a list, a number, nothing: in each field in turn, the others being absent."""
    schemas = document(served.name)["components"]["schemas"]
    for door, operation in doors:
        for field, kinds in fields(operation, schemas):
            for value in OPERATORS:
                if _kind(value) not in kinds:
                    answer = door.refuses(f"{field}={value!r}", json.dumps({field: value}).encode(), 422)
                    at_fault = {fault["champ"].split(".")[0] for fault in answer.json().get("erreurs", [])}
                    assert field in at_fault, f"{door.path}: {field}={value!r} was taken"


@everywhere
def test_a_false_token_is_refused_whatever_it_looks_like(doors):
    for door, operation in doors:
        if operation.get("security"):
            for token in FALSE_TOKENS:
                door.refuses(token, b"{}", 401, headers={"Authorization": f"Bearer {token}"})


FALSE_TOKENS = (
    "a", "a.b.c", "..", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA", "W10.W10.W10", "x" * 6000,
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6ImFkbWluIn0.", "eyJhbGciOjF9.e30.e30",
    "eyJhbGciOiJSUzI1NiIsImtpZCI6eyJhIjoxfX0.e30.e30", "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiYiJdfQ.e30.e30",
    "eyJhbGciOiJIUzI1NiIsImtpZCI6InRlc3QifQ.e30.e30",
)  # fmt: skip


def fields(operation, schemas):
    """(field, JSON types it takes) of a body that is one object."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    for field, one in schema.get("properties", {}).items():
        yield field, set(_types(one, schemas))


def _types(schema, schemas) -> Iterator[str]:
    if "$ref" in schema:
        yield from _types(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for choice in [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]:
        yield from _types(choice, schemas)
    if "type" in schema:
        yield schema["type"]


def _kind(value) -> str:
    names = {dict: "object", list: "array", float: "number", bool: "boolean", type(None): "null"}
    return names[type(value)]
