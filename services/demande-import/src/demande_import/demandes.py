"""What the salarié and the firm do to a demande, once it is on AL’in. Each runs in the caller’s transaction."""

from __future__ import annotations

from collections.abc import Callable

from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.candidatures import StatutCandidature
from contracts.demande_import import (
    Consentement,
    DemandeCompletee,
    DemandeSupprimee,
    StatutDemande,
)
from contracts.problemes.technique import CONFLIT_VERSION, INTROUVABLE
from demande_import import cles, entreprises, stockage
from demande_import.domain import refus
from demande_import.domain.demande import Complements, Demande, Rattachement, adulte
from demande_import.domain.entreprise import Entreprise, choix_de, siret_valide

COMPTEURS = ("imports", "mises_a_jour", "renvois", "codes_entreprise", "ouverts")
"""Counters of an account, in `debits`."""
ACCEPTES = (StatutCandidature.ACCEPTEE, StatutCandidature.BAIL_SIGNE)


async def changer(tx: Tx, demande: Demande, transition: Callable[[Demande], Demande]) -> Demande:
    """One transition, stored, and told where the statut changed. Raises the `Refus` of what a rule refuses."""
    try:
        suivante = transition(demande)
    except refus.Refuse as error:
        raise stockage.refuse(error) from error
    classe = None if suivante.statut is demande.statut else stockage.ETAT[suivante.statut]
    return await stockage.enregistrer(tx, suivante, classe)


async def completer(
    tx: Tx,
    compte_id: str,
    *,
    rattachement: Rattachement,
    nom_employeur: str,
    plusieurs_employeurs: bool,
    code_entreprise: str | None,
    consentement: Consentement,
) -> Demande:
    """Section 2. Raises `Refus` CODEMANDEUR_ABSENT, SIRET_ABSENT, CODE_ENTREPRISE_INCORRECT…"""
    demande = await stockage.courante(tx, compte_id, tx.session)
    try:
        siret = _siret(demande, rattachement)
        entreprise = await entreprises.trouver(tx, siret, tx.session)
        _politique(tx, entreprise, code_entreprise, consentement)
        complements = Complements(
            rattachement=rattachement,
            siret=siret,
            nom_employeur=nom_employeur,
            plusieurs_employeurs=plusieurs_employeurs,
            consentement=consentement,
            entreprise_eligible=entreprise is not None and entreprise.eligible,
        )
        suivante = demande.completer(complements, tx.now)
    except refus.Refuse as error:
        raise stockage.refuse(error) from error
    return await stockage.enregistrer(tx, suivante, DemandeCompletee)


def _siret(demande: Demande, rattachement: Rattachement) -> str:
    qui = adulte(demande.dossier, rattachement)
    if qui is None:
        raise refus.CodemandeurAbsent
    siret = qui.activite.siret_employeur
    if siret is None or not siret_valide(siret):
        raise refus.SiretAbsent
    return siret


def _politique(tx: Tx, entreprise: Entreprise | None, code: str | None, consentement: Consentement) -> None:
    if entreprise is not None and entreprise.code_hache is not None:
        if not code:
            raise refus.CodeEntrepriseRequis
        if cles.du_code_entreprise(tx.context, entreprise.siret, code) != entreprise.code_hache:
            raise refus.CodeEntrepriseIncorrect
    if consentement not in choix_de(entreprise):
        raise refus.ConsentementNonPropose


async def confirmer_pieces(tx: Tx, compte_id: str, deposees: frozenset[str]) -> Demande:
    """The ticks of section 3."""
    demande = await stockage.courante(tx, compte_id, tx.session)
    return await changer(tx, demande, lambda d: d.confirmer_pieces(deposees, tx.now))


async def valider(tx: Tx, compte_id: str) -> Demande:
    """« Valider mon dossier »; again, it changes nothing."""
    demande = await stockage.courante(tx, compte_id, tx.session)
    if demande.statut in (StatutDemande.VALIDEE, StatutDemande.ATTENTE_EMPLOYEUR):
        return demande
    siret = demande.complements.siret if demande.complements else None
    entreprise = await entreprises.trouver(tx, siret, tx.session)
    avis_requis = entreprise is not None and entreprise.validation_requise
    return await changer(tx, demande, lambda d: d.valider(tx.now, avis_requis=avis_requis))


