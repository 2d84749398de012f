"""One page of candidatures: what follows a cursor in an order that one index gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson.datetime_ms import DatetimeMS

from candidatures import stockage
from candidatures.domain.candidature import Candidature
from chassis.context import Context
from chassis.pagination import decode, encode

_TYPES = {"points": int, "deposee_le": int, "transmise_le": int}
_INSTANTS = ("deposee_le", "transmise_le")


@dataclass(frozen=True, slots=True)
class Page:
    """Its candidatures, the cursor of the next one, and the filter of all that comes after its start."""

    candidatures: list[Candidature]
    suivant: str | None
    filtre: dict[str, Any]


async def lire(context: Context, filtre: dict[str, Any], tri: stockage.Tri, limite: int, curseur: str | None) -> Page:
    """Raises `Refus(REQUETE_INVALIDE)` for a cursor of another list."""
    position = decode(curseur, *(_TYPES.get(nom, str) for nom, _ in tri))
    reste = filtre if position is None else {"$and": [filtre, stockage.suivants(tri, _valeurs(tri, position))]}
    lues = context.db[stockage.COLLECTION].find(reste).sort(tri).limit(limite + 1)
    documents = [lu async for lu in lues]
    suivant = encode(_position(tri, documents[limite - 1])) if len(documents) > limite else None
    return Page([stockage.candidature(lu) for lu in documents[:limite]], suivant, reste)


def _position(tri: stockage.Tri, lu: dict[str, Any]) -> list[Any]:
    return [_millisecondes(lu[nom]) if nom in _INSTANTS else lu[nom] for nom, _ in tri]


def _millisecondes(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _valeurs(tri: stockage.Tri, position: list[Any]) -> list[Any]:
    """As MongoDB compares them: an instant of any 64 bits is one, also far beyond Python's years."""
    paires = zip(tri, position, strict=True)
    return [DatetimeMS(valeur) if nom in _INSTANTS else valeur for (nom, _), valeur in paires]
