"""Each service against the registry, the catalogue of problems and the gateway: who may read, write and answer what."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from chassis.context import Context
from contracts.envelope import Message
from contracts.problemes import CATALOGUE
from contracts.problemes.modele import Probleme
from contracts.registry import PUBLIC, TOPICS, topic_named, topic_of
from stack.gateway import gateway_folder
from stack.openapi import document
from stack.services import BUILT, package

ROUTES = yaml.safe_load((gateway_folder() / "routes.yaml").read_text(encoding="utf-8"))
METHODS = ("get", "post", "put", "patch", "delete")
OTHER_STATUS_AT_THE_GATEWAY = {
    ("jeton_absent_ou_invalide", 403),  # a good token that is not for AL'in
    ("requete_illisible", 408),  # one that does not end
    ("requete_illisible", 426),  # of an HTTP of before 1.1
    ("requete_illisible", 431),  # with an address or headers too long
    ("service_indisponible", 502),  # a service that answers no HTTP
    ("service_indisponible", 504),  # one that is too slow
}
"""A person sees one code, machines more statuses."""
FOR_EVERY_ROLE = {
    "/identity/moi",
    "/identity/moi/mot-de-passe",
    "/identity/moi/sessions",
    "/identity/moi/sessions/fermeture",
}
"""One's own account: a token is enough."""

each_service = pytest.mark.parametrize("service", BUILT)


def topics_read(service: str) -> set[str]:
    consumer = importlib.import_module(f"{package(service)}.app").service.consumer(Context(service, None, None, None))
    return consumer.topics if consumer else set()


def sources(service: str) -> Iterator[Path]:
    root = Path(inspect.getfile(importlib.import_module(package(service)))).parent
    yield from root.rglob("*.py")


def mentioned(service: str) -> Iterator[object]:
    """Whatever a service's source takes from `contracts`: `from contracts.x import Y`, and `y.Z` of a module."""
    for file in sources(service):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules = dict(_imports(tree))
        yield from modules.values()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield getattr(modules.get(node.value.id), node.attr, None)


def _imports(tree: ast.AST) -> Iterator[tuple[str, object]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "contracts":
            module = importlib.import_module(node.module or "")
            for name in node.names:
                found = getattr(module, name.name, None)
                submodule = f"{node.module}.{name.name}"
                yield name.asname or name.name, importlib.import_module(submodule) if found is None else found


def operations(service: str) -> Iterator[tuple[str, str, dict]]:
    for path, item in document(service)["paths"].items():
        yield from ((method.upper(), path, item[method]) for method in METHODS if method in item)


def needs_a_token(operation: dict) -> bool:
    """OpenAPI: an empty requirement among the others makes them all optional."""
    return bool(operation.get("security")) and {} not in operation["security"]


def open_at_the_gateway(method: str, path: str) -> bool:
    """As Envoy does: exact path, prefix or whole regex, and the method when one is named."""
    address = re.sub(r"\{[^}]*\}", "x", path)
    return any(
        route.get("method", method) == method
        and (
            route.get("path") == address
            or address.startswith(route.get("prefix", "\0"))
            or re.fullmatch(route.get("regex", r"\0"), address)
        )
        for route in ROUTES["public"]
    )


@each_service
def test_a_service_reads_only_topics_that_the_registry_opens_to_it(service):
    for topic in map(topic_named, topics_read(service)):
        assert {service, PUBLIC} & set(topic.readers), f"{service} reads {topic.name}"
        assert not topic.personal_data or service in topic.readers


@each_service
def test_a_service_mentions_only_messages_that_it_writes_or_reads(service):
    read = topics_read(service)
    for found in mentioned(service):
        if inspect.isclass(found) and issubclass(found, Message) and "TYPE" in vars(found):
            topic = topic_of(found)
            assert service in topic.writers or topic.name in read, f"{service} mentions {found.__name__}"


@each_service
def test_every_message_of_a_service_that_is_built_is_made_by_it(service):
    made = {found for found in mentioned(service) if inspect.isclass(found)}
    made |= {one for found in mentioned(service) if isinstance(found, tuple) for one in found if inspect.isclass(one)}
    own = {message for topic in TOPICS if topic.owner == service for message in topic.messages}
    commands_of_others = {message for message in own if service not in topic_of(message).writers}
    assert own - commands_of_others <= made, "an event that nobody emits is a promise that nobody keeps"


def test_each_topic_of_personal_data_has_the_readers_that_read_it_and_no_other():
    for topic in TOPICS:
        if topic.personal_data:
            reading = {service for service in BUILT if topic.name in topics_read(service)}
            allowed = set(topic.readers) & set(BUILT)
            assert reading == allowed, f"{topic.name}: {sorted(allowed - reading)} may read it and do not"


@each_service
def test_problems_come_from_the_catalogue_and_all_of_a_service_s_own_are_used(service):
    used = {found.code for found in mentioned(service) if isinstance(found, Probleme)}
    assert used <= set(CATALOGUE)
    own = importlib.import_module(f"contracts.problemes.{package(service)}").CODES
    assert {probleme.code for probleme in own} <= used, "a code that nobody answers"
    made = [file.name for file in sources(service) if re.search(r"\bProbleme\(", file.read_text(encoding="utf-8"))]
    assert made == [], "a problem is declared in contracts.problemes"


@pytest.mark.parametrize("problem", ROUTES["problems"], ids=lambda one: f"{one['status']}-{one['code']}")
def test_the_gateway_answers_with_codes_of_the_catalogue(problem):
    declared = CATALOGUE[problem["code"]]
    known = declared.status == problem["status"] or (problem["code"], problem["status"]) in OTHER_STATUS_AT_THE_GATEWAY
    assert known, f"{problem['code']} is {declared.status} in the catalogue"


@each_service
def test_every_operation_says_what_it_does_and_what_it_answers(service):
    for method, path, operation in operations(service):
        said = f"{method} {path}"
        assert operation.get("summary"), said
        assert operation.get("description"), said
        good = [response for status, response in operation["responses"].items() if status < "300"]
        assert good, said
        for response in good:
            shapes = [media.get("schema") for media in response.get("content", {}).values()]
            assert all(shapes), f"{said}: an answer without its shape"


@each_service
def test_every_shape_is_described_and_every_reference_leads_somewhere(service):
    one = document(service)
    schemas = one["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/([^'\"]+)", repr(one))) <= set(schemas)
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


@each_service
def test_where_a_token_is_needed_401_is_documented_and_403_where_a_role_is(service):
    """That each role gets what is documented is seen on the running service (tests/e2e/test_schemathesis.py)."""
    for method, path, operation in operations(service):
        if not open_at_the_gateway(method, path):
            assert needs_a_token(operation), f"{method} {path}"
            needed = {"401"} if path in FOR_EVERY_ROLE else {"401", "403"}
            assert needed <= set(operation["responses"]), f"{method} {path}"


@each_service
def test_what_a_service_opens_to_all_the_gateway_opens_too(service):
    for method, path, operation in operations(service):
        if not needs_a_token(operation):
            assert open_at_the_gateway(method, path), f"{method} {path} needs no token, and the gateway asks for one"


def test_the_gateway_opens_only_what_exists():
    built = [(method, path) for service in BUILT for method, path, _ in operations(service)]
    for route in ROUTES["public"]:
        address = route.get("path") or route.get("prefix", "")
        if address.split("/")[1:2] and address.split("/")[1] in BUILT:
            assert any(path.startswith(address.rstrip("/")) for _, path in built), route["name"]
