"""How often something may be asked. One document a counter: two requests at once write it, one waits for the other."""

from datetime import timedelta

from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.problemes.technique import TROP_DE_REQUETES
from demande_import.stockage import DEBITS

FENETRE = timedelta(hours=1)


async def debiter(tx: Tx, compteur: str, limite: int, detail: str) -> None:
    """Count one in the last hour. Raises `Refus(TROP_DE_REQUETES)` beyond `limite`."""
    lu = await tx[DEBITS].find_one({"_id": compteur}, session=tx.session)
    recents = [instant for instant in (lu or {}).get("instants", ()) if instant > tx.now - FENETRE]
    if len(recents) >= limite:
        attente = int((recents[0] + FENETRE - tx.now).total_seconds()) + 1
        raise Refus(TROP_DE_REQUETES, detail, headers={"Retry-After": str(attente)})
    nouveau = {"$set": {"instants": [*recents, tx.now], "le": tx.now}, "$inc": {"actes": 1}}
    await tx[DEBITS].update_one({"_id": compteur}, nouveau, upsert=True, session=tx.session)
