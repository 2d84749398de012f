"""The gateway, as a client meets it: a real Envoy in front of a service that repeats what it was asked."""

import asyncio
import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from contracts.problemes import CATALOGUE
from stack import binaries
from stack.background import background
from stack.console.app import console
from stack.console.part import ConsolePart
from stack.gateway import Gateway, render, routes
from stack.settings import HOST, StackSettings, isolated_settings

pytestmark = pytest.mark.integration

KEY = RSAKey.generate_key(2048, {"kid": "essai", "alg": "RS256", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "essai", "alg": "RS256", "use": "sig"})


class Echo(BaseHTTPRequestHandler):
    """Repeats method, path and headers; publishes the key set as identity does."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        reply: object = {
            "method": self.command,
            "path": self.path,
            "headers": {k.lower(): v for k, v in self.headers.items()},
        }
        if self.path == "/identity/.well-known/jwks.json":
            reply = {"keys": [KEY.as_dict(private=False)]}
        content = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def echo(port: int) -> Iterator[None]:
    server = ThreadingHTTPServer((HOST, port), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> StackSettings:
    return isolated_settings(tmp_path_factory.mktemp("gateway"))


@pytest.fixture(scope="module")
def gateway(settings) -> Iterator[httpx.Client]:
    with (
        echo(settings.identity_port),
        echo(settings.offres_port),
        background(settings, [[ConsolePart(settings), Gateway(settings)]]),
        httpx.Client(base_url=settings.gateway_url) as client,
    ):
        wait_for_keys(client)
        yield client


@contextmanager
def one_service(settings: StackSettings) -> Iterator[httpx.Client]:
    with (
        echo(settings.identity_port),
        background(settings, [[Gateway(settings)]]),
        httpx.Client(base_url=settings.gateway_url) as client,
    ):
        yield client


def wait_for_keys(client: httpx.Client) -> None:
    end = time.monotonic() + 10
    while client.get("/offres/offres", headers=bearer()).status_code != 200:
        assert time.monotonic() < end, "the gateway never accepted a good token"
        time.sleep(0.1)


def bearer(key: RSAKey = KEY, **changed: object) -> dict[str, str]:
    now = int(time.time())
    claims = {"iss": "https://al-in.fr", "aud": "alin", "sub": "compte-1", "iat": now, "exp": now + 600} | changed
    return {"authorization": "Bearer " + jwt.encode({"alg": "RS256", "kid": "essai"}, claims, key)}


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == f"urn:alin:probleme:{code}"
    return body


def test_envoy_accepts_the_rendered_configuration(tmp_path):
    config = render(isolated_settings(tmp_path), tmp_path)
    checked = subprocess.run(
        [str(binaries.envoy()), "--mode", "validate", "-c", str(config)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr


def test_a_request_without_token_is_refused_in_french(gateway):
    answer = gateway.get("/offres/offres")
    body = problem(answer, 401, "jeton_absent_ou_invalide")
    assert "Connectez-vous" in str(body["detail"])
    assert len(answer.headers["x-trace-id"]) == 32


def test_a_good_token_passes_and_is_handed_to_the_service(gateway):
    headers = bearer()
    answer = gateway.get("/offres/offres?page=2", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["path"] == "/offres/offres?page=2"
    assert answer.json()["headers"]["authorization"] == headers["authorization"]


@pytest.mark.parametrize(
    ("case", "headers"),
    [
        ("expired", bearer(exp=int(time.time()) - 60)),
        ("other issuer", bearer(iss="https://ailleurs.fr")),
        ("signed by another key", bearer(OTHER_KEY)),
        ("not a token", {"authorization": "Bearer abc"}),
    ],
)
def test_a_bad_token_is_refused(gateway, case, headers):
    problem(gateway.get("/offres/offres", headers=headers), 401, "jeton_absent_ou_invalide")


def test_a_token_for_another_audience_is_refused(gateway):
    problem(gateway.get("/offres/offres", headers=bearer(aud="autre")), 403, "jeton_absent_ou_invalide")


def test_a_token_in_the_address_is_not_one(gateway):
    token = bearer()["authorization"].removeprefix("Bearer ")
    problem(gateway.get("/offres/offres", params={"access_token": token}), 401, "jeton_absent_ou_invalide")


def example(rule: dict[str, str]) -> str:
    return rule.get("path") or rule.get("prefix") or "/offres/openapi.json"


@pytest.mark.parametrize(
    "rule", [r for r in routes()["public"] if example(r).startswith(("/identity", "/offres"))], ids=lambda r: r["name"]
)
def test_each_public_route_passes_without_token(gateway, rule):
    assert gateway.request(rule.get("method", "GET"), example(rule)).status_code == 200


@pytest.mark.parametrize("rule", [r for r in routes()["public"] if "method" in r], ids=lambda r: r["name"])
def test_a_public_route_is_public_for_its_method_only(gateway, rule):
    problem(gateway.delete(example(rule)), 401, "jeton_absent_ou_invalide")


@pytest.mark.parametrize(
    "path", ["/identity/comptes/moi", "/identity/sessionsX/../comptes/moi", "/identity//comptes/moi", "/identity/acces"]
)
def test_what_only_looks_like_a_public_route_needs_a_token(gateway, path):
    problem(gateway.get(path), 401, "jeton_absent_ou_invalide")


def test_an_escaped_slash_is_refused(gateway):
    problem(gateway.get("/identity/acces/..%2f..%2foffres%2foffres"), 400, "requete_illisible")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"FOO / HTTP/1.1\r\nhost: x\r\n\r\n", 400),
        (b"GET /offres/communes HTTP/1.1\r\nhost: x\r\nx_alin_role: admin\r\n\r\n", 400),
        (b"GET /offres/communes?q=" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", 431),
        (b"GET / HTTP/1.0\r\n\r\n", 426),
    ],
    ids=["unknown method", "underscore in a header", "100 kB of query", "HTTP/1.0"],
)
def test_what_is_not_http_as_we_speak_it_is_refused_in_french_too(gateway, settings, sent, status):
    with socket.create_connection((HOST, settings.gateway_port), timeout=10) as client:
        client.sendall(sent)
        answer = HTTPResponse(client)
        answer.begin()
        body = json.loads(answer.read())
    assert answer.status == body["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["code"] == "requete_illisible"


def test_a_browser_reads_a_page_where_a_program_reads_a_problem(gateway):
    """« Créer mon compte » is a form of a page: whoever is refused at the gateway is told so by a page."""
    wanted = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
    answer = gateway.get("/nulle-part", headers=wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="fr">' in answer.text
    assert "<h1>Adresse inconnue</h1>" in answer.text
    assert "Aucune opération ne répond à cette adresse." in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    problem(gateway.get("/nulle-part", headers={"accept": "application/json"}), 404, "introuvable")


def test_health_is_not_exposed(gateway):
    problem(gateway.get("/identity/health/live", headers=bearer()), 404, "introuvable")
    problem(gateway.get("/nulle-part", headers=bearer()), 404, "introuvable")


def test_a_client_cannot_name_itself_nor_choose_its_trace(gateway):
    forged = {
        "X-Alin-Role": "admin",
        "x-user-id": "1",
        "X-Forwarded-User": "admin",
        "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-00",
        "baggage": "role=admin",
    }
    for path in ("/offres/offres", "/identity/sessions"):
        answer = gateway.get(path, headers=forged | bearer())
        seen = answer.json()["headers"]
        assert not set(seen) & {"x-alin-role", "x-user-id", "x-forwarded-user", "baggage"}
        assert seen["traceparent"].split("-")[1] == answer.headers["x-trace-id"] != "a" * 32
        assert seen["traceparent"].endswith("-01")


def test_the_trace_that_starts_here_is_in_the_console_without_the_address(gateway, settings):
    answer = gateway.get("/identity/acces/jeton-secret?email=claire@example.fr")
    url = f"{settings.console_url}/api/traces/{answer.headers['x-trace-id']}"
    end = time.monotonic() + 15
    while (trace := httpx.get(url)).status_code != 200:
        assert time.monotonic() < end, "the span never came"
        time.sleep(0.2)
    assert trace.json()["racine"] == "GET identity"
    assert trace.json()["services"] == ["gateway"]
    assert "jeton-secret" not in trace.text
    assert "claire" not in trace.text


def test_the_access_log_names_routes_and_no_address(gateway, settings):
    gateway.get("/identity/acces/jeton-du-journal?email=claire@example.fr")
    log = settings.logs / "gateway.log"
    end = time.monotonic() + 15
    while '"route":"identity"' not in log.read_text():
        assert time.monotonic() < end, "the request never was in the log"
        time.sleep(0.2)
    assert "jeton-du-journal" not in log.read_text()
    assert "claire" not in log.read_text()


def test_a_body_over_a_megabyte_is_refused(gateway):
    problem(gateway.post("/identity/comptes", content=b"x" * (1024 * 1024 + 1)), 413, "corps_trop_grand")
    assert gateway.post("/identity/comptes", content=b"x" * 1000).status_code == 200


def test_a_service_that_is_down_is_said_so(gateway):
    started = time.monotonic()
    problem(gateway.get("/candidatures/candidatures", headers=bearer(), timeout=30), 503, "service_indisponible")
    assert time.monotonic() - started < 20


def test_a_service_that_restarts_costs_a_wait_and_no_error(gateway, settings):
    async def late() -> httpx.Response:
        async with httpx.AsyncClient(timeout=20) as client:
            request = asyncio.create_task(client.get(f"{settings.gateway_url}/notifications/envois", headers=bearer()))
            await asyncio.sleep(0.6)
            with echo(settings.notifications_port):
                return await request

    assert asyncio.run(late()).status_code == 200


def test_the_console_may_call_from_its_pages_and_no_one_else(gateway, settings):
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    preflight = gateway.options("/offres/offres", headers=asked | {"origin": settings.console_url})
    assert preflight.headers["access-control-allow-origin"] == settings.console_url
    stranger = gateway.options("/offres/offres", headers=asked | {"origin": "https://ailleurs.fr"})
    assert "access-control-allow-origin" not in stranger.headers


def test_the_administration_of_envoy_is_to_look_at_and_not_to_act(gateway, settings):
    admin = f"http://{HOST}:{settings.gateway_admin_port}"
    for path in ("/", "/ready", "/stats", "/clusters"):
        assert httpx.get(admin + path).status_code == 200
    for path in ("/quitquitquit", "/logging?level=trace", "/drain_listeners", "/runtime_modify?a=b"):
        assert httpx.post(admin + path).status_code == 403
    assert gateway.get("/").status_code == 200


def test_the_welcome_page_leads_to_the_console(gateway, settings):
    page = gateway.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert settings.console_url in page.text


def test_too_many_logins_are_refused_while_the_rest_passes(tmp_path):
    settings = isolated_settings(tmp_path, sensitive_per_minute=5)
    with one_service(settings) as client:
        answers = [client.post("/identity/sessions") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        problem(answers[-1], 429, "trop_de_requetes")
        assert answers[-1].headers["retry-after"] == "60"
        assert client.get("/identity/pages").status_code == 200


def test_too_many_requests_of_any_kind_are_refused(tmp_path):
    settings = isolated_settings(tmp_path, requests_per_second=5)
    with one_service(settings) as client:
        statuses = [client.get("/identity/pages").status_code for _ in range(30)]
    assert statuses[:5] == [200] * 5
    assert 429 in statuses


@pytest.mark.parametrize("entry", routes()["problems"], ids=lambda p: str(p["status"]))
def test_each_problem_of_the_gateway_has_its_words(entry):
    assert entry["title"]
    assert entry["detail"].endswith(".")
    assert entry["code"] in CATALOGUE or entry["code"] == "jeton_absent_ou_invalide"


async def test_the_merged_document_is_shown_by_the_console(settings, gateway, tmp_path, monkeypatch):
    from stack import gateway as module

    (tmp_path / "openapi.json").write_text(json.dumps({"openapi": "3.1.0", "paths": {}, "x": "é" * 10_000}))
    for name in ("envoy.yaml", "accueil.html", "routes.yaml", "refus.html"):
        (tmp_path / name).write_text((module.gateway_folder() / name).read_text())
    monkeypatch.setattr(module, "gateway_folder", lambda: tmp_path)
    other = isolated_settings(tmp_path / "data")
    with background(other, [[Gateway(other)]]):
        web = httpx.AsyncClient(transport=httpx.ASGITransport(console(other).web()), base_url="http://127.0.0.1")
        async with web, httpx.AsyncClient() as client:
            merged = await client.get(f"{other.gateway_url}/openapi.json")
            assert merged.headers["content-type"] == "application/json"
            assert merged.json()["x"] == "é" * 10_000
            assert (await web.get("/docs/openapi.json")).json()["openapi"] == "3.0.3"
