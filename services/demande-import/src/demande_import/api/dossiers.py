"""The dossier as those who study a candidature see it: the conseiller, and the bailleur it was sent to."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.problems import Refus
from chassis.web import Ctx, problemes
from contracts.candidatures import StatutCandidature as S
from contracts.demande_import import StatutDemande
from contracts.problemes.technique import INTROUVABLE
from demande_import import stockage
from demande_import.api.acces import LECTURE, Bailleur, Conseiller
from demande_import.api.vues import VueDemande, VuePieces, vue_demande
from demande_import.api.vues_dossier import VueInformations
from demande_import.api.vues_employeur import VueCandidature, candidatures
from demande_import.domain.demande import Demande

router = APIRouter(tags=["Dossiers"])
TRANSMISES = (
    S.TRANSMISE_BAILLEUR,
    S.VISITE_PROPOSEE,
    S.VISITE_EFFECTUEE,
    S.ATTRIBUEE,
    S.ATTRIBUEE_EN_RANG,
    S.ATTRIBUEE_SOUS_CONDITION,
    S.NON_ATTRIBUEE,
    S.IRRECEVABLE,
    S.ACCEPTEE,
    S.REFUSEE,
    S.BAIL_SIGNE,
    S.ENTREE,
)
"""From the transmission on (guide #6, step 3)."""


class VueConseiller(BaseModel):
    """The whole dossier."""

    compte_id: str
    demande: VueDemande
    candidatures: list[VueCandidature]


class VueBailleur(BaseModel):
    """What the bailleur instructs: the demande and its pièces, nothing of the firm’s policy nor of other bailleurs."""

    demande_id: str
    statut: StatutDemande
    numero_unique: str
    deposee_le: date
    valide_jusqu_au: date
    informations: VueInformations
    pieces: VuePieces


async def _lire(ctx: Ctx, demande_id: str) -> Demande:
    lu = await ctx.db[stockage.DEMANDES].find_one({"_id": demande_id})
    if lu is None:
        raise Refus(INTROUVABLE, "Cette demande n’existe pas.")
    return stockage.demande_de(lu)


@router.get(
    "/conseiller/demandes/{demande_id}", response_model=VueConseiller, responses=problemes(*LECTURE, INTROUVABLE)
)
async def pour_le_conseiller(demande_id: str, ctx: Ctx, qui: Conseiller) -> VueConseiller:
    """Any demande."""
    demande = await _lire(ctx, demande_id)
    return VueConseiller(
        compte_id=demande.compte_id,
        demande=await vue_demande(ctx.db, demande, ctx.clock.today()),
        candidatures=await candidatures(ctx.db, demande.compte_id),
    )


@router.get("/bailleur/demandes/{demande_id}", response_model=VueBailleur, responses=problemes(*LECTURE, INTROUVABLE))
async def pour_le_bailleur(demande_id: str, ctx: Ctx, qui: Bailleur) -> VueBailleur:
    """A demande of which a candidature was transmitted to this bailleur; the others do not exist for it."""
    filtre = {
        "etat.demande_id": demande_id,
        "etat.bailleur_id": qui.bailleur_id or "",
        "etat.statut": {"$in": [statut.value for statut in TRANSMISES]},
    }
    if await ctx.db[stockage.CANDIDATURES].find_one(filtre, {"_id": 1}) is None:
        raise Refus(INTROUVABLE, "Cette demande n’existe pas.")
    vue = await vue_demande(ctx.db, await _lire(ctx, demande_id), ctx.clock.today())
    return VueBailleur(**{nom: getattr(vue, nom) for nom in VueBailleur.model_fields})
