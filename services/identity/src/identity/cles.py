"""The signing keys: one signs, one is published ahead of its turn, the old ones stay as long as their tokens live."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from anyio import to_thread
from cryptography.exceptions import InvalidTag
from joserfc import jwt
from joserfc.jwk import RSAKey
from pymongo.errors import DuplicateKeyError

from chassis.context import Context
from chassis.settings import SettingsError
from chassis.transaction import Tx
from identity.coffre import Coffre
from identity.domain.sessions import DUREE_JETON_ACCES

COLLECTION = "cles"
COURANTE, SUIVANTE, ANCIENNE = "courante", "suivante", "ancienne"
ALGORITHME = "RS256"
MARGE = timedelta(minutes=5)
"""Clocks differ, and an access token is let through a little after its end."""
Document = dict[str, Any]


class Trousseau:
    """Private halves rest encrypted; those opened once are kept in memory."""

    def __init__(self, coffre: Coffre) -> None:
        self._coffre = coffre
        self._ouvertes: dict[str, RSAKey] = {}

    async def preparer(self, context: Context) -> None:
        """Make the keys that are missing. A unique index decides between processes that start together.

        Raises `SettingsError` when the master key is not the one that closed them: better no start than nobody who logs
        in, and second factors closed under another key.
        """
        for rang in (COURANTE, SUIVANTE):
            if await context.db[COLLECTION].find_one({"rang": rang}, {"_id": 1}):
                continue
            try:
                await context.db[COLLECTION].insert_one(await self._nouvelle(rang))
            except DuplicateKeyError:
                continue
        try:
            await self._courante(context)
        except InvalidTag:
            raise SettingsError("settings: ALIN_CLE_MAITRESSE: it does not open the keys of this database") from None

    async def tourner(self, context: Context) -> str:
        """The next key signs from now on; gives back its id."""
        nouvelle = await self._nouvelle(SUIVANTE)

        async def work(tx: Tx) -> str:
            cles = tx[COLLECTION]
            retrait = {"rang": ANCIENNE, "active": False, "publiee_jusqu_a": tx.now + DUREE_JETON_ACCES + MARGE}
            await cles.update_one({"rang": COURANTE}, {"$set": retrait, "$unset": {"privee": ""}}, session=tx.session)
            promue = await cles.find_one_and_update(
                {"rang": SUIVANTE}, {"$set": {"rang": COURANTE}}, session=tx.session
            )
            await cles.insert_one(nouvelle, session=tx.session)
            return str(promue["_id"])

        return await context.transaction(work)

    async def publiques(self, context: Context) -> list[Document]:
        """The JWKS: every key under which a token may be good now, or soon."""
        filtre = {"$or": [{"active": True}, {"publiee_jusqu_a": {"$gt": context.clock.now()}}]}
        lues = context.db[COLLECTION].find(filtre, {"publique": 1}).sort("cree_le", 1)
        return [lue["publique"] async for lue in lues]

    async def signer(self, context: Context, claims: dict[str, Any]) -> str:
        """A compact JWS by the current key."""
        kid, cle = await self._courante(context)
        return jwt.encode({"alg": ALGORITHME, "kid": kid, "typ": "JWT"}, claims, cle)

    async def _courante(self, context: Context) -> tuple[str, RSAKey]:
        courante = await context.db[COLLECTION].find_one({"rang": COURANTE})
        kid: str = courante["_id"]
        if kid not in self._ouvertes:
            jwk = self._coffre.ouvrir(courante["privee"], f"cle:{kid}")
            self._ouvertes = {kid: RSAKey.import_key(json.loads(jwk))}
        return kid, self._ouvertes[kid]

    async def _nouvelle(self, rang: str) -> Document:
        cle = await to_thread.run_sync(RSAKey.generate_key, 2048)
        kid = cle.thumbprint()
        publique = {**cle.as_dict(private=False), "kid": kid, "use": "sig", "alg": ALGORITHME}
        privee = self._coffre.fermer(json.dumps(cle.as_dict(private=True)), f"cle:{kid}")
        return {
            "_id": kid,
            "rang": rang,
            "active": True,
            "publique": publique,
            "privee": privee,
            "cree_le": datetime.now(UTC),
        }
