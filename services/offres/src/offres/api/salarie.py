"""« Les offres »: the three tabs and the detail of a home (guide #5)."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.auth import Principal, exige
from chassis.pagination import Curseur, Limite, decode, encode
from chassis.problems import Refus
from chassis.web import Ctx, problemes
from contracts.offres import TypeLogement
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from contracts.problemes.technique import (
    ACCES_INTERDIT,
    INTROUVABLE,
    NON_AUTHENTIFIE,
    REQUETE_INVALIDE,
    SERVICE_INDISPONIBLE,
)
from contracts.roles import Role
from offres import stockage
from offres.api import vues
from offres.api.etags import repondre
from offres.catalogue import Catalogue
from offres.domain.criteres import Criteres
from offres.domain.demandeur import Demandeur
from offres.domain.offre import Offre
from offres.domain.onglets import Proposition, repartir
from referentiel.geographie import Onglet

router = APIRouter(tags=["Offres"])
Prix = Annotated[Decimal | None, Query(ge=0, le=20000, description="Euros par mois, charges comprises")]
_ACCES = (NON_AUTHENTIFIE, ACCES_INTERDIT)


async def criteres_de(
    type_logement: Annotated[list[TypeLogement] | None, Query(description="Aucun : les deux")] = None,
    prix_min: Prix = None,
    prix_max: Prix = None,
    pmr: Annotated[bool, Query(description="Adapté aux personnes à mobilité réduite")] = False,
    disponible_immediatement: Annotated[bool, Query()] = False,
) -> Criteres:
    """The filters of a query."""
    return Criteres(frozenset(type_logement or ()), prix_min, prix_max, pmr, disponible_immediatement)


@router.get(
    "/liste", response_model=vues.PageOffres, responses=problemes(*_ACCES, DOSSIER_NON_VALIDE, REQUETE_INVALIDE)
)
async def lister(
    request: Request,
    ctx: Ctx,
    qui: Annotated[Principal, exige(Role.SALARIE)],
    criteres: Annotated[Criteres, Depends(criteres_de)],
    onglet: Onglet = Onglet.COMMUNES_DEMANDEES,
    non_eligibles: Annotated[bool, Query(description="Montrer aussi les autres, avec les raisons")] = False,
    limite: Limite = 20,
    curseur: Curseur = None,
) -> Response:
    """One page of one tab, the counters of the three, and the ends of the price slider."""
    position = decode(curseur, float, str)
    moi, jour = await ctx.resources.visiteurs.demandeur(qui.compte_id), ctx.clock.today()
    candidates = _catalogue(ctx).du_perimetre(moi.perimetre)
    repartition = repartir(candidates, moi, criteres, jour, non_eligibles=non_eligibles)
    montrees, suivant = _page(repartition.liste(onglet), limite, position)
    return repondre(request, vues.page(onglet, repartition, montrees, suivant, jour))


@router.get(
    "/offres/{offre_id}",
    response_model=vues.OffreDetail,
    responses=problemes(*_ACCES, DOSSIER_NON_VALIDE, INTROUVABLE),
)
async def consulter(request: Request, ctx: Ctx, qui: Annotated[Principal, exige()], offre_id: str) -> Response:
    """One home in detail; for a salarié, with the eligibility and its reasons.

    A bailleur sees its own alone; a home kept for another firm does not exist for a salarié nor for an employeur.
    """
    moi: Demandeur | None = None
    if qui.role is Role.SALARIE:
        moi = await ctx.resources.visiteurs.demandeur(qui.compte_id)
    lu = await ctx.db[stockage.COLLECTION].find_one({"_id": offre_id})
    offre = stockage.offre(lu) if lu else None
    if offre is None or not _ouverte_a(offre, qui, moi.siret if moi else qui.siret):
        raise Refus(INTROUVABLE, "Cette offre n’existe pas, ou ne vous est pas ouverte.")
    jour, entreprise = ctx.clock.today(), await _entreprise(ctx, offre)
    pour_moi = _pour(moi, offre, jour) if moi else {}
    return repondre(request, vues.detail(offre, jour, reserve_entreprise=entreprise, **pour_moi))


def _catalogue(ctx: Ctx) -> Catalogue:
    """Raises `Refus(SERVICE_INDISPONIBLE)` before the first load: an empty list would be a lie."""
    catalogue: Catalogue = ctx.resources.catalogue
    if not catalogue.charge:
        raise Refus(SERVICE_INDISPONIBLE, "Les offres se chargent. Réessayez.", headers={"Retry-After": "1"})
    return catalogue


def _ouverte_a(offre: Offre, qui: Principal, siret: str | None) -> bool:
    if qui.role is Role.BAILLEUR:
        return offre.bailleur.id == qui.bailleur_id
    return qui.role not in (Role.SALARIE, Role.EMPLOYEUR) or not offre.reservee_a_d_autres(siret)


def _pour(moi: Demandeur, offre: Offre, jour: date) -> dict[str, Any]:
    return {
        "onglet": moi.perimetre.classer(offre.annonce.commune),
        "eligibilite": vues.VueEligibilite.de(moi.eligibilite(offre, jour)),
    }


async def _entreprise(ctx: Ctx, offre: Offre) -> str | None:
    """Name of the firm that the home is kept for, when demande-import has told it."""
    if offre.annonce.reserve_siret is None:
        return None
    lue = await ctx.db["entreprises"].find_one({"_id": offre.annonce.reserve_siret})
    return lue["etat"]["raison_sociale"] if lue else None


def _page(
    liste: Sequence[Proposition], limite: int, position: list[Any] | None
) -> tuple[list[Proposition], str | None]:
    """What follows the cursor. Homes that came or went meanwhile move no other one to another page."""
    debut = bisect_right(liste, tuple(position), key=lambda p: p.cle) if position else 0
    montrees = list(liste[debut : debut + limite])
    reste = len(liste) > debut + limite
    return montrees, encode(list(montrees[-1].cle)) if reste else None
