"""Where to register one’s demande (guide #1, #3). Public."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.problems import Refus
from chassis.web import problemes
from contracts.problemes.demande_import import DEPARTEMENT_INCONNU
from contracts.problemes.technique import REQUETE_INVALIDE
from referentiel.communes import DepartementInconnu, departement, departements
from referentiel.registres import site_enregistrement

router = APIRouter(prefix="/sites-enregistrement", tags=["Sites d’enregistrement"])


class VueSite(BaseModel):
    """A département and its site d’enregistrement."""

    departement: str
    nom: str
    url: str
    adresse: str
    """As the guide shows it."""
    libelle: str


class VueSites(BaseModel):
    """All of them."""

    sites: list[VueSite]


def _vue(code: str) -> VueSite:
    try:
        ou, site = departement(code), site_enregistrement(code)
    except DepartementInconnu as error:
        detail = "Ce département n’existe pas, ou n’a pas de site d’enregistrement. Exemples : 75, 29, 2A."
        raise Refus(DEPARTEMENT_INCONNU, detail, champ="departement") from error
    return VueSite(departement=code, nom=ou.nom, url=site.url, adresse=site.adresse, libelle=site.libelle)


@router.get("", response_model=VueSite | VueSites, responses=problemes(DEPARTEMENT_INCONNU, REQUETE_INVALIDE))
async def sites(
    departement: Annotated[str | None, Query(max_length=10, description="Code du département")] = None,
) -> VueSite | VueSites:
    """The site of one département, or of each without parameter."""
    if departement is None:
        return VueSites(sites=[_vue(d.code) for d in departements()])
    return _vue(departement.strip().upper())
