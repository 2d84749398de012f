"""No request may fill the memory: bodies are cut at one mebibyte."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.codes import PAR_STATUT
from chassis.problems import Refus, respond

MAX_BODY = 1_048_576


class BodyLimit:
    """ASGI middleware: 413 as a problem when a body is announced, or turns out, longer than `MAX_BODY` bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, counting what it sends."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            probleme, detail = PAR_STATUT[413]
            await respond(Refus(probleme, detail))(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)


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
