"""« Saisir ma demande » and its security code (guide #3)."""

from fastapi import APIRouter, Response
from pymongo.errors import DuplicateKeyError

from chassis.transaction import Tx
from chassis.web import Commande, Ctx, problemes
from contracts.problemes import demande_import as p
from contracts.problemes.technique import INTROUVABLE, TROP_DE_REQUETES
from demande_import import saisies, stockage
from demande_import.api import corps
from demande_import.api.acces import ECRITURE, LECTURE, UNE_RESSOURCE, Salarie
from demande_import.api.vues import VueDemande, vue_demande
from demande_import.api.vues_imports import VueImport, vue_import

router = APIRouter(prefix="/imports", tags=["Importer ma demande"])
_CODES = (
    p.CODE_NON_ATTENDU,
    p.CODE_INCORRECT,
    p.CODE_EXPIRE,
    p.ESSAIS_EPUISES,
    p.NUMERO_DEJA_RATTACHE,
    p.DEMANDE_DEJA_IMPORTEE,
    p.DEMANDE_RADIEE,
)


@router.post(
    "",
    status_code=202,
    response_model=VueImport,
    responses=problemes(*ECRITURE, p.NUMERO_INVALIDE, p.DEMANDE_DEJA_IMPORTEE, TROP_DE_REQUETES),
)
async def saisir(saisie: corps.Saisie, qui: Salarie, commande: Commande) -> Response:
    """The number is typed; the answer of its register is at GET /imports/{id}."""
    numero = saisies.lire_numero(saisie.numero_unique)

    async def cas(tx: Tx) -> VueImport:
        return vue_import(await saisies.saisir(tx, qui.compte_id, numero))

    return await commande.run(cas, status=202)


@router.get("/{import_id}", response_model=VueImport, responses=problemes(*LECTURE, *UNE_RESSOURCE))
async def consulter(import_id: str, ctx: Ctx, qui: Salarie) -> VueImport:
    """One’s own import."""

    async def cas(tx: Tx) -> VueImport:
        return vue_import(await stockage.lire_import(tx, import_id, qui.compte_id))

    return await ctx.transaction(cas)


@router.post(
    "/{import_id}/renvoi",
    status_code=202,
    response_model=VueImport,
    responses=problemes(*ECRITURE, INTROUVABLE, p.CODE_NON_ATTENDU, TROP_DE_REQUETES),
)
async def renvoyer(import_id: str, qui: Salarie, commande: Commande) -> Response:
    """A new code; the old one is dead."""

    async def cas(tx: Tx) -> VueImport:
        imp = await stockage.lire_import(tx, import_id, qui.compte_id)
        return vue_import(await saisies.renvoyer_code(tx, imp))

    return await commande.run(cas, status=202)


@router.post(
    "/{import_id}/code",
    status_code=201,
    response_model=VueDemande,
    responses=problemes(*ECRITURE, INTROUVABLE, *_CODES),
)
async def saisir_code(
    import_id: str, saisie: corps.CodeSecurite, qui: Salarie, ctx: Ctx, commande: Commande
) -> Response:
    """The code brings the demande. Each guess counts, even a refused one."""
    essai_pris = await saisies.prendre_un_essai(ctx, import_id, qui.compte_id)

    async def cas(tx: Tx) -> VueDemande:
        imp = await stockage.lire_import(tx, import_id, qui.compte_id)
        demande = await saisies.saisir_code(tx, imp, saisie.code, essai_pris=essai_pris)
        return await vue_demande(tx, demande, tx.today, tx.session)

    try:
        return await commande.run(cas, status=201)
    except DuplicateKeyError as error:
        raise saisies.deja_rattache() from error
