"""Argon2id (RFC 9106, second recommended option: 3 passes, 64 MiB), in threads, two at a time."""

import secrets

from anyio import CapacityLimiter, to_thread
from pwdlib.hashers.argon2 import Argon2Hasher

SIMULTANES = 2
"""64 MiB each: the memory of a process is sized for it."""


class Hachoir:
    """Slow on purpose: never inside a transaction, which may be run again."""

    def __init__(self, passes: int = 3, kibioctets: int = 65536, fils: int = 4) -> None:
        self._argon2 = Argon2Hasher(time_cost=passes, memory_cost=kibioctets, parallelism=fils)
        self._places = CapacityLimiter(SIMULTANES)
        self._leurre = self._argon2.hash(secrets.token_urlsafe())

    async def hacher(self, mot_de_passe: str) -> str:
        """The hash to store."""
        return await to_thread.run_sync(self._argon2.hash, mot_de_passe, limiter=self._places)

    async def verifier(self, mot_de_passe: str, empreinte: str | None) -> bool:
        """False without a hash, after the same work as with one: time does not tell which e-mails have an account."""
        bon = await to_thread.run_sync(
            self._argon2.verify, mot_de_passe, empreinte or self._leurre, limiter=self._places
        )
        return bon and empreinte is not None
