"""What tests, the demo and tools read: mails and traces as JSON, times in ISO 8601."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stack.console.mailbox import Mail, Mailbox
from stack.console.telemetry import Span, Telemetry, Trace


class Problem(JSONResponse):
    """problem+json, as the services answer."""

    media_type = "application/problem+json"

    def __init__(self, status: int, code: str, detail: str) -> None:
        body = {"type": "about:blank", "title": "Demande refusée", "status": status, "code": code, "detail": detail}
        super().__init__(body, status)


def routes(mailbox: Mailbox, telemetry: Telemetry) -> list[Route]:
    async def mails(request: Request) -> Response:
        try:
            since = _since(request.query_params.get("since"))
        except ValueError:
            return Problem(422, "date_invalide", "`since` est une date ISO 8601, par exemple 2026-11-24T10:00:00Z.")
        return JSONResponse([_mail(mail) for mail in mailbox.mails(request.query_params.get("to"), since)])

    async def mail(request: Request) -> Response:
        found = mailbox.mail(request.path_params["mail_id"])
        if found is None:
            return Problem(404, "courriel_inconnu", "Ce courriel n'existe pas.")
        contents = mailbox.contents(found)
        return JSONResponse(
            _mail(found) | {"texte": contents.texte, "html": contents.html, "entetes": dict(contents.entetes)}
        )

    async def traces(request: Request) -> Response:
        return JSONResponse([_summary(trace) for trace in telemetry.traces(100)])

    async def trace(request: Request) -> Response:
        found = telemetry.trace(request.path_params["trace_id"])
        if found is None:
            return Problem(404, "trace_inconnue", "Cette trace n'est pas, ou plus, en mémoire.")
        spans = [_span(row.span) | {"profondeur": row.depth} for row in found.waterfall()]
        return JSONResponse(_summary(found) | {"spans": spans})

    return [
        Route("/api/mails", mails),
        Route("/api/mails/{mail_id}", mail),
        Route("/api/traces", traces),
        Route("/api/traces/{trace_id}", trace),
    ]


def _since(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace(" ", "+"))  # a « + » of the offset that was not percent-encoded
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _mail(mail: Mail) -> dict[str, Any]:
    return asdict(mail)


def _summary(trace: Trace) -> dict[str, Any]:
    return {
        "trace_id": trace.trace_id,
        "racine": trace.root.name,
        "services": trace.services,
        "debut": _moment(trace.start),
        "duree_ms": round(trace.milliseconds, 3),
        "en_erreur": trace.failed,
        "nombre_spans": len(trace.spans),
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "span_id": span.span_id,
        "parent_id": span.parent_id or None,
        "nom": span.name,
        "service": span.service,
        "genre": span.kind,
        "debut": _moment(span.start),
        "duree_ms": round(span.milliseconds, 3),
        "en_erreur": span.failed,
        "attributs": dict(span.attributes),
    }


def _moment(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat()
