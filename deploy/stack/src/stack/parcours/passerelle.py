"""The gateway, as a client that may be cut off uses it: the same `Idempotency-Key` until an answer comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

PASSAGERES = frozenset({429, 502, 503, 504})
"""Answers that say « again in a moment »."""


class Refusee(Exception):
    """The platform said no: `code` and `detail` of its problem+json."""

    def __init__(self, statut: int, corps: Mapping[str, Any]) -> None:
        super().__init__(f"{statut} {corps.get('code')}: {corps.get('detail')}")
        self.statut = statut
        self.code = str(corps.get("code"))
        self.corps = corps


class Trop(AssertionError):
    """What was waited for did not come in time."""


@dataclass(frozen=True)
class Reponse:
    """An answer of `service`. `trace_id` names the trace of the action through every service that it reached."""

    service: str
    statut: int
    corps: Any
    texte: str
    trace_id: str


@dataclass
class Passerelle:
    """One client. `patience`: seconds to insist when the platform is cut off; 0 gives up at once."""

    url: str
    patience: float = 0.0
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))

    def appeler(
        self, methode: str, chemin: str, *, jeton: str | None = None, cle: str | None = None, **corps: Any
    ) -> Reponse:
        """One request, sent again under the same key while nobody answers. Raises `Refusee`."""
        entetes = {"Idempotency-Key": cle or str(uuid4())} if methode != "GET" else {}
        if jeton:
            entetes["Authorization"] = f"Bearer {jeton}"
        fin = time.monotonic() + self.patience
        while True:
            try:
                recu = self.client.request(methode, self.url + chemin, headers=entetes, **corps)
            except httpx.TransportError:
                if time.monotonic() > fin:
                    raise
            else:
                if recu.status_code not in PASSAGERES or time.monotonic() > fin:
                    return _reponse(recu)
            time.sleep(0.3)


def _reponse(recu: httpx.Response) -> Reponse:
    json_lu = "json" in recu.headers.get("content-type", "") and recu.content
    corps = recu.json() if json_lu else None
    if recu.is_error:
        raise Refusee(recu.status_code, corps or {"code": "", "detail": recu.text[:300]})
    service = recu.url.path.split("/")[1]
    return Reponse(service, recu.status_code, corps, recu.text, recu.headers.get("x-trace-id", ""))


def demander(methode: str, url: str, patience: float, **requete: Any) -> httpx.Response:
    """One request to a tool of the stack (console, register), sent again while nobody answers."""
    fin = time.monotonic() + patience
    while True:
        try:
            return httpx.request(methode, url, timeout=30, trust_env=False, **requete).raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > fin:
                raise
            time.sleep(0.3)


def jusqu_a(lire: Callable[[], Any], delai: float, quoi: str) -> Any:
    """Ask until the answer is true, and give it back. Raises `Trop`, saying what was waited for."""
    fin = time.monotonic() + delai
    while True:
        valeur = lire()
        if valeur:
            return valeur
        if time.monotonic() > fin:
            raise Trop(f"{quoi} : toujours rien après {delai:.0f} s")
        time.sleep(0.1)
