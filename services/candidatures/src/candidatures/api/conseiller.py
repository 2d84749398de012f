"""The conseiller of Action Logement: rank, validate, transmit (guide #6, steps 2 and 3)."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from candidatures import commands, stockage
from candidatures.api import corps, pages, vues
from chassis.auth import Principal, exige
from chassis.pagination import Curseur, Limite
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts import candidatures as ev
from contracts.candidatures import StatutCandidature
from contracts.problemes import candidatures as p
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from contracts.problemes.technique import ACCES_INTERDIT, INTROUVABLE, NON_AUTHENTIFIE, REQUETE_INVALIDE
from contracts.roles import Role

router = APIRouter(tags=["Conseiller"])
Conseiller = Annotated[Principal, exige(Role.CONSEILLER)]
_ACCES = (NON_AUTHENTIFIE, ACCES_INTERDIT, INTROUVABLE)
_ETAPE = (p.TRANSITION_IMPOSSIBLE, p.CANDIDATURE_ARCHIVEE)
_ANCIENNES: stockage.Tri = [("deposee_le", 1), ("_id", 1)]


class AFaire(StrEnum):
    """What a conseiller does next: study, then transmit."""

    DEPOSEE = StatutCandidature.DEPOSEE.value
    VALIDEE = StatutCandidature.VALIDEE.value


@router.get(
    "/conseiller/candidatures", response_model=vues.ListeATraiter, responses=problemes(*_ACCES, REQUETE_INVALIDE)
)
async def a_traiter(
    ctx: Ctx,
    qui: Conseiller,
    statut: Annotated[AFaire, Query(description="À étudier, ou à transmettre")] = AFaire.DEPOSEE,
    departement: Annotated[str | None, Query(pattern=r"^[0-9][0-9AB][0-9]?$", description="De la demande")] = None,
    offre_id: Annotated[str | None, Query(max_length=100)] = None,
    limite: Limite = 20,
    curseur: Curseur = None,
) -> vues.ListeATraiter:
    """What waits for a conseiller, the oldest first (guide #6, step 2)."""
    criteres = {"statut": statut.value, "departement": departement, "offre_id": offre_id}
    filtre = {nom: valeur for nom, valeur in criteres.items() if valeur is not None}
    page = await pages.lire(ctx, filtre, _ANCIENNES, limite, curseur)
    return vues.ListeATraiter(
        nombre=await ctx.db[stockage.COLLECTION].count_documents(filtre),
        candidatures=await vues.a_traiter(ctx, page.candidatures),
        suivant=page.suivant,
    )


@router.get(
    "/offres/{offre_id}/classement", response_model=vues.Classement, responses=problemes(*_ACCES, REQUETE_INVALIDE)
)
async def classement(
    offre_id: str, ctx: Ctx, qui: Conseiller, limite: Limite = 100, curseur: Curseur = None
) -> vues.Classement:
    """The active candidatures of an offer, best first, with their points."""
    offre = await ctx.db["offres"].find_one({"_id": offre_id})
    if offre is None:
        raise Refus(INTROUVABLE, "Cette offre n’existe pas.")
    candidatures, actives = ctx.db[stockage.COLLECTION], {"offre_id": offre_id, "active": True}
    page = await pages.lire(ctx, actives, stockage.ORDRE, limite, curseur)
    nombre = await candidatures.count_documents(actives)
    avant = nombre - await candidatures.count_documents(page.filtre) if curseur else 0
    valides = await stockage.valides(ctx, {c.demande_id for c in page.candidatures})
    transmises = await candidatures.find_one({**actives, "transmise_le": {"$ne": None}}, {"_id": 1}) is not None
    return vues.Classement(
        offre_id=offre_id,
        candidats_a_proposer=offre["etat"]["candidats_a_proposer"],
        candidatures=[
            vues.Classee(
                **vues.champs(c),
                position=position,
                en_reserve=transmises and c.statut is StatutCandidature.VALIDEE,
                dossier_valide=c.demande_id in valides,
                detail_points=vues.lignes(c),
            )
            for position, c in enumerate(page.candidatures, avant + 1)
        ],
        nombre=nombre,
        suivant=page.suivant,
    )


@router.post(
    "/candidatures/{identifiant}/validation",
    response_model=vues.Suivi,
    responses=problemes(*_ACCES, *_ETAPE, DOSSIER_NON_VALIDE, p.DEMANDE_INCONNUE, p.NON_ELIGIBLE),
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