async def repondre_pour_la_firme(tx: Tx, identifiant: str, siret: str | None, motif_refus: str | None) -> Demande:
    """The firm validates, or refuses with a reason. Raises `Refus` INTROUVABLE, VALIDATION_NON_ATTENDUE."""
    demande = await de_la_firme(tx, identifiant, siret)
    if motif_refus is None:
        return await changer(tx, demande, lambda d: d.valider_par_employeur(tx.now))
    return await changer(tx, demande, lambda d: d.refuser_par_employeur(motif_refus, tx.now))


async def de_la_firme(tx: Tx, identifiant: str, siret: str | None) -> Demande:
    """A demande that this firm may see. Raises `Refus(INTROUVABLE)`."""
    demande = await stockage.lire(tx, identifiant)
    if demande is None or not visible_de(demande, siret):
        raise Refus(INTROUVABLE, "Cette demande n’existe pas.")
    return demande


def visible_de(demande: Demande, siret: str | None) -> bool:
    """Attached to this firm, by a salarié who agreed (guide #3, choices 2 and 3)."""
    c = demande.complements
    return bool(siret) and c is not None and c.siret == siret and c.consentement is not Consentement.ANONYME


async def supprimer(tx: Tx, demande: Demande) -> None:
    """Erase it; tell it, and erase it from the compacted topic."""
    version = demande.version + 1
    filtre = {"_id": demande.id, "version": demande.version}
    efface = await tx[stockage.DEMANDES].delete_one(filtre, session=tx.session)
    if not efface.deleted_count:
        raise Refus(CONFLIT_VERSION, "Cette demande vient de changer. Rechargez-la, puis recommencez.")
    await tx[stockage.IMPORTS].delete_many({"demande_id": demande.id}, session=tx.session)
    await tx.forget(demande.compte_id)
    await tx.emit(DemandeSupprimee(version=version, demande_id=demande.id, compte_id=demande.compte_id, le=tx.now))
    await tx.tombstone(DemandeSupprimee, demande.id, version)


async def supprimer_la_sienne(tx: Tx, compte_id: str) -> None:
    """« Supprimer ma demande », and what is kept of those struck off before it, unless a lease ended them.

    Raises `Refus(ATTRIBUTION_EN_COURS)` once a home is accepted: its lease would not reach the register any more.
    """
    demande = await stockage.courante(tx, compte_id, tx.session)
    try:
        demande.supprimable(logement_accepte=await _logement_accepte(tx, demande))
    except refus.Refuse as error:
        raise stockage.refuse(error) from error
    for une in await stockage.toutes(tx, compte_id, tx.session):
        if une.bail_signe_le is None:
            await supprimer(tx, une)
    await tx[stockage.IMPORTS].delete_many({"compte_id": compte_id}, session=tx.session)


async def _logement_accepte(tx: Tx, demande: Demande) -> bool:
    accepte = {"etat.demande_id": demande.id, "etat.statut": {"$in": [s.value for s in ACCEPTES]}}
    return await tx[stockage.CANDIDATURES].find_one(accepte, {"_id": 1}, session=tx.session) is not None


async def effacer_le_compte(tx: Tx, compte_id: str) -> None:
    """The account is erased: nothing of it stays, but what its register is still to be told (a lease)."""
    for demande in await stockage.toutes(tx, compte_id, tx.session):
        await supprimer(tx, demande)
    await tx[stockage.IMPORTS].delete_many({"compte_id": compte_id}, session=tx.session)
    await tx.forget(compte_id)
    compteurs = [f"{usage}:{compte_id}" for usage in COMPTEURS]
    await tx[stockage.DEBITS].delete_many({"_id": {"$in": compteurs}}, session=tx.session)
