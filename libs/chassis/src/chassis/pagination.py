"""Lists by cursor: an opaque text that says after which item the next page starts."""

import base64
import binascii
import json
import math
from typing import Annotated, Any

from bson import encode as encode_bson
from bson.errors import BSONError
from fastapi import Query

from chassis.problems import Refus
from contracts.problemes.technique import REQUETE_INVALIDE

Limite = Annotated[int, Query(ge=1, le=100, description="Nombre d’éléments par page")]
Curseur = Annotated[str | None, Query(max_length=500, description="Curseur rendu par la page précédente")]


def encode(position: list[Any]) -> str:
    """A cursor from the sort values of the last item; JSON values only."""
    return base64.urlsafe_b64encode(json.dumps(position, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None, *types: type) -> list[Any] | None:
    """The sort values of a cursor, checked against `types`. Raises `Refus(REQUETE_INVALIDE)` for any other text."""
    if cursor is None:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        position = None
    if not isinstance(position, list) or not _storable(position) or [type(value) for value in position] != list(types):
        raise Refus(REQUETE_INVALIDE, "Ce curseur n’est pas valable. Reprenez à la première page.", champ="curseur")
    return position


def _storable(position: list[Any]) -> bool:
    """Can be compared in MongoDB: integers of 64 bits, finite numbers, whole characters."""
    try:
        encode_bson({"position": position})
    except (OverflowError, UnicodeEncodeError, BSONError):
        return False
    return all(math.isfinite(value) for value in position if isinstance(value, float))
