"""Ask the registers what people typed: outside any transaction, then marked by compare-and-set.

A register that is down loses nothing: the import stays in `recherche` and is asked again, later and later.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from chassis.context import Context
from chassis.problems import Refus
from chassis.timers import Timer
from chassis.tracing import resumed
from chassis.transaction import Tx
from contracts.demande_import import DemandeRadiee
from contracts.problemes.technique import CONFLIT_VERSION
from demande_import import saisies, stockage, tournees
from demande_import.domain.demande import Demande
from demande_import.domain.dossier import Dossier, EtatRegistre, MotifRadiation
from demande_import.domain.identite import meme_nom, meme_personne
from demande_import.domain.imports import EtatImport, Import, TypeImport
from demande_import.registres import NumeroInconnu, RegistreEnPanne

log = logging.getLogger(__name__)


def timer(context: Context) -> Timer:
    """Woken by each number typed."""
    return Timer(
        "recherches",
        timedelta(seconds=context.settings.reprise_secondes),
        run=chercher_les_dues,
        wakes_on=stockage.IMPORTS,
    )


async def chercher_les_dues(context: Context) -> None:
    """Every import whose turn has come."""
    attend = {"etat": EtatImport.RECHERCHE.value}
    await tournees.tourner(context, stockage.IMPORTS, attend, "prochain_essai", _reprendre)


async def _reprendre(context: Context, lu: dict[str, Any]) -> None:
    imp = stockage.imports_de(lu)
    with resumed(imp.trace, "recherche", registre=imp.registre):
        await _chercher(context, imp)


async def _chercher(context: Context, imp: Import) -> None:
    try:
        dossier: Dossier | None = await context.resources.de(imp.registre).consulter(imp.numero or "")
    except NumeroInconnu:
        dossier = None
    except RegistreEnPanne as panne:
        log.warning("register away", extra={"registre": imp.registre, "error": type(panne).__name__})
        await _marquer(context, partial(_attendre, imp=imp))
        return
    await _marquer(context, partial(_conclure, imp=imp, dossier=dossier))


async def _marquer(context: Context, cas: Any) -> None:
    """An import that changed meanwhile (a new number, an erased account) is left as it is."""
    try:
        await context.transaction(cas)
    except Refus as conflit:
        if conflit.probleme is not CONFLIT_VERSION:
            raise


async def _attendre(tx: Tx, imp: Import) -> None:
    settings = tx.context.settings
    pause = min(settings.reprise_secondes * 2 ** min(imp.tentatives, 20), settings.reprise_max_secondes)
    await stockage.enregistrer_import(tx, imp.attendre(tx.now), tx.now + timedelta(seconds=pause))


async def _conclure(tx: Tx, imp: Import, dossier: Dossier | None) -> None:
    """What the register’s answer makes of the import."""
    if dossier is None:
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.NUMERO_INCONNU, tx.now))
    elif imp.type is TypeImport.MISE_A_JOUR:
        await _conclure_mise_a_jour(tx, imp, dossier)
    elif dossier.etat is EtatRegistre.RADIEE:
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.DEMANDE_RADIEE, tx.now))
    else:
        await saisies.envoyer_code(tx, imp, dossier)


async def _conclure_mise_a_jour(tx: Tx, imp: Import, dossier: Dossier) -> None:
    demande = await stockage.lire(tx, imp.demande_id or "")
    if demande is None or not demande.vivante:
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.PERIMEE, tx.now))
    elif dossier.etat is EtatRegistre.RADIEE:
        motif = dossier.motif_radiation or MotifRadiation.NON_RENOUVELLEMENT
        await stockage.enregistrer(tx, demande.radier(motif, tx.now), DemandeRadiee)
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.DEMANDE_RADIEE, tx.now))
    elif not await _reconnu(tx, demande, dossier):
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.IDENTITE_DIFFERENTE, tx.now))
    elif imp.code_requis:
        await saisies.envoyer_code(tx, imp, dossier)
    else:
        await saisies.mettre_a_jour(tx, imp, dossier)
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.TERMINEE, tx.now))


async def _reconnu(tx: Tx, demande: Demande, dossier: Dossier) -> bool:
    """The demandeur is the same person; who holds the account, if an adult of the demande, is still one (guide #4).

    A codemandeur who left the demande may no longer read what the other one declares.
    """
    titulaire = await stockage.titulaire(tx, demande.compte_id, tx.session)
    siens = [a for a in demande.dossier.adultes if titulaire and meme_nom(a, titulaire)]
    restes = [a for a in dossier.adultes if any(meme_personne(a, sien) for sien in siens)]
    return meme_personne(demande.dossier.demandeur, dossier.demandeur) and (not siens or bool(restes))
