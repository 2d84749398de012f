"""A register on the loopback, real HTTP: the national portal’s JSON and a département’s XML, with faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chassis.testing import eventually

MORCEAUX = 1_000


@dataclass
class RegistreFactice:
    """`demandes` by number; `panne` None, "indisponible", "lent", or the bytes of a wrong answer and its `statut`.

    "trop_long" sends MORCEAUX of 64 KiB, "au_compte_gouttes" a few bytes, now and then; `envoyes` counts them.
    """

    demandes: dict[str, Any] = field(default_factory=dict)
    panne: str | bytes | None = None
    statut: int = 200
    envoyes: int = 0
    appels: list[tuple[str, Any]] = field(default_factory=list)
    radiations: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def oublier(self) -> None:
        """As new, for the next test."""
        self.demandes, self.panne, self.statut, self.appels, self.radiations = {}, None, 200, [], {}
        self.envoyes = 0

    async def _en_panne(self) -> Response | None:
        if self.panne == "lent":
            await asyncio.sleep(1.5)
        elif self.panne == "indisponible":
            return Response("panne", status_code=503)
        elif self.panne == "trop_long":
            return StreamingResponse(self._morceaux(b" " * 65_536, MORCEAUX, 0))
        elif self.panne == "au_compte_gouttes":
            return StreamingResponse(self._morceaux(b" ", 20, 0.2))
        elif isinstance(self.panne, bytes):
            return Response(self.panne, self.statut, media_type="application/json")
        return None

    async def _morceaux(self, morceau: bytes, nombre: int, pause: float) -> AsyncIterator[bytes]:
        for _ in range(nombre):
            self.envoyes += 1
            yield morceau
            await asyncio.sleep(pause)

    async def national(self, request: Request) -> Response:
        recu = json.loads(await request.body())
        self.appels.append((request.url.path, recu))
        if panne := await self._en_panne():
            return panne
        demande = self.demandes.get(recu["numeroUnique"])
        if demande is None:
            return JSONResponse({"erreur": "INCONNU"}, 404)
        if request.url.path.endswith("/consultation"):
            return JSONResponse(demande)
        return JSONResponse(*self._radier(recu["numeroUnique"], recu["reference"]))

    def _radier(self, numero: str, reference: str) -> tuple[dict[str, str], int]:
        if self.radiations.setdefault(numero, reference) != reference:
            return {"erreur": "DEJA_RADIEE"}, 409
        return {"etat": "RADIEE"}, 200

    async def departemental(self, request: Request) -> Response:
        racine = ElementTree.fromstring(await request.body())
        numero = racine.findtext("numero") or ""
        self.appels.append((request.url.path, numero))
        if panne := await self._en_panne():
            return panne
        if numero not in self.demandes:
            return Response('<erreur code="NUMERO_INCONNU"/>', 404, media_type="application/xml")
        if request.url.path.endswith("/consultation"):
            return Response(self.demandes[numero], media_type="application/xml")
        statut = self._radier(numero, racine.get("reference") or "")[1]
        texte = '<radiation etat="RADIEE"/>' if statut == 200 else '<erreur code="DEJA_RADIEE"/>'
        return Response(texte, statut, media_type="application/xml")


@contextlib.asynccontextmanager
async def servir() -> AsyncIterator[RegistreFactice]:
    """A register that listens."""
    registre = RegistreFactice()
    gestes = ("consultation", "radiation")
    routes = [Route(f"/national/{geste}", registre.national, methods=["POST"]) for geste in gestes]
    routes += [Route(f"/departemental/{{d}}/{geste}", registre.departemental, methods=["POST"]) for geste in gestes]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off"))
    server.config.load()
    task = asyncio.create_task(server.serve())
    await eventually(lambda: asyncio.sleep(0, server.started))
    registre.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield registre
    finally:
        server.should_exit = True
        await task
