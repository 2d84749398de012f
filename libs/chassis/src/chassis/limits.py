"""What a request may hold, checked before anything reads it: one mebibyte, and JSON that everybody reads alike."""

import json
from typing import Any, Never

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.codes import PAR_STATUT
from chassis.problems import Refus, respond
from contracts.problemes.technique import JSON_ILLISIBLE

MAX_BODY = 1_048_576
DETAIL = "Le corps de la requête n’est pas du JSON lisible."


class JsonIllisible(ValueError):
    """Not JSON, or JSON that two readers may understand differently."""


class BodyLimit:
    """ASGI middleware: 413 when a body is longer than `MAX_BODY` bytes, 400 when it is called JSON and is not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, counting what it sends."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await _read(receive)
        refus = _refus(scope, body)
        if body is None or refus is not None:
            await respond(refus or Refus(*PAR_STATUT[413]))(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)


def check_json(body: bytes) -> None:
    """Raise `JsonIllisible` unless `body` is I-JSON (RFC 7493): UTF-8, unique names, finite numbers, whole characters.

    Python's reader takes more: two values under one name, NaN, half a surrogate pair, which later fails in MongoDB.
    NUL is refused too: nobody writes one, and some readers stop there.
    """
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_unique)
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        if b"\\u0000" in body and _holds_nul(value):
            raise JsonIllisible("NUL")
    except (ValueError, RecursionError) as error:
        raise JsonIllisible from error


def _no_constant(name: str) -> Never:
    raise JsonIllisible(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JsonIllisible("a name is there twice")
    return found


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any("\0" in name or _holds_nul(one) for name, one in value.items())
    if isinstance(value, list):
        return any(_holds_nul(one) for one in value)
    return isinstance(value, str) and "\0" in value


def _refus(scope: Scope, body: bytes | None) -> Refus | None:
    if not body or scope["method"] in ("GET", "HEAD", "OPTIONS") or not _is_json(scope):
        return None
    try:
        check_json(body)
    except JsonIllisible:
        return Refus(JSON_ILLISIBLE, DETAIL, champ="corps")
    return None


def _is_json(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


async def _read(receive: Receive) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(chunks)
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
