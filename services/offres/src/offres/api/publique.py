"""What anybody may consult: the barème and the communes."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chassis.problems import Refus
from chassis.web import Ctx, problemes
from contracts.problemes.technique import INTROUVABLE, REQUETE_INVALIDE
from offres.api.vues import VueCommune
from offres.bareme import Bareme, annee_par_defaut, bareme
from offres.communes import rechercher
from referentiel import CREDIT
from referentiel.geographie import arrondissements
from referentiel.plafonds import Norme, annees

router = APIRouter(tags=["Public"])
UN_JOUR = "public, max-age=86400"


class CommuneTrouvee(VueCommune):
    """A suggestion."""

    codes_postaux: list[str]
    population: int
    a_preciser: bool
    """Paris, Lyon, Marseille: an offer names the arrondissement."""


class CommunesTrouvees(BaseModel):
    """Suggestions, the most populated first."""

    items: list[CommuneTrouvee]
    credit: str = CREDIT


@router.get("/bareme", responses=problemes(INTROUVABLE))
async def lire_bareme(
    ctx: Ctx, response: Response, annee: Annotated[int | None, Query(description="Celle en cours sinon")] = None
) -> Bareme:
    """Ceilings by year and zone, typologies, effort: the rules of the guide #0, with versions and sources."""
    voulue = annee if annee is not None else annee_par_defaut(ctx.clock.today())
    if voulue not in annees(Norme.PLUS):
        connues = ", ".join(str(connue) for connue in annees(Norme.PLUS))
        raise Refus(INTROUVABLE, f"Les plafonds de {voulue} ne sont pas connus. Années connues : {connues}.")
    response.headers["Cache-Control"] = UN_JOUR
    return bareme(voulue)


@router.get("/communes", responses=problemes(REQUETE_INVALIDE))
async def chercher_communes(
    response: Response,
    recherche: Annotated[str, Query(min_length=2, max_length=60, description="Début d’un nom ou d’un code postal")],
    limite: Annotated[int, Query(ge=1, le=50)] = 10,
) -> CommunesTrouvees:
    """Suggestions for a field « commune »."""
    response.headers["Cache-Control"] = UN_JOUR
    trouvees = rechercher(recherche, limite)
    return CommunesTrouvees(
        items=[
            CommuneTrouvee(
                **VueCommune.de(lieu, next(iter(lieu.codes_postaux), None)).model_dump(),
                codes_postaux=list(lieu.codes_postaux),
                population=lieu.population,
                a_preciser=bool(arrondissements(lieu.code)),
            )
            for lieu in trouvees
        ]
    )
