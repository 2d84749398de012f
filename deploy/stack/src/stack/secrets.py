"""The keys of this machine's stack: made once, kept in the data folder for this user alone, never printed."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import RSAKey


@dataclass(frozen=True)
class Secrets:
    """JWKs are JSON texts."""

    notifications_public: str
    notifications_private: str
    cle_maitresse: str


def load(data_dir: Path) -> Secrets:
    """The keys of this data folder; made at the first start."""
    file = data_dir.absolute() / "secrets.json"
    if not file.exists():
        _write(file, _make())
    return Secrets(**json.loads(file.read_text()))


def _make() -> dict[str, str]:
    key = RSAKey.generate_key(2048)
    return {
        "notifications_public": json.dumps(key.as_dict(private=False)),
        "notifications_private": json.dumps(key.as_dict(private=True)),
        "cle_maitresse": secrets.token_urlsafe(32),
    }


def _write(file: Path, values: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        json.dump(values, output)
    draft.replace(file)
