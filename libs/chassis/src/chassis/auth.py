"""Who asks: access tokens of identity, verified against its JWKS by every service again."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.context import Context
from chassis.openapi import OPTIONAL_TOKEN, TOKEN
from chassis.problems import Refus, operation_path
from contracts.problemes.technique import ACCES_INTERDIT, NON_AUTHENTIFIE, SERVICE_INDISPONIBLE
from contracts.roles import Role

log = logging.getLogger(__name__)
ALGORITHMS = ["RS256"]
REFRESH_AFTER = 300.0
UNKNOWN_KEY_PAUSE = 5.0
KEPT_TOKENS = 5_000
bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="Jeton d’accès d’identity", scheme_name=TOKEN)
optional_bearer = HTTPBearer(auto_error=False, scheme_name=OPTIONAL_TOKEN)
"""The same header: two names, so that the OpenAPI document tells where a token is needed."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The person behind a request."""

    compte_id: str
    role: Role
    bailleur_id: str | None = None
    siret: str | None = None
    session_id: str | None = None


class Verified:
    """Claims of the tokens whose signature is good, so that RSA is done once a token; dates are checked every time.

    Only their digest is kept: who reads this memory gets no token. The first in is the first to expire, and to go.
    """

    def __init__(self) -> None:
        self._claims: dict[bytes, dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._claims)

    def get(self, token: str) -> dict[str, Any] | None:
        """The claims, None for a token not seen under these keys."""
        return self._claims.get(_digest(token))

    def keep(self, token: str, claims: dict[str, Any], now: float) -> None:
        """Remember them; those that expired, or that are too many, are dropped."""
        self._claims[_digest(token)] = claims
        while self._claims and (len(self) > KEPT_TOKENS or self._first()["exp"] < now):
            del self._claims[next(iter(self._claims))]

    def _first(self) -> dict[str, Any]:
        return next(iter(self._claims.values()))

    def clear(self) -> None:
        """The keys may have changed: no token outlives the key that signed it."""
        self._claims.clear()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass
class Keys:
    """The public keys of the issuer, fetched when needed and kept; `keys` given at once in tests and in identity."""

    url: str
    keys: KeySet | None = None
    fetched_at: float = 0.0
    failed_at: float = -UNKNOWN_KEY_PAUSE
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    verified: Verified = field(default_factory=Verified)

    async def get(self, *, fresh: bool = False) -> KeySet:
        """The key set. `fresh` asks again, at most every few seconds, for a token signed by a key unknown here."""
        async with self.lock:
            if self.url and self._due(UNKNOWN_KEY_PAUSE if fresh else REFRESH_AFTER):
                await self._fetch()
            if self.keys is None:
                raise Refus(SERVICE_INDISPONIBLE, "L’identification est momentanément indisponible. Réessayez.")
            return self.keys

    def _due(self, limit: float) -> bool:
        """Old enough to ask again, and not just after the issuer failed to answer: a try may hold up every request."""
        now = time.monotonic()
        return (self.keys is None or now - self.fetched_at > limit) and now - self.failed_at > UNKNOWN_KEY_PAUSE

    async def _fetch(self) -> None:
        try:
            async with httpx.AsyncClient(timeout=3) as client:
                answer = await client.get(self.url)
                self.keys = KeySet.import_key_set(answer.raise_for_status().json())
                self.fetched_at = time.monotonic()
                self.verified.clear()
        except (httpx.HTTPError, ValueError, JoseError):
            self.failed_at = time.monotonic()


def _rejected() -> Refus:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return Refus(NON_AUTHENTIFIE, "Votre session a expiré ou n’est pas valable. Reconnectez-vous.", headers=headers)


async def verify(token: str, keys: Keys, context: Context) -> Principal:
    """The principal of a token. Raises `Refus(NON_AUTHENTIFIE)` for any token that is not good now."""
    claims, now = await _decode(token, keys), int(context.clock.now().timestamp())
    registry = jwt.JWTClaimsRegistry(
        now=lambda: now,
        leeway=5,
        iss={"essential": True, "value": context.settings.issuer},
        aud={"essential": True, "value": context.settings.audience},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        registry.validate(claims)
        keys.verified.keep(token, claims, now)
        return Principal(
            compte_id=str(claims["sub"]),
            role=Role(claims["role"]),
            bailleur_id=claims.get("bailleur_id"),
            siret=claims.get("siret"),
            session_id=claims.get("sid"),
        )
    except (JoseError, KeyError, ValueError) as error:
        raise _rejected() from error


async def _decode(token: str, keys: Keys) -> dict[str, Any]:
    for fresh in (False, True):
        try:
            known = await keys.get(fresh=fresh)
            return keys.verified.get(token) or jwt.decode(token, known, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            failure = error
    raise _rejected() from failure


async def principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(optional_bearer)]
) -> Principal | None:
    """The caller, or None without a token. A bad token is refused, never ignored."""
    if credentials is None:
        return None
    return await verify(credentials.credentials, request.app.state.keys, request.app.state.context)


def exige(*roles: Role) -> Any:
    """A dependency: a logged-in person, of one of these roles when some are named."""

    async def dependency(
        request: Request,
        qui: Annotated[Principal | None, Depends(principal)],
        _: Annotated[Any, Depends(bearer)],
    ) -> Principal:
        if qui is None:
            raise Refus(NON_AUTHENTIFIE, "Connectez-vous pour continuer.", headers={"WWW-Authenticate": "Bearer"})
        if roles and qui.role not in roles:
            refused = {"operation": operation_path(request), "role": qui.role.value, "compte_id": qui.compte_id}
            log.warning("access refused", extra=refused)  # OWASP ASVS 7.1.3, 7.2.2
            raise Refus(ACCES_INTERDIT, "Votre profil ne donne pas accès à cette ressource.")
        return qui

    return Depends(dependency)
