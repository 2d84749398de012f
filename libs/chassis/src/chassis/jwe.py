"""A secret in flight: encrypted for the one service that holds the private key (JWE, RSA-OAEP-256, A256GCM)."""

import json
from typing import TypeVar

from joserfc import jwe
from joserfc.jwk import RSAKey
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
HEADER = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}
REGISTRY = jwe.JWERegistry(algorithms=[HEADER["alg"], HEADER["enc"]])


def chiffrer(public_jwk: str, modele: BaseModel) -> str:
    """The compact JWE of a model, for the holder of the private key of `public_jwk` (a JWK as JSON)."""
    key = RSAKey.import_key(json.loads(public_jwk))
    return jwe.encrypt_compact(HEADER, modele.model_dump_json(exclude_none=True), key, registry=REGISTRY)


def dechiffrer(private_jwk: str, texte: str, modele: type[M]) -> M:
    """Open a compact JWE. Raises joserfc's `JoseError` when it was not made for this key, or was altered."""
    key = RSAKey.import_key(json.loads(private_jwk))
    plain = jwe.decrypt_compact(texte, key, registry=REGISTRY).plaintext
    return modele.model_validate_json(plain or b"")
