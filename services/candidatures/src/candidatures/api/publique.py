"""The published grid (décret n° 2019-1378)."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from candidatures import grilles
from chassis.web import Ctx

router = APIRouter(prefix="/cotation", tags=["Cotation"])


class VuePoids(BaseModel):
    """Points of one criterion."""

    critere: str
    libelle: str
    points: int
    par_annee: int
    maximum: int
    valeurs: dict[str, int] | None


class VueGrille(BaseModel):
    """The grid that ranks candidatures today, and how."""

    version: str
    en_vigueur_le: date
    source: str
    regles: list[str]
    poids: list[VuePoids]


@router.get("/grille", response_model=VueGrille)
async def grille(ctx: Ctx) -> VueGrille:
    """For everyone, without an account."""
    return VueGrille.model_validate(grilles.en_vigueur(ctx.clock.today()), from_attributes=True)
