"""The control API: what tests and the demo use to look at the registers, to change a demande, to break a register."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict

from stack.registre.demande import MotifRadiation
from stack.registre.fichier import Fiche
from stack.registre.fil import Fil
from stack.registre.pannes import Panne
from stack.registre.recherche import chercher
from stack.registre.registres import DemandeRadiation

PAR_PILOTAGE = "pilotage"
"""Reference of the radiations that no service asked for."""


class Motive(BaseModel):
    model_config = ConfigDict(extra="forbid")

    motif: MotifRadiation


def routes(fil: Fil) -> APIRouter:
    router = APIRouter(prefix="/pilotage", tags=["pilotage"])
    registres, pannes = fil.registres, fil.pannes

    @router.get("/demandes")
    async def demandes(
        registre: str | None = None, limite: Annotated[int, Query(ge=1, le=10_000)] = 1000
    ) -> list[dict[str, Any]]:
        return [resume(fiche) for fiche in chercher(registres.fiches(), registre=registre)[:limite]]

    @router.get("/demandes/{cle}")
    async def demande(cle: str) -> dict[str, Any]:
        return entiere(registres.fiche(cle))

    @router.patch("/demandes/{cle}")
    async def modifier(cle: str, champs: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        return entiere(registres.modifier(cle, champs))

    @router.post("/demandes/{cle}/renouvellement")
    async def renouveler(cle: str) -> dict[str, Any]:
        return entiere(registres.renouveler(cle))

    @router.post("/demandes/{cle}/radiation")
    async def radier(cle: str, motive: Motive) -> dict[str, Any]:
        return entiere(registres.radier(cle, DemandeRadiation(PAR_PILOTAGE, motive.motif)))

    @router.post("/demandes/{cle}/copies", status_code=201)
    async def copier(cle: str) -> dict[str, Any]:
        return entiere(registres.copier(cle))

    @router.post("/pannes")
    async def mettre_en_panne(panne: Panne) -> Panne:
        return pannes.mettre(panne)

    @router.delete("/pannes", status_code=204)
    async def lever_les_pannes(registre: str | None = None) -> Response:
        pannes.lever(registre)
        return Response(status_code=204)

    @router.get("/etat")
    async def etat() -> dict[str, Any]:
        return bilan(fil)

    return router


def resume(fiche: Fiche) -> dict[str, Any]:
    """What a list shows."""
    demande = fiche.demande
    return {
        "cle": fiche.cle,
        "pourquoi": fiche.pourquoi,
        "registre": demande.registre,
        "numeroUnique": demande.numero_unique,
        "civilite": demande.demandeur.civilite.value,
        "nomNaissance": demande.demandeur.nom_naissance,
        "prenom": demande.demandeur.prenom,
        "courriel": demande.courriel,
        "departement": demande.departement,
        "communes": list(demande.souhaits.communes),
        "etat": demande.etat.value,
        "dateFinValidite": demande.date_fin_validite.isoformat(),
    }


def entiere(fiche: Fiche) -> dict[str, Any]:
    """The fields of DemandeNationale, with the key, the register and what was asked of it."""
    radiation = fiche.radiation.model_dump(mode="json", by_alias=True) if fiche.radiation else None
    avant = {"cle": fiche.cle, "pourquoi": fiche.pourquoi, "registre": fiche.demande.registre}
    return avant | fiche.demande.en_json() | {"radiation": radiation}


def bilan(fil: Fil) -> dict[str, Any]:
    """Health, counts, calls received since the start by register and operation, faults that are on."""
    fiches = fil.registres.fiches()
    appels: dict[str, dict[str, int]] = {}
    for (registre, operation), nombre in sorted(fil.appels.items()):
        appels.setdefault(registre, {})[operation] = nombre
    return {
        "etat": "ok",
        "jour": fil.registres.aujourd_hui().isoformat(),
        "demandes": {
            "total": len(fiches),
            "parEtat": dict(Counter(fiche.demande.etat.value for fiche in fiches)),
            "parRegistre": dict(Counter(fiche.demande.registre for fiche in fiches)),
        },
        "appels": appels,
        "pannes": [panne.model_dump(mode="json") for panne in fil.pannes.en_cours()],
    }
