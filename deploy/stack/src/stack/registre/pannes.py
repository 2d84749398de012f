"""Faults on demand: a register that is slow, down, or that answers wrongly."""

import json
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import cycle
from typing import Annotated, Any
from xml.etree import ElementTree

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, field_validator

from referentiel.communes import departements
from referentiel.registres import NATIONAL, site_enregistrement

TOUS = "*"


class Mode(StrEnum):
    LENT = "lent"
    """Does what is asked, then waits before it answers: a client that gave up does not know that it is done."""
    INDISPONIBLE = "indisponible"
    """503, and nothing is done."""
    FAUX = "faux"
    """Does what is asked, then answers in turn: half a body, wrong types, an HTML page."""


@cache
def registres_connus() -> tuple[str, ...]:
    """`national`, then the départements that have a register of their own."""
    sites = (site_enregistrement(departement.code).registre for departement in departements())
    return (NATIONAL, *(registre for registre in sites if registre != NATIONAL))


class Panne(BaseModel):
    """As it is set, and as it stands: `fois` counts down, None lasts until it is lifted."""

    model_config = ConfigDict(extra="forbid")

    registre: str = TOUS
    mode: Mode
    secondes: Annotated[float, Field(gt=0, le=600)] = 3
    """Of `lent` alone."""
    fois: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    @field_validator("registre")
    @classmethod
    def _connu(cls, registre: str) -> str:
        if registre != TOUS and registre not in registres_connus():
            raise ValueError("Les registres sont « national », un département qui a le sien (29…), ou « * ».")
        return registre


class Pannes:
    """At most one fault a register; its own before the one of all."""

    def __init__(self) -> None:
        self._pannes: dict[str, Panne] = {}
        self._mensonges: dict[str, Iterator[int]] = {}

    def mettre(self, panne: Panne) -> Panne:
        self._pannes[panne.registre] = panne
        self._mensonges[panne.registre] = cycle(range(3))
        return panne

    def lever(self, registre: str | None = None) -> None:
        """All of them, or that of one register."""
        if registre is None:
            self._pannes.clear()
        self._pannes.pop(registre or TOUS, None)

    def en_cours(self) -> tuple[Panne, ...]:
        return tuple(self._pannes.values())

    def prendre(self, registre: str) -> Panne | None:
        """The fault of this call, which counts as one of its `fois`."""
        panne = self._pannes.get(registre) or self._pannes.get(TOUS)
        if panne is None or panne.fois is None:
            return panne
        if panne.fois == 1:
            self.lever(panne.registre)
        else:
            self._pannes[panne.registre] = panne.model_copy(update={"fois": panne.fois - 1})
        return panne

    def fausser(self, panne: Panne, reponse: Response) -> Response:
        """The three lies in turn, from the first one each time the fault is set."""
        corps, media = bytes(reponse.body), str(reponse.media_type)
        match next(self._mensonges[panne.registre]):
            case 0:
                return Response(corps[: len(corps) // 2], media_type=media)
            case 1:
                return Response(autres_types(corps, media), media_type=media)
            case _:
                return Response(PAGE, media_type="text/html")


PAGE = "<!doctype html><html lang='fr'><title>Maintenance</title><h1>Le site est en maintenance</h1></html>"
_FAUX = "beaucoup"


def autres_types(corps: bytes, media: str) -> bytes:
    """The same shape, well formed, of the number asked, with values of other types."""
    if "xml" not in media:
        return json.dumps(_autre(json.loads(corps))).encode()
    racine = ElementTree.fromstring(corps)  # noqa: S314 - written by ourselves a moment ago
    for element in racine.iter():
        element.attrib = {nom: valeur if nom == "numero" else _FAUX for nom, valeur in element.attrib.items()}
        if element.text and element.text.strip():
            element.text = _FAUX
    faux: bytes = ElementTree.tostring(racine, encoding="utf-8", xml_declaration=True)
    return faux


def _autre(valeur: Any) -> Any:
    match valeur:
        case dict():
            return {nom: sienne if nom == "numeroUnique" else _autre(sienne) for nom, sienne in valeur.items()}
        case list():
            return {"liste": len(valeur)}
        case str():
            return 42
        case _:
            return _FAUX
