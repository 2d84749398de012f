"""What every answer says to browsers and caches, and what is logged of an access refused, without any server."""

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Response
from joserfc.jwk import KeySet

from chassis.app import create_app
from chassis.auth import Keys, Principal, exige
from chassis.clock import Clock
from chassis.context import Context
from chassis.limits import MAX_BODY
from chassis.service import Service
from chassis.settings import ServiceSettings
from chassis.testing import SIGNING_KEY, Running
from contracts.roles import Role

router = APIRouter(prefix="/toy")


@router.get("/things/{name}")
async def own(name: str, qui: Annotated[Principal, exige(Role.ADMIN)]) -> str:
    return name


@router.get("/catalogue")
async def catalogue(response: Response) -> list[str]:
    response.headers["Cache-Control"] = "public, max-age=60"
    return []


@router.post("/broken")
async def broken() -> None:
    raise RuntimeError


@pytest.fixture
async def app():
    settings = ServiceSettings(mongo_url="mongodb://away", kafka_servers="away", jwks_url="")
    context = Context("toy", settings, None, Clock())
    app = create_app(Service("toy", ServiceSettings, router), context, "api", Keys("", KeySet([SIGNING_KEY])))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://toy.test") as client:
        yield Running(context, client, None, app)


async def test_no_answer_is_kept_by_a_cache_or_taken_for_a_page_refusals_and_faults_alike(app):
    """OWASP ASVS 8.2.1, 14.4.3, 14.4.4."""
    admin = app.token(Role.ADMIN)
    answers = {
        200: await app.client.get("/toy/things/a", headers=admin),
        401: await app.client.get("/toy/things/a"),
        404: await app.client.get("/toy/nowhere"),
        413: await app.client.post("/toy/broken", content=b"x" * (MAX_BODY + 1)),
        500: await app.client.post("/toy/broken"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_what_a_route_says_itself_stays(app):
    answer = await app.client.get("/toy/catalogue")
    assert answer.headers.get_list("cache-control") == ["public, max-age=60"]


async def test_an_access_refused_is_logged_with_the_operation_and_never_its_values(app, caplog):
    """OWASP ASVS 7.1.3; domain, Privacy."""
    refused = await app.client.get("/toy/things/secret-of-somebody", headers=app.token(Role.SALARIE, "c1"))
    assert refused.status_code == 403
    [line] = [record for record in caplog.records if record.message == "access refused"]
    assert (line.operation, line.role, line.compte_id) == ("/toy/things/{name}", "salarie", "c1")
    assert "secret-of-somebody" not in caplog.text
