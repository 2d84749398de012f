"""Routes that answer with pages, and that take the forms of a path whose JSON goes to another route."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pymongo.errors import PyMongoError
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from chassis import validation
from chassis.codes import PAR_STATUT
from chassis.problems import Refus
from identity.pages import rendu

log = logging.getLogger(__name__)
FORMULAIRE = "application/x-www-form-urlencoded"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class RoutePage(APIRoute):
    """A page for people: what is refused is said on a page as well."""

    def get_route_handler(self) -> Handler:
        """The handler, with refusals turned into pages."""
        suivant = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await suivant(request)
            except Refus as refus:
                return rendu.refus(request, refus)
            except RequestValidationError as error:
                return rendu.refus(request, validation.refus(error))
            except PyMongoError as error:
                log.error("database error", extra={"error": type(error).__name__})
                return rendu.refus(request, Refus(*PAR_STATUT[503], headers={"Retry-After": "2"}))

        return handler


class RouteFormulaire(RoutePage):
    """Takes the forms of a path whose JSON goes to another route."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Nothing but a form is for this route."""
        match, enfant = super().matches(scope)
        genre = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        return (match, enfant) if genre == FORMULAIRE else (Match.NONE, {})


async def champs(request: Request) -> dict[str, str]:
    """What a form holds; a field left empty is not there."""
    saisie = await request.form()
    return {nom: valeur for nom, valeur in saisie.items() if isinstance(valeur, str) and valeur.strip()}
