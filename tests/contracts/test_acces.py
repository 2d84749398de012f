"""Every operation of every service against the matrix of accesses (acces.yaml, OWASP ASVS 4.1): who passes, who not.

The composition is the real one; what lies behind the door (the database) is away, so that a request that was let in
ends with 503, or with the fault of a body that was not sent, and never with 401 or 403.
"""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from joserfc.jwk import KeySet
from pymongo.errors import ServerSelectionTimeoutError

from chassis.app import create_app
from chassis.auth import Keys
from chassis.clock import Clock
from chassis.context import Context
from chassis.settings import ServiceSettings
from chassis.testing import SIGNING_KEY, Running
from contracts.roles import Role
from stack.openapi import document
from stack.services import BUILT, package

MATRICE = yaml.safe_load(Path(__file__).with_name("acces.yaml").read_text(encoding="utf-8"))
METHODS = ("get", "post", "put", "patch", "delete")
CLAIMS = {Role.BAILLEUR: {"bailleur_id": "b1"}, Role.EMPLOYEUR: {"siret": "55208131700125"}}


class Away:
    """Whatever is asked of it, it does not answer."""

    def __getitem__(self, name: str) -> "Away":
        return self

    def __getattr__(self, name: str) -> Any:
        raise ServerSelectionTimeoutError("away")


def operations(service: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document(service)["paths"].items():
        yield from ((method.upper(), path, item[method]) for method in METHODS if method in item)


EVERY = [(service, method, path) for service in BUILT for method, path, _ in operations(service)]
each_operation = pytest.mark.parametrize(("service", "method", "path"), EVERY, ids=lambda one: str(one))


def admitted(service: str, method: str, path: str) -> set[Role] | None:
    """The roles of the matrix; None when no token is needed."""
    roles = MATRICE[service][f"{method} {path}"]["roles"]
    if roles == "tous":
        return None
    return set(Role) if roles == "connectes" else {Role(role) for role in roles}


@pytest.fixture(scope="module")
def doors() -> dict[str, Running]:
    """Each service without its database, by name."""
    settings = ServiceSettings(mongo_url="mongodb://away", kafka_servers="away", jwks_url="")
    found = {}
    for service in BUILT:
        composition = importlib.import_module(f"{package(service)}.app").service
        context = Context(service, settings, Away(), Clock(), Away())  # type: ignore[arg-type]
        app = create_app(composition, context, "api", Keys("", KeySet([SIGNING_KEY])))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://alin.test")
        found[service] = Running(context, client, None, app)  # type: ignore[arg-type]
    return found


async def asked(door: Running, method: str, path: str, role: Role | None, **headers: str) -> httpx.Response:
    token = door.token(role, f"agent-{role}", **CLAIMS.get(role, {})) if role else {}
    return await door.client.request(method, path.replace("{", "").replace("}", ""), headers=token | headers)


@pytest.mark.parametrize("service", BUILT)
def test_every_operation_has_its_line_and_every_line_its_operation(service):
    """A new endpoint is not shipped before somebody has written who may call it."""
    assert set(MATRICE[service]) == {f"{method} {path}" for method, path, _ in operations(service)}


def test_a_path_that_names_a_thing_says_whose_it_must_be():
    for service, method, path in EVERY:
        assert "{" not in path or MATRICE[service][f"{method} {path}"].get("a_qui"), f"{method} {path}"


@each_operation
async def test_without_a_token_or_with_a_bad_one_nothing_but_the_public_part_answers(doors, service, method, path):
    roles, door = admitted(service, method, path), doors[service]
    answer = await asked(door, method, path, None)
    assert (answer.status_code == 401) is (roles is not None), answer.text
    if roles is None:
        return
    good = door.token(Role.ADMIN)["Authorization"]
    head, body, signature = good.removeprefix("Bearer ").split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + body + "."
    expired = door.token(Role.ADMIN, exp=1)["Authorization"].removeprefix("Bearer ")
    foreign = door.token(Role.ADMIN, aud="ailleurs")["Authorization"].removeprefix("Bearer ")
    for bad in (f"{head}.{body}.{signature[:-4]}AAAA", unsigned, expired, foreign, "x"):
        answer = await asked(door, method, path, None, Authorization=f"Bearer {bad}")
        assert answer.status_code == 401, f"{bad}: {answer.text}"


@each_operation
async def test_each_role_passes_or_is_refused_as_the_matrix_says(doors, service, method, path):
    roles = admitted(service, method, path)
    for role in Role:
        answer = await asked(doors[service], method, path, role)
        refused = answer.status_code == 403 and answer.json()["code"] == "acces_interdit"
        assert refused is (roles is not None and role not in roles), f"{role}: {answer.status_code} {answer.text}"
        assert answer.status_code != 401, f"{role}: {answer.text}"


@each_operation
async def test_whatever_is_answered_no_cache_keeps_it_unless_it_is_public(doors, service, method, path):
    """OWASP ASVS 8.2.1, 14.4: the refusals as well; answers with an ETag say `private` (services/offres)."""
    answer = await asked(doors[service], method, path, Role.SALARIE)
    public = admitted(service, method, path) is None and answer.is_success
    assert answer.headers["cache-control"] == "no-store" or public
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
