"""Stands for identity: signs the tokens of the load, and publishes the key that the services verify them with."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jwt
from joserfc.jwk import RSAKey

from contracts.roles import Role
from stack.settings import HOST, StackSettings

VALID_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Issuer:
    """`jwks_url` is where its public key is."""

    key: RSAKey
    jwks_url: str
    issuer: str
    audience: str

    def token(self, compte_id: str) -> str:
        """The access token of a salarié."""
        now = int(time.time())
        who = {"iss": self.issuer, "aud": self.audience, "sub": compte_id, "role": Role.SALARIE.value}
        return jwt.encode({"alg": "RS256", "kid": "bench"}, {**who, "iat": now, "exp": now + VALID_SECONDS}, self.key)


@contextmanager
def issuing(settings: StackSettings) -> Iterator[Issuer]:
    """An issuer, on the port of identity."""
    key = RSAKey.generate_key(2048, {"kid": "bench", "use": "sig", "alg": "RS256"})
    server = ThreadingHTTPServer((HOST, settings.identity_port), _page(json.dumps({"keys": [key.as_dict()]}).encode()))
    thread = threading.Thread(target=server.serve_forever, name="issuer")
    thread.start()
    try:
        yield Issuer(key, f"http://{HOST}:{settings.identity_port}/jwks", settings.issuer, settings.audience)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _page(content: bytes) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Page
