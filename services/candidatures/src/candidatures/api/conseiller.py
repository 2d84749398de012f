"""The conseiller of Action Logement: rank, validate, transmit (guide #6, steps 2 and 3)."""

from typing import Annotated

from fastapi import APIRouter, Response

from candidatures import commands, stockage
from candidatures.api import corps, vues
from chassis.auth import Principal, exige
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts import candidatures as ev
from contracts.candidatures import StatutCandidature
from contracts.problemes import candidatures as p
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from contracts.problemes.technique import ACCES_INTERDIT, INTROUVABLE, NON_AUTHENTIFIE
from contracts.roles import Role

router = APIRouter(tags=["Conseiller"])
Conseiller = Annotated[Principal, exige(Role.CONSEILLER)]
_ACCES = (NON_AUTHENTIFIE, ACCES_INTERDIT, INTROUVABLE)
_ETAPE = (p.TRANSITION_IMPOSSIBLE, p.CANDIDATURE_ARCHIVEE)


@router.get("/offres/{offre_id}/classement", response_model=vues.Classement, responses=problemes(*_ACCES))
async def classement(offre_id: str, ctx: Ctx, qui: Conseiller) -> vues.Classement:
    """The active candidatures of an offer, best first, with their points."""
    offre = await ctx.db["offres"].find_one({"_id": offre_id})
    if offre is None:
        raise Refus(INTROUVABLE, "Cette offre n’existe pas.")
    lues = ctx.db[stockage.COLLECTION].find({"offre_id": offre_id, "active": True}).sort(stockage.ORDRE)
    rangees = [stockage.candidature(lu) async for lu in lues]
    transmises = any(c.transmise_le for c in rangees)
    return vues.Classement(
        offre_id=offre_id,
        candidats_a_proposer=offre["etat"]["candidats_a_proposer"],
        candidatures=[
            vues.Classee(
                **vues.champs(c),
                position=position,
                en_reserve=transmises and c.statut is StatutCandidature.VALIDEE,
                detail_points=vues.lignes(c),
            )
            for position, c in enumerate(rangees, 1)
        ],
    )


@router.post(
    "/candidatures/{identifiant}/validation",
    response_model=vues.Suivi,
    responses=problemes(*_ACCES, *_ETAPE, DOSSIER_NON_VALIDE, p.DEMANDE_INCONNUE),
)
async def valider(identifiant: str, qui: Conseiller, commande: Commande) -> Response:
    """The dossier is good."""

    async def cas(tx: Tx) -> vues.Suivi:
        return vues.Suivi(**vues.champs(await commands.valider(tx, identifiant)))

    return await commande.run(cas)


@router.post(
    "/candidatures/{identifiant}/invalidation", response_model=vues.Suivi, responses=problemes(*_ACCES, *_ETAPE)
)
async def invalider(identifiant: str, corps_: corps.Invalidation, qui: Conseiller, commande: Commande) -> Response:
    """The dossier is not good: the salarié may apply elsewhere at once."""

    async def cas(tx: Tx) -> vues.Suivi:
        c = await stockage.lire(tx, identifiant)
        motif = corps_.motif.value
        return vues.Suivi(
            **vues.champs(await commands.changer(tx, c, lambda x: x.invalider(motif, tx.now), ev.CandidatureInvalidee))
        )

    return await commande.run(cas)


@router.post("/offres/{offre_id}/transmission", response_model=vues.Suivis, responses=problemes(*_ACCES))
async def transmettre(offre_id: str, qui: Conseiller, commande: Commande) -> Response:
    """Send the best validated dossiers to the bailleur; those beyond stay in reserve. Again: nothing more."""

    async def cas(tx: Tx) -> vues.Suivis:
        envoyees = await commands.transmettre(tx, offre_id)
        return vues.Suivis(candidatures=[vues.Suivi(**vues.champs(c)) for c in envoyees])

    return await commande.run(cas)
