"""What the control API and the pages answer when they refuse, and whom they do not listen to."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.validation import NOMBRE, champ, phrase
from stack.console.api import Problem
from stack.registre.cycle import DejaRadiee, RenouvellementImpossible
from stack.registre.gabarits import templates
from stack.registre.registres import FicheInconnue, NumeroImmuable

Answer = Callable[[Request, Exception], Awaitable[Response]]


def traduire(app: FastAPI) -> None:
    """Each refusal of the store as problem+json."""
    refus: dict[type[Exception], tuple[int, str, str]] = {
        DejaRadiee: (409, "deja_radiee", "Cette demande est déjà radiée."),
        NumeroImmuable: (422, "numero_immuable", "Le numéro unique d’une demande ne change jamais."),
    }
    for exception, (statut, code, detail) in refus.items():
        app.add_exception_handler(exception, _toujours(statut, code, detail))
    for introuvable in (404, FicheInconnue):
        app.add_exception_handler(introuvable, _introuvable)
    app.add_exception_handler(RenouvellementImpossible, _renouvellement)
    app.add_exception_handler(ValidationError, _invalide)
    app.add_exception_handler(RequestValidationError, _invalide)


def _toujours(statut: int, code: str, detail: str) -> Answer:
    async def repondre(_: Request, __: Exception) -> Response:
        return Problem(statut, code, detail)

    return repondre


async def _introuvable(request: Request, _: Exception) -> Response:
    if request.url.path.startswith("/pilotage/"):
        return Problem(404, "demande_inconnue", "Aucune demande n’a cette clé.")
    return templates().TemplateResponse(request, "introuvable.html", status_code=404)


async def _renouvellement(_: Request, error: Exception) -> Response:
    return Problem(409, "renouvellement_impossible", str(error))


async def _invalide(_: Request, error: Exception) -> Response:
    causes = champs_en_cause(error) if isinstance(error, ValidationError | RequestValidationError) else ""
    return Problem(422, "champ_invalide", f"À corriger. {causes}")


def champs_en_cause(error: ValidationError | RequestValidationError) -> str:
    """« demandeur.nomNaissance : Un texte est attendu. », by path; never the value."""
    return " ".join(f"{champ(erreur['loc'])} : {phrase(dict(erreur))}" for erreur in error.errors()[:NOMBRE])


class SameSite:
    """A page of the Web must not post here through the browser of whoever runs the stack."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            site = dict(scope["headers"]).get(b"sec-fetch-site", b"none")
            if site not in (b"none", b"same-origin"):
                refus = Problem(403, "autre_site", "Cette demande vient d’un autre site.")
                await refus(scope, receive, send)
                return
        await self._app(scope, receive, send)
