"""Send what is due, then mark it and tell it in one transaction.

Killed between the two, the e-mail is sent again under the same Message-ID: at least once, and recognisable as one.
"""

import logging
from datetime import timedelta
from typing import Any

from opentelemetry import metrics
from pymongo.errors import PyMongoError

from chassis.context import Context
from chassis.timers import Timer
from chassis.tracing import resumed
from chassis.transaction import Tx
from contracts.notifications import CourrielEchoue, CourrielEnvoye, StatutEnvoi
from notifications import courrier, smtp
from notifications.domain.reprises import ATTENTE, Abandon, pause, perime
from notifications.stockage import ENVOIS, Etat

log = logging.getLogger(__name__)
LOT = 100
courriels = metrics.get_meter("notifications").create_counter(
    "alin.notifications.courriels", description="E-mails handed to the mail server, by outcome"
)
_EVENEMENTS: dict[Etat, type[CourrielEnvoye] | type[CourrielEchoue]] = {
    Etat.ENVOYE: CourrielEnvoye,
    Etat.ECHOUE: CourrielEchoue,
}


def build_timers(_: Context) -> tuple[Timer, ...]:
    """One sender at a time in the service: the e-mails of a person leave in the order of the facts."""
    return (Timer("envois", every=timedelta(seconds=2), run=envoyer_les_dus, wakes_on=ENVOIS),)


async def envoyer_les_dus(context: Context) -> None:
    """Settle or postpone each e-mail that is due: one at fault holds up no other. Stops when the server is away."""
    dus = {"etat": Etat.A_ENVOYER.value, "prochain_essai": {"$lte": context.clock.now()}}
    found = context.db[ENVOIS].find(dus).sort([("prochain_essai", 1), ("cree_le", 1), ("ordre", 1)]).limit(LOT)
    for envoi in [document async for document in found]:
        try:
            with resumed(envoi.get("trace"), "courriel", modele=envoi["modele"]):
                await _traiter(context, envoi)
        except smtp.ServeurAbsent as absent:
            log.warning("mail server away", extra={"error": type(absent.__cause__).__name__})
            await _reporter(context, envoi)
            return
        except PyMongoError:
            raise  # the database is away for all of them: the next turn takes them up
        except Exception as error:
            log.error("e-mail at fault", extra={"envoi": envoi["_id"], "error": type(error).__name__})
            await _reporter(context, envoi)


async def _traiter(context: Context, envoi: dict[str, Any]) -> None:
    now = context.clock.now()
    if perime(now, envoi["perime_le"]):
        return await _clore(context, envoi, Etat.ECHOUE, Abandon.PERIME)
    try:
        pli = await courrier.preparer(context, envoi)
        courriel = courrier.message(pli, envoi_id=envoi["_id"], expediteur=context.settings.expediteur, le=now)
        await smtp.envoyer(context.settings, courriel)
    except courrier.PasEncore:
        await _attendre(context, envoi)
    except courrier.Impossible as impossible:
        await _clore(context, envoi, Etat.ECHOUE, impossible.raison)
    except smtp.RefusDefinitif:
        await _clore(context, envoi, Etat.ECHOUE, Abandon.REFUSE_PAR_LE_SERVEUR)
    except smtp.RefusPassager:
        await _reporter(context, envoi)
    else:
        await _clore(context, envoi, Etat.ENVOYE)


async def _reporter(context: Context, envoi: dict[str, Any]) -> None:
    courriels.add(1, {"outcome": "reporte"})
    essais = envoi["essais"] + 1
    change = {"essais": essais, "prochain_essai": context.clock.now() + pause(essais)}
    await context.db[ENVOIS].update_one({"_id": envoi["_id"], "etat": Etat.A_ENVOYER.value}, {"$set": change})


async def _attendre(context: Context, envoi: dict[str, Any]) -> None:
    change = {"prochain_essai": context.clock.now() + ATTENTE}
    await context.db[ENVOIS].update_one({"_id": envoi["_id"], "etat": Etat.A_ENVOYER.value}, {"$set": change})


async def _clore(context: Context, envoi: dict[str, Any], etat: Etat, raison: Abandon | None = None) -> None:
    """Mark, erase the secret and tell. An intent erased meanwhile, with its account, stays erased."""

    async def work(tx: Tx) -> None:
        fields = {"etat": etat.value, "fini_le": tx.now, **({"raison": raison.value} if raison else {})}
        change = {"$set": fields, "$unset": {"charge": "", "prochain_essai": "", "candidature": ""}}
        waiting = {"_id": envoi["_id"], "etat": Etat.A_ENVOYER.value}
        marked = await tx[ENVOIS].update_one(waiting, change, session=tx.session)
        if marked.modified_count:
            await tx.emit(_evenement(envoi, etat, tx))

    await context.transaction(work)
    courriels.add(1, {"outcome": etat.value if raison is None else raison.value})


def _evenement(envoi: dict[str, Any], etat: Etat, tx: Tx) -> CourrielEnvoye | CourrielEchoue:
    return _EVENEMENTS[etat](
        version=1,
        envoi_id=envoi["_id"],
        destinataire_id=envoi["destinataire_id"],
        modele=envoi["modele"],
        statut=StatutEnvoi(etat.value),
        cause_id=envoi["cause_id"],
        le=tx.now,
    )
