"""What a request may hold, without any server."""

import json
from typing import Annotated
from unittest.mock import patch

import httpx
import pytest
from fastapi import APIRouter, Depends
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel, ConfigDict

from chassis.app import create_app
from chassis.auth import Keys, Principal, exige, principal
from chassis.context import Context
from chassis.limits import JsonIllisible, check_json
from chassis.pagination import Curseur, decode, encode
from chassis.problems import Refus
from chassis.service import Service
from chassis.settings import ServiceSettings

router = APIRouter(prefix="/toy")
part = APIRouter(prefix="/parts")


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    query: str
    """Named as a part of a request is: the fault must still be told at this field."""


@router.post("/things")
async def make(thing: Thing) -> Thing:
    return thing


@router.get("/things")
async def everything(curseur: Curseur = None) -> list[str]:
    return [str(value) for value in decode(curseur, int, str) or []]


@router.delete("/things/{identifier}", status_code=204)
async def forget(identifier: str) -> None:
    return None


@router.get("/who")
async def who(qui: Annotated[Principal | None, Depends(principal)]) -> bool:
    return qui is not None


@router.get("/me")
async def me(qui: Annotated[Principal, exige()]) -> str:
    return qui.compte_id


@part.get("/{identifier}/detail")
async def detail(identifier: int) -> int:
    return identifier


router.include_router(part)


@pytest.fixture
def app():
    nothing = Context("toy", None, None, None)
    return create_app(Service("toy", ServiceSettings, router), nothing, "api", Keys(""))


@pytest.fixture
async def client(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://toy.test") as opened:
        yield opened


@pytest.mark.parametrize("body", [
    b'{"a": 1, "a": 2}', b'{"a": {"b": 1, "b": 1}}', b"[NaN]", b'{"a": -Infinity}', b'{"a": "\\ud800"}',
    b'{"\\udc00": 1}', b'["\\u0000"]', b'{"\\u0000": 1}', b'"\xff"', '{"a": 1}'.encode("utf-16"), b"[" * 100_000,
    b"9" * 5_000, b"{'a': 1}", b'{"a": 1} x', b"\xef\xbb\xbf{}",
])  # fmt: skip
def test_json_that_readers_understand_differently_is_refused(body):
    with pytest.raises(JsonIllisible):
        check_json(body)


@pytest.mark.parametrize("value", [
    {}, [], "é – 😀", {"a": [{"b": None}]}, "the text \\u0000, spelled out", "\\ud800", 1e300, 2**70, [[[[]]]], "\n\t",
])  # fmt: skip
@pytest.mark.parametrize("ascii_only", [True, False])
def test_any_other_json_is_taken(value, ascii_only):
    check_json(json.dumps(value, ensure_ascii=ascii_only).encode())


@pytest.mark.parametrize(
    "position", [[2**63, "a"], [-(2**63) - 1, "a"], [1, "\ud800"], ["1", "a"], [1], {}, [True, "a"]]
)
def test_a_cursor_that_mongodb_could_not_compare_is_refused_as_any_wrong_one(position):
    with pytest.raises(Refus, match="requete_invalide"):
        decode(encode(position), int, str)


def test_a_cursor_that_is_not_a_finite_number_is_refused():
    with pytest.raises(Refus):
        decode(encode([float("nan")]), float)
    assert decode(encode([1.5]), float) == [1.5]


@pytest.mark.parametrize("text", ["é", "W10", "W10=", "!!", "W1tbW1tbW1tbW1tb", "AAAA", ""])
async def test_a_cursor_that_somebody_made_up_is_refused(client, text):
    answer = await client.get("/toy/things", params={"curseur": text})
    assert (answer.status_code, answer.json()["erreurs"][0]["champ"]) == (422, "curseur")


async def test_a_body_under_another_content_type_is_415(client):
    answer = await client.post("/toy/things", content=b'{"query": "x"}', headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "type_de_contenu")


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
)
async def test_every_spelling_of_json_is_read_as_json(client, kind):
    good = await client.post("/toy/things", content=b'{"query": "x"}', headers={"Content-Type": kind})
    bad = await client.post("/toy/things", content=b'{"query": "x", "query": "y"}', headers={"Content-Type": kind})
    assert (good.status_code, bad.status_code) == (200, 400)


async def test_a_field_keeps_its_name_even_when_it_is_that_of_a_part_of_requests(client):
    answer = await client.post("/toy/things", json={})
    assert [fault["champ"] for fault in answer.json()["erreurs"]] == ["query"]


async def test_the_answer_to_a_thousand_faults_stays_short(client):
    answer = await client.post("/toy/things", json={f"{rank}-{'x' * 500}": 0 for rank in range(1000)})
    assert answer.status_code == 422
    assert len(answer.content) < 20_000


async def test_405_names_every_method_of_the_path(client):
    answer = await client.put("/toy/things", json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    answer = await client.get("/toy/things/1")
    assert (answer.headers["allow"], answer.json()["code"]) == ("DELETE", "methode_interdite")


async def test_a_problem_names_the_whole_path_of_its_operation_and_never_its_values(client):
    answer = await client.post("/toy/things", json={})
    assert answer.json()["instance"] == "/toy/things"
    answer = await client.get("/toy/parts/somebody@courriel.example/detail")
    assert answer.json()["instance"] == "/toy/parts/{identifier}/detail"


def test_the_document_tells_each_problem_with_an_example_and_no_other_shape(app):
    document = app.openapi()
    responses = document["paths"]["/toy/things"]["post"]["responses"]
    assert list(responses) == ["200", "400", "413", "415", "422", "503"]
    assert list(responses["422"]["content"]) == ["application/problem+json"]
    [example] = responses["413"]["content"]["application/problem+json"]["examples"].values()
    assert example["value"]["code"] == "corps_trop_grand"
    assert "404" in document["paths"]["/toy/things/{identifier}"]["delete"]["responses"]
    assert set(document["components"]["schemas"]) == {"Thing", "ProblemeHttp", "ErreurChamp"}
    assert app.openapi() == document


def test_the_document_tells_where_a_token_is_needed_and_where_it_is_only_looked_at(app):
    paths = app.openapi()["paths"]
    assert paths["/toy/me"]["get"]["security"] == [{"HTTPBearer": []}]
    assert paths["/toy/who"]["get"]["security"] == [{}, {"HTTPBearer": []}]
    assert "security" not in paths["/toy/things"]["get"]
    assert list(app.openapi()["components"]["securitySchemes"]) == ["HTTPBearer"]


async def test_a_span_tells_the_operation_and_none_of_its_values():
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    with patch.object(trace, "_TRACER_PROVIDER", provider):
        app = create_app(Service("toy", ServiceSettings, router), Context("toy", None, None, None), "api", Keys(""))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://toy.test") as client:
            await client.get("/toy/parts/jeton-secret/detail?nom=exemple")
            await client.get("/toy/nulle/part/jeton-secret")
    told = [span.to_json() for span in spans.get_finished_spans()]
    assert len(told) == 2
    assert "/toy/parts/{identifier}/detail" in told[0]
    assert not [text for text in told if "secret" in text or "exemple" in text]
