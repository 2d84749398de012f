"""What time does to demandes (arrêté du 23 mars 2015): not renewed, struck off; struck off for a year, erased."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from chassis.context import Context
from chassis.timers import Timer
from chassis.transaction import Tx
from contracts.demande_import import DemandeRadiee
from demande_import import demandes, stockage, tournees
from demande_import.domain.dossier import Dossier, EtatRegistre, MotifRadiation
from demande_import.domain.imports import EtatImport
from demande_import.registres import NumeroInconnu, RegistreEnPanne

log = logging.getLogger(__name__)
LOT = 100
REPORT = timedelta(hours=1)
"""A register that is down is asked about an end of validity again this much later."""


def timer(context: Context) -> Timer:
    """It takes up what it finds: a stop of any length loses no end."""
    return Timer("cycle", timedelta(seconds=context.settings.cycle_secondes), run=tourner)


async def tourner(context: Context) -> None:
    """Each rule in turn; the one that asks the registers comes last, and holds up no other."""
    await _perimer(context)
    await _effacer(context)
    await _radier_les_echues(context)


async def _trouver(context: Context, collection: str, filtre: dict[str, Any], champ: str) -> list[dict[str, Any]]:
    lus = context.db[collection].find({**filtre, champ: {"$lte": context.clock.now()}}).sort(champ, 1).limit(LOT)
    return [lu async for lu in lus]


async def _perimer(context: Context) -> None:
    """Imports that nobody ended."""
    for lu in await _trouver(context, stockage.IMPORTS, {"ouvert": True}, "perime_le"):
        await context.transaction(partial(_perimer_un, identifiant=lu["_id"]))


async def _perimer_un(tx: Tx, identifiant: str) -> None:
    imp = await stockage.lire_import(tx, identifiant)
    if imp.ouvert:
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.PERIMEE, tx.now))


async def _radier_les_echues(context: Context) -> None:
    """Past 13 months: ask the register whether the demande was renewed. A lease has its own radiation."""
    echues = {"vivante": True, "bail_signe_le": None}
    await tournees.tourner(context, stockage.DEMANDES, echues, "echeance", _demander_si_renouvelee)


async def _demander_si_renouvelee(context: Context, lue: dict[str, Any]) -> None:
    try:
        dossier = await context.resources.de(lue["registre"]).consulter(lue["numero"])
    except NumeroInconnu:
        dossier = None
    except RegistreEnPanne as panne:
        log.warning("register away", extra={"registre": lue["registre"], "error": type(panne).__name__})
        report = {"$set": {"echeance": context.clock.now() + REPORT}}
        await context.db[stockage.DEMANDES].update_one({"_id": lue["_id"], "version": lue["version"]}, report)
        return
    await context.transaction(partial(_prolonger_ou_radier, identifiant=lue["_id"], dossier=dossier))


async def _prolonger_ou_radier(tx: Tx, identifiant: str, dossier: Dossier | None) -> None:
    demande = await stockage.lire(tx, identifiant)
    if demande is None or not demande.vivante or demande.bail_signe_le or tx.today < demande.radiable_le:
        return
    active = dossier is not None and dossier.etat is EtatRegistre.ACTIVE
    if active and dossier is not None and (prolongee := demande.prolonger(dossier, tx.now)).radiable_le > tx.today:
        await stockage.enregistrer(tx, prolongee, stockage.ETAT[prolongee.statut])
        return
    motif = (dossier.motif_radiation if dossier else None) or MotifRadiation.NON_RENOUVELLEMENT
    await stockage.enregistrer(tx, demande.radier(motif, tx.now), DemandeRadiee)


async def _effacer(context: Context) -> None:
    """One year after the radiation, nothing named is kept."""
    for lu in await _trouver(context, stockage.DEMANDES, {"vivante": False}, "effacer_le"):
        await context.transaction(partial(_effacer_une, identifiant=lu["_id"]))


async def _effacer_une(tx: Tx, identifiant: str) -> None:
    demande = await stockage.lire(tx, identifiant)
    if demande is not None and not demande.vivante:
        await demandes.supprimer(tx, demande)
