"""Secrets that people carry: 256 bits, of which the database holds only the hash."""

import hashlib
import hmac
import secrets

from identity.coffre import Coffre


def nouveau() -> str:
    """43 characters fit for an address."""
    return secrets.token_urlsafe(32)


def empreinte(jeton: str) -> str:
    """SHA-256, in hexadecimal: enough for a secret that nobody chose."""
    return hashlib.sha256(jeton.encode("utf-8", "replace")).hexdigest()


def de_session(coffre: Coffre, session_id: str) -> str:
    """A refresh token: the session, a secret, and our mark."""
    corps = f"{session_id}.{nouveau()}"
    return f"{corps}.{coffre.marque(corps, 'rafraichissement')}"


def session_du(coffre: Coffre, jeton: str) -> str | None:
    """The session of a token that we made, used or not; None for an invented one, which so closes nobody's session."""
    corps, _, marque = jeton.rpartition(".")
    vraie = coffre.marque(corps, "rafraichissement")
    return corps.partition(".")[0] if hmac.compare_digest(vraie.encode(), marque.encode()) else None
