"""The links of the e-mails, as pages and as JSON; then the choice of the password (guide #2)."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from chassis.problems import Refus
from chassis.web import Ctx, problemes
from contracts.problemes import identity as p
from contracts.problemes.technique import REQUETE_INVALIDE
from identity import liens, mots_de_passe
from identity.api import corps, vues
from identity.api.creation import lire
from identity.api.documents import avec_pages, formulaire, pages
from identity.api.routes import RouteFormulaire, RoutePage, champs
from identity.domain.liens import Usage
from identity.pages import rendu

router = APIRouter(tags=["Valider son email"])
formulaires = APIRouter(route_class=RouteFormulaire, include_in_schema=False)
Jeton = Annotated[str, Path(description="Le jeton du lien reçu par e-mail")]
SANS_TRACE = {"Cache-Control": "no-store"}
_MORTS = (p.LIEN_INVALIDE, p.LIEN_PERIME, p.LIEN_DEJA_UTILISE)
_CHOIX = (p.JETON_MOT_DE_PASSE_INVALIDE, p.MOT_DE_PASSE_REFUSE, REQUETE_INVALIDE)


def _routes(usage: Usage, chemin: str) -> APIRouter:
    """The three gestures of one kind of link: look (consumes nothing), click, and the click of a program."""
    routes = APIRouter(prefix=f"/{chemin}/{{jeton}}", route_class=RoutePage)

    @routes.get("", response_class=HTMLResponse, responses=pages(*_MORTS), name=f"regarder_{usage}")
    async def regarder(jeton: Jeton, request: Request, ctx: Ctx) -> Response:
        """« Dernière étape »: mail scanners fetch links, so that looking never consumes one."""
        await liens.regarder(ctx, usage, jeton)
        return rendu.lien(request, usage)

    @routes.post("", response_class=HTMLResponse, responses=pages(*_MORTS), name=f"cliquer_{usage}")
    async def cliquer(jeton: Jeton, request: Request, ctx: Ctx) -> Response:
        """« Cliquez ici »: the link has served; « Mise à jour du mot de passe » follows."""
        return rendu.mot_de_passe(request, await liens.valider(ctx, usage, jeton))

    validation = APIRouter()

    @validation.post(
        f"/{chemin}/{{jeton}}/validation",
        response_model=vues.LienValide,
        responses=problemes(*_MORTS),
        name=f"valider_{usage}",
    )
    async def valider(jeton: Jeton, ctx: Ctx, response: Response) -> vues.LienValide:
        """The same click for a program: what is needed to choose the password, and for staff the second factor."""
        response.headers.update(SANS_TRACE)
        return vues.lien_valide(await liens.valider(ctx, usage, jeton))

    ensemble = APIRouter()
    ensemble.include_router(validation)
    ensemble.include_router(routes)
    return ensemble


@router.post(
    "/mot-de-passe",
    response_model=vues.Message,
    responses=avec_pages(200, "« Votre compte a été créé. » ou « Votre mot de passe a été modifié. »", *_CHOIX),
    openapi_extra=formulaire(corps.ChoixMotDePasse),
)
async def choisir(choix: corps.ChoixMotDePasse, ctx: Ctx) -> vues.Message:
    """Choose the password. Every session of the account ends."""
    return vues.Message(message=await mots_de_passe.choisir(ctx, _choix(choix)))


@formulaires.post("/mot-de-passe", response_model=None)
async def choisir_par_formulaire(request: Request, ctx: Ctx) -> Response:
    """« VALIDER »."""
    saisie = await champs(request)
    try:
        message = await mots_de_passe.choisir(ctx, _choix(lire(corps.ChoixMotDePasse, saisie)))
    except Refus as refus:
        ouvert = await liens.choix_en_cours(ctx, saisie.get("jeton", ""))
        if ouvert is None:
            raise mots_de_passe.clos() from refus
        if not refus.erreurs:
            raise
        return rendu.mot_de_passe(request, ouvert, refus.erreurs)
    return rendu.message(request, message, "Vous pouvez maintenant vous connecter.", "Revenir à l’application")


def _choix(choix: corps.ChoixMotDePasse) -> mots_de_passe.Choix:
    return mots_de_passe.Choix(**choix.model_dump())


for _usage, _chemin in liens.CHEMINS.items():
    router.include_router(_routes(_usage, _chemin))
