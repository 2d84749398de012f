"""« Créer mon compte » and « Mot de passe oublié ? »: the answer never says whether the e-mail has an account."""

from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ValidationError

from chassis import validation
from chassis.problems import Refus
from chassis.transaction import Tx
from chassis.web import Commande, Ctx
from contracts.problemes.technique import REQUETE_INVALIDE
from identity import demandes
from identity.api import corps, vues
from identity.api.documents import avec_pages, formulaire
from identity.api.routes import RouteFormulaire, RoutePage, champs
from identity.pages import rendu

router = APIRouter(tags=["Créer son compte"])
formulaires = APIRouter(route_class=RouteFormulaire, include_in_schema=False)
pages = APIRouter(tags=["Pages"], route_class=RoutePage)
M = TypeVar("M", bound=BaseModel)


class FeuilleDeStyle(Response):
    """Text of the pages' look."""

    media_type = "text/css"


CREATION = (
    "Pour valider votre compte cliquez sur le lien de confirmation qui vous a été envoyé sur votre boîte mail {email}."
)
OUBLI = (
    "Si un compte existe avec l’adresse {email}, un lien pour choisir votre mot de passe vient d’y être envoyé. "
    "Il est valable 1 heure."
)


def lire(modele: type[M], saisie: dict[str, Any]) -> M:
    """A form as its model. Raises `Refus(REQUETE_INVALIDE)` that names every field at fault."""
    try:
        return modele.model_validate(saisie)
    except ValidationError as error:
        raise validation.refus(RequestValidationError(error.errors())) from error


@router.post(
    "/comptes",
    status_code=202,
    response_model=vues.Message,
    responses=avec_pages(202, "Le message, le même dans tous les cas", REQUETE_INVALIDE),
    openapi_extra=formulaire(corps.NouveauCompte),
)
async def creer(nouveau: corps.NouveauCompte, commande: Commande) -> Response:
    """Ask for an account: an e-mail with a link follows, of a kind that depends on what exists."""

    async def cas(tx: Tx) -> None:
        await _creer(tx, nouveau)

    return _message(await commande.run(cas), CREATION.format(email=nouveau.email))


@formulaires.post("/comptes", response_model=None)
async def creer_par_formulaire(request: Request, ctx: Ctx) -> Response:
    """« Créer mon compte »."""
    saisie = await champs(request)
    try:
        nouveau = lire(corps.NouveauCompte, {**saisie, "consentement": saisie.get("consentement") in ("on", "true")})
    except Refus as refus:
        return rendu.creation(request, saisie, refus.erreurs)
    await ctx.transaction(lambda tx: _creer(tx, nouveau))
    texte = CREATION.format(email=nouveau.email)
    return rendu.message(request, "Validation du compte", texte, "Se connecter à mon compte", 202)


async def _creer(tx: Tx, nouveau: corps.NouveauCompte) -> None:
    faits = nouveau.model_dump(exclude={"consentement"})
    await demandes.demander_un_compte(tx, demandes.Formulaire(**faits))


def _message(gardee: Response, texte: str) -> Response:
    """The sentence is said anew each time: kept under a key, the e-mail in it would outlive an erased account."""
    rejouee = {nom: gardee.headers[nom] for nom in ("Idempotency-Replayed",) if nom in gardee.headers}
    return JSONResponse(vues.Message(message=texte).model_dump(), 202, headers=rejouee)


@router.post(
    "/mot-de-passe/oubli",
    status_code=202,
    response_model=vues.Message,
    responses=avec_pages(202, "Le message, le même dans tous les cas", REQUETE_INVALIDE),
    openapi_extra=formulaire(corps.Oubli),
)
async def oublier(oubli: corps.Oubli, commande: Commande) -> Response:
    """« Mot de passe oublié ? »: a link of one hour for an active account, a new access link for one that waits."""

    async def cas(tx: Tx) -> None:
        await demandes.demander_un_mot_de_passe(tx, oubli.email)

    return _message(await commande.run(cas), OUBLI.format(email=oubli.email))


@formulaires.post("/mot-de-passe/oubli", response_model=None)
async def oublier_par_formulaire(request: Request, ctx: Ctx) -> Response:
    """« Recevoir un lien »."""
    saisie = await champs(request)
    try:
        oubli = lire(corps.Oubli, saisie)
    except Refus as refus:
        return rendu.oubli(request, saisie, refus.erreurs)
    await ctx.transaction(lambda tx: demandes.demander_un_mot_de_passe(tx, oubli.email))
    texte = OUBLI.format(email=oubli.email)
    return rendu.message(request, "Consultez votre boîte mail", texte, "Se connecter à mon compte", 202)


@pages.get("/pages/creer-compte", response_class=HTMLResponse)
async def page_creation(request: Request) -> Response:
    """« Création de compte »."""
    return rendu.creation(request, {})


@pages.get("/pages/mot-de-passe-oublie", response_class=HTMLResponse)
async def page_oubli(request: Request) -> Response:
    """« Mot de passe oublié ? »."""
    return rendu.oubli(request, {})


@pages.get("/pages/pages.css", response_class=FeuilleDeStyle)
async def style() -> Response:
    """The stylesheet of the pages."""
    return FeuilleDeStyle(rendu.STYLE, headers={"Cache-Control": "public, max-age=3600"})
