"""The e-mails that identity orders: each a command whose content notifications alone can open."""

from datetime import datetime, timedelta
from uuid import uuid4

from chassis.jwe import chiffrer
from chassis.transaction import Tx
from contracts.notifications import ChargeCourriel, EnvoyerCourriel, ModeleCourriel
from identity.domain.compte import Compte
from identity.stockage import COURRIELS

PAR_HEURE = 5
"""Anybody can type anybody's address in a form: the mailbox is not theirs to flood."""
UTILE = timedelta(days=1)


async def permis(tx: Tx, compte: Compte) -> bool:
    """Whether one more may be sent to this person now."""
    recents = {"compte_id": compte.compte_id, "le": {"$gt": tx.now - timedelta(hours=1)}}
    return bool(await tx[COURRIELS].count_documents(recents, session=tx.session) < PAR_HEURE)


async def commander(
    tx: Tx, modele: ModeleCourriel, compte: Compte, chemin: str, expire_le: datetime | None = None
) -> str:
    """Order one e-mail with the link to `chemin`; gives back the link."""
    lien = f"{tx.context.settings.public_url.rstrip('/')}/identity/{chemin}"
    charge = ChargeCourriel(email=compte.email, lien=lien, expire_le=expire_le, prenom=compte.prenom)
    await tx.emit(
        EnvoyerCourriel(
            destinataire_id=compte.compte_id,
            modele=modele,
            charge=chiffrer(tx.context.settings.notifications_public_key, charge),
            perime_le=expire_le or tx.now + UTILE,
        )
    )
    trace = {"_id": str(uuid4()), "compte_id": compte.compte_id, "le": tx.now}
    await tx[COURRIELS].insert_one(trace, session=tx.session)
    return lien
