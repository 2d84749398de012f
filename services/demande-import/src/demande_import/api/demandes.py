"""« Ma situation »: the three sections, « Mettre à jour », « Supprimer » (guide #3, #4)."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.problemes import demande_import as p
from contracts.problemes.technique import TROP_DE_REQUETES
from demande_import import demandes, saisies, stockage
from demande_import.api import corps
from demande_import.api.acces import ECRITURE, LECTURE, Salarie
from demande_import.api.vues import VueDemande, vue_demande
from demande_import.api.vues_employeur import VueCandidature, candidatures
from demande_import.api.vues_imports import VueImport, vue_import
from demande_import.debits import debiter

router = APIRouter(prefix="/demandes/courante", tags=["Ma demande"])
_COMPLEMENTS = (
    p.CODEMANDEUR_ABSENT,
    p.SIRET_ABSENT,
    p.CODE_ENTREPRISE_INCORRECT,
    p.CONSENTEMENT_NON_PROPOSE,
    p.DEMANDE_RADIEE,
    TROP_DE_REQUETES,
)
TROP_DE_CODES_ENTREPRISE = "Vous avez essayé trop de codes entreprise depuis une heure. Réessayez plus tard."


@router.get("", response_model=VueDemande, responses=problemes(*LECTURE, p.AUCUNE_DEMANDE))
async def consulter(ctx: Ctx, qui: Salarie) -> VueDemande:
    """One’s own demande, whole."""
    demande = await stockage.courante(ctx.db, qui.compte_id)
    return await vue_demande(ctx.db, demande, ctx.clock.today())


@router.put("/complements", response_model=VueDemande, responses=problemes(*ECRITURE, p.AUCUNE_DEMANDE, *_COMPLEMENTS))
async def completer(saisie: corps.Complements, qui: Salarie, ctx: Ctx, commande: Commande) -> Response:
    """Section 2: the firm, and what it may see."""
    if saisie.code_entreprise is not None:
        await ctx.transaction(lambda tx: _compter_le_code(tx, qui.compte_id))

    async def cas(tx: Tx) -> VueDemande:
        demande = await demandes.completer(
            tx,
            qui.compte_id,
            rattachement=saisie.rattachement,
            nom_employeur=saisie.nom_employeur.strip(),
            plusieurs_employeurs=saisie.plusieurs_employeurs,
            code_entreprise=saisie.code_entreprise,
            consentement=saisie.consentement,
        )
        return await vue_demande(tx, demande, tx.today, tx.session)

    return await commande.run(cas)


async def _compter_le_code(tx: Tx, compte_id: str) -> None:
    limite = tx.context.settings.codes_entreprise_par_heure
    await debiter(tx, f"codes_entreprise:{compte_id}", limite, TROP_DE_CODES_ENTREPRISE)


@router.put("/pieces", response_model=VueDemande, responses=problemes(*ECRITURE, p.AUCUNE_DEMANDE, p.DEMANDE_RADIEE))
async def confirmer_pieces(saisie: corps.Pieces, qui: Salarie, commande: Commande) -> Response:
    """Section 3: the pièces deposited on the site d’enregistrement."""

    async def cas(tx: Tx) -> VueDemande:
        demande = await demandes.confirmer_pieces(tx, qui.compte_id, frozenset(saisie.deposees))
        return await vue_demande(tx, demande, tx.today, tx.session)

    return await commande.run(cas)


@router.post(
    "/validation",
    response_model=VueDemande,
    responses=problemes(
        *ECRITURE,
        p.AUCUNE_DEMANDE,
        p.COMPLEMENTS_MANQUANTS,
        p.PIECES_MANQUANTES,
        p.REFUSEE_PAR_EMPLOYEUR,
        p.DEMANDE_RADIEE,
    ),
)
async def valider(qui: Salarie, commande: Commande) -> Response:
    """« Valider mon dossier »."""

    async def cas(tx: Tx) -> VueDemande:
        return await vue_demande(tx, await demandes.valider(tx, qui.compte_id), tx.today, tx.session)

    return await commande.run(cas)


@router.post(
    "/mise-a-jour",
    status_code=202,
    response_model=VueImport,
    responses=problemes(*ECRITURE, p.AUCUNE_DEMANDE, p.DEMANDE_RADIEE, TROP_DE_REQUETES),
)
async def mettre_a_jour(qui: Salarie, commande: Commande) -> Response:
    """« Mettre à jour ». The outcome is at GET /imports/{id}."""

    async def cas(tx: Tx) -> VueImport:
        return vue_import(await saisies.demander_mise_a_jour(tx, qui.compte_id))

    return await commande.run(cas, status=202)


class Export(BaseModel):
    """Everything that AL’in holds about the person’s demande (RGPD, article 20)."""

    exporte_le: datetime
    demande: VueDemande | None
    demandes_radiees: list[VueDemande]
    """Earlier ones, kept for a year."""
    imports: list[VueImport]
    candidatures: list[VueCandidature]


@router.get("/export", response_model=Export, responses=problemes(*LECTURE))
async def exporter(ctx: Ctx, qui: Salarie) -> Export:
    """To take away. What a register answered is not in it before its code is given: it may be another’s."""
    toutes = await stockage.toutes(ctx.db, qui.compte_id)
    vues = [await vue_demande(ctx.db, demande, ctx.clock.today()) for demande in toutes]
    lus = ctx.db[stockage.IMPORTS].find({"compte_id": qui.compte_id}).sort("cree_le", 1)
    return Export(
        exporte_le=ctx.clock.now(),
        demande=vues[0] if vues else None,
        demandes_radiees=vues[1:],
        imports=[vue_import(stockage.imports_de(lu)) async for lu in lus],
        candidatures=await candidatures(ctx.db, qui.compte_id),
    )


@router.delete("", status_code=204, responses=problemes(*ECRITURE, p.AUCUNE_DEMANDE, p.ATTRIBUTION_EN_COURS))
async def supprimer(qui: Salarie, commande: Commande) -> Response:
    """Erase it from AL’in. It stays at its register."""

    async def cas(tx: Tx) -> None:
        await demandes.supprimer_la_sienne(tx, qui.compte_id)

    return await commande.run(cas)
