"""Attempts are counted before the password is looked at, so that a burst of them gains nothing (OWASP ASVS 2.2.1)."""

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Request
from pymongo.errors import DuplicateKeyError

from chassis.context import Context
from chassis.problems import Refus
from contracts.problemes.identity import TROP_D_ESSAIS
from identity import ressources
from identity.domain.essais import ESSAIS_LIBRES, ESSAIS_LIBRES_ADRESSE, OUBLI, OUBLI_ADRESSE, Essais
from identity.stockage import ESSAIS


@dataclass(frozen=True, slots=True)
class Porte:
    """One count. Its id is a mark: neither the e-mail nor the address can be read from it."""

    id: str
    libres: int
    oubli: timedelta


@dataclass(frozen=True, slots=True)
class Passage:
    """One attempt that was let through: the count of its door before it, and with it."""

    porte: Porte
    avant: Essais
    apres: Essais


def du_compte(context: Context, email: str) -> Porte:
    """The count of a user name, whether or not an account has it."""
    return Porte(ressources.de(context).coffre.marque(email, "essais-compte"), ESSAIS_LIBRES, OUBLI)


def de_l_adresse(context: Context, adresse: str) -> Porte:
    """The count of an IP address; of its /64 in IPv6, which one person holds."""
    marque = ressources.de(context).coffre.marque(reseau(adresse), "essais-adresse")
    return Porte(marque, ESSAIS_LIBRES_ADRESSE, OUBLI_ADRESSE)


def adresse(request: Request) -> str:
    """The last hop of `X-Forwarded-For` is the gateway's own word; what comes before it is the client's."""
    dernier = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return dernier or (request.client.host if request.client else "")


def reseau(adresse: str) -> str:
    """What one person holds: an IPv4 address, or a /64 in IPv6."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return "inconnue"
    if ip.version == 6 and ip.ipv4_mapped is not None:  # `::ffff:192.0.2.7`, of a socket that takes both
        ip = ip.ipv4_mapped
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((int(ip), 64), strict=False))


async def reserver(context: Context, *portes: Porte) -> tuple[Passage, ...]:
    """Count one attempt at each door. Raises `Refus(TROP_D_ESSAIS)` when one is shut, and then counts none."""
    passages: list[Passage] = []
    for porte in portes:
        try:
            passages.append(await _compter(context, porte))
        except Refus:
            await rendre(context, *passages)
            raise
    return tuple(passages)


async def rendre(context: Context, *passages: Passage) -> None:
    """That attempt was none: its door is as it was before, shut for nobody who comes next."""
    for passage in passages:
        if not await _remettre(context, passage):  # others came meanwhile: theirs stay counted
            moins_un = {"_id": passage.porte.id, "echecs": {"$gt": 0}}
            await context.db[ESSAIS].update_one(moins_un, {"$inc": {"echecs": -1}})


async def _remettre(context: Context, passage: Passage) -> bool:
    trouve = {"_id": passage.porte.id, **_etat(passage.apres)}
    if passage.avant.dernier is None:
        return bool((await context.db[ESSAIS].delete_one(trouve)).deleted_count)
    return bool((await context.db[ESSAIS].update_one(trouve, {"$set": _etat(passage.avant)})).matched_count)


async def oublier(context: Context, porte: Porte) -> None:
    """The right person came."""
    await context.db[ESSAIS].delete_one({"_id": porte.id})


async def _compter(context: Context, porte: Porte) -> Passage:
    while True:
        lu = await context.db[ESSAIS].find_one({"_id": porte.id}) or {}
        faits = {nom: lu[nom] for nom in ("echecs", "dernier", "premier") if nom in lu}
        avant = Essais(**faits, libres=porte.libres, oubli=porte.oubli)
        if not avant.ouvert(context.clock.now()):
            raise _ferme(context, avant)
        passage = Passage(porte, avant, avant.echouer(context.clock.now()))
        if await _inscrire(context, passage):
            return passage


async def _inscrire(context: Context, passage: Passage) -> bool:
    """Compare-and-set: False when another attempt was faster."""
    avant, etat = passage.avant, _etat(passage.apres)
    if avant.dernier is None:
        try:
            await context.db[ESSAIS].insert_one({"_id": passage.porte.id, **etat})
        except DuplicateKeyError:
            return False
        return True
    attendu = {"_id": passage.porte.id, "echecs": avant.echecs, "dernier": avant.dernier}
    return bool((await context.db[ESSAIS].update_one(attendu, {"$set": etat})).matched_count)


def _etat(essais: Essais) -> dict[str, Any]:
    return {"echecs": essais.echecs, "dernier": essais.dernier, "premier": essais.premier}


def _ferme(context: Context, essais: Essais) -> Refus:
    fin = essais.ferme_jusqu_a() or context.clock.now()
    secondes = max(1, math.ceil((fin - context.clock.now()).total_seconds()))
    detail = f"Trop d’essais. Patientez {secondes} secondes, puis recommencez, ou choisissez un nouveau mot de passe."
    return Refus(TROP_D_ESSAIS, detail, headers={"Retry-After": str(secondes)})
