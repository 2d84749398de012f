"""A token is believed on its signature once, on everything else each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from chassis import auth
from chassis.auth import Keys, Principal, verify
from chassis.clock import Clock
from chassis.context import Context
from chassis.problems import Refus

ISSUER, AUDIENCE = "https://al-in.fr", "alin"


@dataclass
class Settings:
    issuer: str = ISSUER
    audience: str = AUDIENCE


def _key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


OLD, NEW = _key("old"), _key("new")


@pytest.fixture
def context() -> Context:
    return Context("toy", Settings(), None, Clock())  # type: ignore[arg-type]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The tokens whose signature is checked, in turn."""
    seen: list[str] = []
    decode = jwt.decode

    def spy(token: str, *rest: Any, **options: Any) -> Any:
        seen.append(token)
        return decode(token, *rest, **options)

    monkeypatch.setattr(auth.jwt, "decode", spy)
    return seen


def _token(context: Context, key: RSAKey = OLD, **changes: Any) -> str:
    now = int(context.clock.now().timestamp())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(uuid4()), "role": "salarie", "iat": now, "exp": now + 600}
    return jwt.encode({"alg": "RS256", "kid": key.kid}, {**claims, **changes}, key)


async def _refused(token: str, keys: Keys, context: Context) -> bool:
    try:
        await verify(token, keys, context)
    except Refus as refus:
        return refus.probleme.code == "non_authentifie"
    return False


async def test_the_signature_of_a_token_is_checked_once_and_each_token_is_its_own_person(context, checked):
    keys = Keys("", KeySet([OLD]))
    one, other = _token(context, sub="one"), _token(context, sub="other")
    asked = [await verify(token, keys, context) for token in (one, other, one, other)]
    assert [qui.compte_id for qui in asked] == ["one", "other", "one", "other"]
    assert isinstance(asked[0], Principal)
    assert checked == [one, other]


async def test_a_token_seen_before_is_refused_once_it_has_expired_and_is_not_kept(context):
    keys = Keys("", KeySet([OLD]))
    token = _token(context)
    await verify(token, keys, context)
    context.clock.avance(timedelta(minutes=11))
    assert await _refused(token, keys, context)
    await verify(_token(context), keys, context)
    assert len(keys.verified) == 1


@pytest.mark.parametrize("changes", [{"issuer": "https://elsewhere.fr"}, {"audience": "another"}])
async def test_a_token_seen_before_is_refused_under_another_issuer_or_audience(context, changes):
    keys = Keys("", KeySet([OLD]))
    token = _token(context)
    await verify(token, keys, context)
    context.settings = Settings(**changes)
    assert await _refused(token, keys, context)


async def test_a_token_that_was_altered_or_refused_is_never_taken_for_one_seen_before(context, checked):
    keys = Keys("", KeySet([OLD]))
    token = _token(context)
    await verify(token, keys, context)
    head, body, signature = token.split(".")
    stranger = _token(context, iss="https://elsewhere.fr")
    for bad in (f"{head}.{body}.{signature[::-1]}", stranger, stranger):
        assert await _refused(bad, keys, context)
    assert checked.count(stranger) >= 2
    assert len(keys.verified) == 1


async def test_no_more_tokens_are_kept_than_agreed(context, monkeypatch):
    monkeypatch.setattr(auth, "KEPT_TOKENS", 2)
    keys = Keys("", KeySet([OLD]))
    for _ in range(4):
        await verify(_token(context), keys, context)
    assert len(keys.verified) == 2


async def test_a_token_seen_before_is_refused_once_its_key_is_withdrawn(context, monkeypatch):
    """Rotation in an emergency: the issuer no longer publishes the key."""
    published = [OLD, NEW]

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in published]})

    client = httpx.AsyncClient
    monkeypatch.setattr(auth.httpx, "AsyncClient", lambda **_: client(transport=httpx.MockTransport(answer)))
    keys = Keys("http://identity.test/jwks")
    old, new = _token(context, OLD), _token(context, NEW)
    for token in (old, new):
        await verify(token, keys, context)
    published.remove(OLD)
    keys.fetched_at -= auth.REFRESH_AFTER + 1
    assert await _refused(old, keys, context)
    assert not await _refused(new, keys, context)


async def test_an_issuer_that_is_away_is_not_asked_again_by_every_strange_token(context, monkeypatch):
    """Each try may take seconds and holds up every request: tokens of nobody's key must not buy more of them."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return (
            httpx.Response(200, json={"keys": [OLD.as_dict(private=False)]}) if len(asked) == 1 else httpx.Response(503)
        )

    client = httpx.AsyncClient
    monkeypatch.setattr(auth.httpx, "AsyncClient", lambda **_: client(transport=httpx.MockTransport(answer)))
    keys = Keys("http://identity.test/jwks")
    good = _token(context)
    await verify(good, keys, context)
    keys.fetched_at -= auth.REFRESH_AFTER + 1
    for _ in range(5):
        assert await _refused(_token(context, NEW), keys, context)
    assert not await _refused(good, keys, context), "the keys that are known still serve"
    assert len(asked) == 2
