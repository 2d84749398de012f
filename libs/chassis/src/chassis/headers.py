"""What every answer says to browsers and caches, unless its route says it better (OWASP ASVS 8.2.1, 14.4)."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENTETES = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""A page or a route with an ETag brings its own; JSON needs nothing of what a browser could run."""


class SafeHeaders:
    """ASGI middleware: an answer about a person is kept nowhere, and is never taken for a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what the answer does not say itself."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ENTETES.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, completed)
