"""One call to a register. The numéro unique is in the body: never in an URL, a log or a span."""

import asyncio

import httpx

from demande_import.registres.port import RegistreIndisponible, ReponseInvalide

TAILLE_MAX = 262_144
DUREE_MAX = 20.0
"""Seconds of one call in all: the client's own timeout begins again at each byte of an answer that trickles."""
ADMIS = {200, 404, 409}


async def appeler(client: httpx.AsyncClient, url: str, corps: bytes, type_contenu: str) -> tuple[int, bytes]:
    """Status (200, 404 or 409) and body. Raise RegistreIndisponible, ReponseInvalide.

    A 404 is left to who knows the protocol: a proxy, or a wrong address, answers one as well.
    """
    entetes = {"Content-Type": type_contenu, "Accept-Encoding": "identity"}
    try:
        async with (
            asyncio.timeout(DUREE_MAX),
            client.stream("POST", url, content=corps, headers=entetes) as reponse,
        ):
            statut, lu = reponse.status_code, await _lire(reponse)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise RegistreIndisponible(type(error).__name__) from None
    if statut >= 500 or statut == 429:
        raise RegistreIndisponible(str(statut))
    if statut not in ADMIS or len(lu) > TAILLE_MAX:
        raise ReponseInvalide(str(statut))
    return statut, lu


async def _lire(reponse: httpx.Response) -> bytes:
    """The bytes as they come, no further than just past the limit."""
    lu = b""
    async for morceau in reponse.aiter_raw():
        lu += morceau
        if len(lu) > TAILLE_MAX:
            break
    return lu
