"""The registers behind one port: the national portal (JSON) and the départements’ own (XML)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from chassis.context import Context
from demande_import.registres.departemental import RegistreDepartemental
from demande_import.registres.national import RegistreNational
from demande_import.registres.port import (
    NumeroInconnu,
    Registre,
    RegistreEnPanne,
    RegistreIndisponible,
    ReponseInvalide,
)
from referentiel.registres import NATIONAL

__all__ = ["NumeroInconnu", "Registre", "RegistreEnPanne", "RegistreIndisponible", "Registres", "ReponseInvalide"]


@dataclass(frozen=True)
class Registres:
    """All of them."""

    client: httpx.AsyncClient
    national_url: str
    departemental_url: str

    def de(self, registre: str) -> Registre:
        """The register named `national`, or by the code of its département."""
        if registre == NATIONAL:
            return RegistreNational(self.client, self.national_url)
        return RegistreDepartemental(self.client, f"{self.departemental_url}/{registre}")


@asynccontextmanager
async def ouvrir(context: Context) -> AsyncIterator[Registres]:
    """The connections of a process to the registers."""
    settings = context.settings
    options: dict[str, Any] = {"timeout": settings.registre_timeout, "proxy": settings.registre_proxy}
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, **options) as client:
        yield Registres(client, settings.registre_national_url, settings.registre_departemental_url)
