"""Errors as RFC 9457 problem+json, in French, from one catalogue. A refusal knows its HTTP status."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from opentelemetry import trace
from starlette.exceptions import HTTPException

from chassis import validation
from chassis.codes import PAR_STATUT
from chassis.headers import ENTETES
from chassis.openapi import MEDIA_TYPE, Application
from contracts.problemes import ErreurChamp, Probleme, ProblemeHttp


class Refus(Exception):
    """A request that cannot be done: which problem, why in French, at which field, with which reasons."""

    def __init__(
        self,
        probleme: Probleme,
        detail: str,
        *,
        champ: str | None = None,
        erreurs: Sequence[ErreurChamp] = (),
        raisons: Sequence[dict[str, Any]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(probleme.code)
        self.probleme = probleme
        self.detail = detail
        self.erreurs = [*erreurs, *([ErreurChamp(champ=champ, message=detail)] if champ else [])]
        self.raisons = list(raisons)
        self.headers = headers or {}


def trace_id() -> str | None:
    """The current trace, to quote to an operator; None outside a trace."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def operation_path(request: Request) -> str | None:
    """`/offres/offres/{offre_id}`: the operation and never its values; a route alone forgets its routers' prefixes."""
    included = request.scope.get("fastapi", {}).get("effective_route_context")
    path: str | None = getattr(included or request.scope.get("route"), "path", None)
    return path


def respond(refus: Refus, request: Request | None = None) -> JSONResponse:
    """The response of a refusal."""
    body = ProblemeHttp(
        type=f"urn:alin:probleme:{refus.probleme.code}",
        title=refus.probleme.titre,
        status=refus.probleme.status,
        detail=refus.detail,
        code=refus.probleme.code,
        instance=None if request is None else operation_path(request),
        erreurs=refus.erreurs,
        raisons=refus.raisons,
        trace_id=trace_id(),
    )
    content = body.model_dump(mode="json", exclude_none=True)
    headers = {**ENTETES, **refus.headers}  # a 500 is answered outside of every middleware
    return JSONResponse(content, status_code=body.status, media_type=MEDIA_TYPE, headers=headers)


def install(app: Application) -> None:
    """Turn every error of an application into a problem."""

    @app.exception_handler(Refus)
    async def on_refus(request: Request, error: Refus) -> JSONResponse:
        return respond(error, request)

    @app.exception_handler(RequestValidationError)
    async def on_validation(request: Request, error: RequestValidationError) -> JSONResponse:
        return respond(validation.refus(error), request)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        probleme, detail = PAR_STATUT.get(error.status_code, PAR_STATUT[400])
        headers = dict(error.headers or {})
        if error.status_code == 405 and (methods := request.app.methods(operation_path(request))):
            headers["Allow"] = ", ".join(methods)  # the router itself knows the first of the path's routes only
        return respond(
            Refus(Probleme(probleme.code, error.status_code, probleme.titre), detail, headers=headers), request
        )

    @app.exception_handler(Exception)
    async def on_error(request: Request, error: Exception) -> JSONResponse:
        probleme, detail = PAR_STATUT[500]
        return respond(Refus(probleme, detail), request)
