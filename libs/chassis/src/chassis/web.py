"""FastAPI dependencies of every service: the context, and commands that are safe to send twice."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from pymongo.errors import DuplicateKeyError

from chassis.auth import Principal, principal
from chassis.context import Context
from chassis.openapi import responses
from chassis.problems import Refus
from chassis.transaction import Tx, fingerprint
from contracts.problemes import Probleme
from contracts.problemes.technique import CLE_IDEMPOTENCE_REUTILISEE

UseCase = Callable[[Tx], Awaitable[BaseModel | None]]


def context_of(request: Request) -> Context:
    """The running service's context."""
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(context_of)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{8,128}$",
        description="Même clé, même demande : un seul effet, la même réponse",
    ),
]


class Commande_:  # noqa: N801 - the public name is the annotated `Commande` below
    """Runs one use case in one transaction and keeps its answer under the caller's `Idempotency-Key`."""

    def __init__(self, request: Request, context: Context, caller: str, key: str | None, body: bytes) -> None:
        self.context = context
        self.key = key
        route = f"{request.method} {request.url.path}"
        self.request_hash = hashlib.sha256(route.encode() + b"\n" + body).hexdigest()
        self.record_id = hashlib.sha256(f"{caller}\n{key}".encode()).hexdigest()
        self.caller = fingerprint(caller)

    async def run(self, use_case: UseCase, status: int = 200) -> Response:
        """The use case's answer as JSON (204 for None), or the stored one when the key was seen.

        Raises `Refus(CLE_IDEMPOTENCE_REUTILISEE)` when the key was used for another request, and whatever the use case
        refuses: then nothing is stored, and the same key may be sent again.
        """

        async def work(tx: Tx) -> Response:
            if self.key and (stored := await tx["idempotence"].find_one({"_id": self.record_id}, session=tx.session)):
                return self._replay(stored)
            result = await use_case(tx)
            body = b"" if result is None else result.model_dump_json().encode()
            code = 204 if result is None else status
            if self.key:
                await self._store(tx, code, body)
            return _response(code, body)

        try:
            return await self.context.transaction(work)
        except DuplicateKeyError:
            stored = await self.context.db["idempotence"].find_one({"_id": self.record_id}) if self.key else None
            if stored is None:
                raise
            return self._replay(stored)

    async def _store(self, tx: Tx, code: int, body: bytes) -> None:
        record = {
            "_id": self.record_id,
            "caller": self.caller,
            "request": self.request_hash,
            "status": code,
            "body": body,
            "le": datetime.now(UTC),
        }
        await tx["idempotence"].insert_one(record, session=tx.session)

    def _replay(self, stored: dict[str, Any]) -> Response:
        if stored["request"] != self.request_hash:
            detail = "Cette clé d’idempotence a déjà servi à une autre requête. Employez-en une nouvelle."
            raise Refus(CLE_IDEMPOTENCE_REUTILISEE, detail, champ="Idempotency-Key")
        response = _response(stored["status"], bytes(stored["body"]))
        response.headers["Idempotency-Replayed"] = "true"
        return response


def _response(status: int, body: bytes) -> Response:
    return Response(body, status_code=status, media_type="application/json" if body else None)


async def command_of(
    request: Request, context: Ctx, qui: Annotated[Principal | None, Depends(principal)], key: IdempotencyKey = None
) -> Commande_:
    """The command unit of this request."""
    body = await request.body()
    anonymous = f"anonyme:{hashlib.sha256(body).hexdigest()}"
    return Commande_(request, context, qui.compte_id if qui else anonymous, key, body)


Commande = Annotated[Commande_, Depends(command_of)]


def problemes(*catalogue: Probleme) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI `responses` of these problems, by status."""
    return responses(catalogue)
