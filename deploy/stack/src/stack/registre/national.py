"""The national portal: JSON."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError

from referentiel.registres import NATIONAL
from stack.registre.cycle import DejaRadiee
from stack.registre.demande import MotifRadiation
from stack.registre.fil import Fil
from stack.registre.registres import DemandeRadiation, NumeroInconnu


class Consultation(BaseModel):
    numeroUnique: str  # noqa: N815 - the protocol's name


class DemandeDeRadiation(Consultation):
    motif: Literal[MotifRadiation.ATTRIBUTION]
    dateBail: date  # noqa: N815
    reference: Annotated[str, Field(min_length=1, max_length=100)]


def routes(fil: Fil) -> APIRouter:
    router = APIRouter(prefix="/national", tags=["portail national"])

    @router.post("/consultation")
    async def consultation(request: Request) -> Response:
        return await fil.servir(request, NATIONAL, "consultation", lambda corps: _consulter(fil, corps))

    @router.post("/radiation")
    async def radiation(request: Request) -> Response:
        return await fil.servir(request, NATIONAL, "radiation", lambda corps: _radier(fil, corps))

    return router


def _consulter(fil: Fil, corps: bytes) -> Response:
    try:
        demande = fil.registres.consulter(NATIONAL, Consultation.model_validate_json(corps).numeroUnique)
    except ValidationError:
        return _erreur(400, "REQUETE_INVALIDE")
    except NumeroInconnu:
        return _erreur(404, "INCONNU")
    return _json(200, demande.en_json())


def _radier(fil: Fil, corps: bytes) -> Response:
    try:
        demandee = DemandeDeRadiation.model_validate_json(corps)
        demande = DemandeRadiation(demandee.reference, demandee.motif, demandee.dateBail)
        fil.registres.radier_numero(NATIONAL, demandee.numeroUnique, demande)
    except ValidationError:
        return _erreur(400, "REQUETE_INVALIDE")
    except NumeroInconnu:
        return _erreur(404, "INCONNU")
    except DejaRadiee:
        return _erreur(409, "DEJA_RADIEE")
    return _json(200, {"etat": "RADIEE"})


def _erreur(statut: int, code: str) -> Response:
    return _json(statut, {"erreur": code})


def _json(statut: int, contenu: dict[str, Any]) -> Response:
    return JSONResponse(contenu, statut)
