"""A lease is signed: the register strikes the demande off. An intent is stored, the call is made, then it is marked."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chassis.clock import PARIS
from chassis.context import Context
from chassis.timers import Timer
from chassis.tracing import carrier, resumed
from chassis.transaction import Tx
from contracts.candidatures import BailSigne
from contracts.demande_import import DemandeRadiee
from demande_import import stockage, tournees
from demande_import.domain.dossier import MotifRadiation
from demande_import.registres import NumeroInconnu, RegistreEnPanne

log = logging.getLogger(__name__)
_ESPACE = uuid5(NAMESPACE_URL, "urn:alin:demande-import:radiation")
A_FAIRE, FAITE = "a_faire", "faite"


def reference(candidature_id: str) -> str:
    """The same for each try: the register does it once."""
    return str(uuid5(_ESPACE, candidature_id))


def jour_du_bail(bail: BailSigne) -> date:
    """As the bailleur told it; of an event of before that was told, the day of the gesture, in Paris."""
    return bail.bail_signe_le or bail.le.astimezone(PARIS).date()


async def inscrire(tx: Tx, bail: BailSigne) -> None:
    """Record the intent, and that the demande can no longer be deleted."""
    demande = await stockage.lire(tx, bail.demande_id)
    if demande is None or not demande.vivante:
        return
    jour = jour_du_bail(bail)
    intention = {
        "demande_id": demande.id,
        "registre": demande.registre,
        "numero": demande.numero,
        "date_bail": jour.isoformat(),
        "reference": reference(bail.candidature_id),
        "etat": A_FAIRE,
        "essais": 0,
        "prochain_essai": tx.now,
        "trace": carrier(),
    }
    await tx[stockage.RADIATIONS].update_one(
        {"_id": bail.candidature_id}, {"$setOnInsert": intention}, upsert=True, session=tx.session
    )
    await stockage.enregistrer(tx, demande.signer_bail(jour, tx.now), None)


def timer(context: Context) -> Timer:
    """Woken by each lease."""
    pause = timedelta(seconds=context.settings.reprise_secondes)
    return Timer("radiations", pause, run=radier_les_dues, wakes_on=stockage.RADIATIONS)


async def radier_les_dues(context: Context) -> None:
    """Each intent whose turn has come."""
    await tournees.tourner(context, stockage.RADIATIONS, {"etat": A_FAIRE}, "prochain_essai", _reprendre)


async def _reprendre(context: Context, lue: dict[str, Any]) -> None:
    with resumed(lue.get("trace"), "radiation", registre=lue["registre"]):
        await _radier(context, lue)


async def _radier(context: Context, lue: dict[str, Any]) -> None:
    registre = context.resources.de(lue["registre"])
    try:
        await registre.radier(lue["numero"], date.fromisoformat(lue["date_bail"]), lue["reference"])
    except NumeroInconnu:
        log.warning("the register does not know a demande to strike off", extra={"registre": lue["registre"]})
    except RegistreEnPanne as panne:
        log.warning("register away", extra={"registre": lue["registre"], "error": type(panne).__name__})
        return await _reporter(context, lue)
    await context.transaction(partial(_marquer, lue=lue))


async def _reporter(context: Context, lue: dict[str, Any]) -> None:
    settings = context.settings
    pause = min(settings.reprise_secondes * 2 ** min(lue["essais"], 20), settings.reprise_max_secondes)
    suite = {"essais": lue["essais"] + 1, "prochain_essai": context.clock.now() + timedelta(seconds=pause)}
    await context.db[stockage.RADIATIONS].update_one({"_id": lue["_id"], "etat": A_FAIRE}, {"$set": suite})


async def _marquer(tx: Tx, lue: dict[str, Any]) -> None:
    """Done: forget the number, strike the demande off here, tell it. A demande erased meanwhile stays erased."""
    fait = {"$set": {"etat": FAITE, "faite_le": tx.now}, "$unset": {"numero": "", "prochain_essai": ""}}
    marquee = await tx[stockage.RADIATIONS].update_one({"_id": lue["_id"], "etat": A_FAIRE}, fait, session=tx.session)
    if not marquee.modified_count:
        return
    demande = await stockage.lire(tx, lue["demande_id"])
    if demande is not None and demande.vivante:
        await stockage.enregistrer(tx, demande.radier(MotifRadiation.ATTRIBUTION, tx.now), DemandeRadiee)
