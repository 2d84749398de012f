"""Attempts are counted before the password is looked at, so that a burst of them gains nothing (OWASP ASVS 2.2.1)."""

import ipaddress
import math
from dataclasses import dataclass

from fastapi import Request
from pymongo.errors import DuplicateKeyError

from chassis.context import Context
from chassis.problems import Refus
from contracts.problemes.identity import TROP_D_ESSAIS
from identity import ressources
from identity.domain.essais import ESSAIS_LIBRES, ESSAIS_LIBRES_ADRESSE, Essais
from identity.stockage import ESSAIS


@dataclass(frozen=True, slots=True)
class Porte:
    """One count. Its id is a mark: neither the e-mail nor the address can be read from it."""

    id: str
    libres: int


def du_compte(context: Context, email: str) -> Porte:
    """The count of a user name, whether or not an account has it."""
    return Porte(ressources.de(context).coffre.marque(email, "essais-compte"), ESSAIS_LIBRES)


def de_l_adresse(context: Context, adresse: str) -> Porte:
    """The count of an IP address; of its /64 in IPv6, which one person holds."""
    return Porte(ressources.de(context).coffre.marque(_reseau(adresse), "essais-adresse"), ESSAIS_LIBRES_ADRESSE)


def adresse(request: Request) -> str:
    """The last hop of `X-Forwarded-For` is the gateway's own word; what comes before it is the client's."""
    dernier = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return dernier or (request.client.host if request.client else "")


def _reseau(texte: str) -> str:
    try:
        ip = ipaddress.ip_address(texte)
    except ValueError:
        return "inconnue"
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((int(ip), 64), strict=False))


async def reserver(context: Context, *portes: Porte) -> None:
    """Count one attempt at each door. Raises `Refus(TROP_D_ESSAIS)` when one is shut, and then counts none."""
    passees: list[Porte] = []
    for porte in portes:
        try:
            await _compter(context, porte)
        except Refus:
            await rendre(context, *passees)
            raise
        passees.append(porte)


async def rendre(context: Context, *portes: Porte) -> None:
    """That attempt was none."""
    for porte in portes:
        await context.db[ESSAIS].update_one({"_id": porte.id, "echecs": {"$gt": 0}}, {"$inc": {"echecs": -1}})


async def oublier(context: Context, porte: Porte) -> None:
    """The right person came."""
    await context.db[ESSAIS].delete_one({"_id": porte.id})


async def _compter(context: Context, porte: Porte) -> None:
    while True:
        lu = await context.db[ESSAIS].find_one({"_id": porte.id})
        essais = Essais(lu["echecs"], lu["dernier"], porte.libres) if lu else Essais(libres=porte.libres)
        if not essais.ouvert(context.clock.now()):
            raise _ferme(context, essais)
        if await _remplacer(context, porte, essais):
            return


async def _remplacer(context: Context, porte: Porte, avant: Essais) -> bool:
    """Compare-and-set: False when another attempt was faster."""
    apres = avant.echouer(context.clock.now())
    etat = {"echecs": apres.echecs, "dernier": apres.dernier}
    if avant.dernier is None:
        try:
            await context.db[ESSAIS].insert_one({"_id": porte.id, **etat})
        except DuplicateKeyError:
            return False
        return True
    attendu = {"_id": porte.id, "echecs": avant.echecs, "dernier": avant.dernier}
    return bool((await context.db[ESSAIS].update_one(attendu, {"$set": etat})).matched_count)


def _ferme(context: Context, essais: Essais) -> Refus:
    fin = essais.ferme_jusqu_a() or context.clock.now()
    secondes = max(1, math.ceil((fin - context.clock.now()).total_seconds()))
    detail = f"Trop d’essais. Patientez {secondes} secondes, puis recommencez, ou choisissez un nouveau mot de passe."
    return Refus(TROP_D_ESSAIS, detail, headers={"Retry-After": str(secondes)})
