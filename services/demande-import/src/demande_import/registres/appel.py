"""One call to a register. The numéro unique is in the body: never in an URL, a log or a span."""

import httpx

from demande_import.registres.port import NumeroInconnu, RegistreIndisponible, ReponseInvalide

TAILLE_MAX = 262_144
ADMIS = {200, 409}


async def appeler(client: httpx.AsyncClient, url: str, corps: bytes, type_contenu: str) -> tuple[int, bytes]:
    """Status (200 or 409) and body. Raise NumeroInconnu for 404, RegistreIndisponible, ReponseInvalide."""
    try:
        reponse = await client.post(url, content=corps, headers={"Content-Type": type_contenu})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RegistreIndisponible(type(error).__name__) from None
    if reponse.status_code == 404:
        raise NumeroInconnu
    if reponse.status_code >= 500 or reponse.status_code == 429:
        raise RegistreIndisponible(str(reponse.status_code))
    if reponse.status_code not in ADMIS or len(reponse.content) > TAILLE_MAX:
        raise ReponseInvalide(str(reponse.status_code))
    return reponse.status_code, reponse.content
