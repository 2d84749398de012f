"""The sessions of somebody logged in: where they are open, and that the one that asks still is."""

from chassis.auth import Principal
from chassis.context import Context
from chassis.transaction import Tx
from identity.domain.sessions import DUREE_MAXIMALE, INACTIVITE, Session
from identity.sessions import fermee
from identity.stockage import SESSIONS, fermer_sessions, session

NOMBRE = 100
"""Sessions shown at most: nobody reads more."""


async def ouvertes(context: Context, compte_id: str) -> list[Session]:
    """The logins of an account that may still go on, the last used first."""
    maintenant = context.clock.now()
    vivantes = {
        "compte_id": compte_id,
        "fermee_le": None,
        "vue_le": {"$gt": maintenant - INACTIVITE},
        "ouverte_le": {"$gt": maintenant - DUREE_MAXIMALE},
    }
    return [session(lue) async for lue in context.db[SESSIONS].find(vivantes).sort("vue_le", -1).limit(NOMBRE)]


async def fermer_les_autres(context: Context, qui: Principal) -> None:
    """Every session of the account ends, but the one that asks."""

    async def work(tx: Tx) -> None:
        await fermer_sessions(tx, qui.compte_id, qui.session_id)

    await context.transaction(work)


async def verifier_ouverte(context: Context, qui: Principal) -> None:
    """Raises `Refus(SESSION_FERMEE)` when the session that a token comes from ended. Ours always name theirs."""
    if qui.session_id is None:
        return
    ouverte = {"_id": qui.session_id, "compte_id": qui.compte_id, "fermee_le": None}
    if await context.db[SESSIONS].find_one(ouverte, {"_id": 1}) is None:
        raise fermee()
