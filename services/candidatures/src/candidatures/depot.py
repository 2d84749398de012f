"""« Je postule »: every reason to refuse, in the order in which a person can mend them (guide #5, #6)."""

from typing import Any
from uuid import uuid4

from candidatures import grilles, stockage
from candidatures.domain.candidature import Candidature
from candidatures.domain.cotation import coter
from candidatures.domain.demandeur import eligibilite, profil
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.candidatures import CandidatureDeposee
from contracts.demande_import import DemandeValidee, StatutDemande
from contracts.offres import OffrePubliee, StatutOffre
from contracts.problemes.candidatures import (
    CANDIDATURE_DEJA_ACTIVE,
    DEMANDE_INCONNUE,
    NON_ELIGIBLE,
    OFFRE_EXPIREE,
    OFFRE_INDISPONIBLE,
    OFFRE_RESERVEE,
)
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from referentiel.eligibilite import MenageInvalide, RessourcesInvalides


async def deposer(tx: Tx, compte_id: str, offre_id: str) -> Candidature:
    """Apply. The unique index on active candidatures has the last word: DuplicateKeyError is for the caller."""
    if await tx[stockage.COLLECTION].find_one({"compte_id": compte_id, "active": True}, session=tx.session):
        raise deja_active()
    demande = await demande_validee(tx, compte_id)
    offre = await offre_ouverte(tx, offre_id, demande)
    _eligible(tx, demande, offre)
    candidature = Candidature(
        id=str(uuid4()),
        compte_id=compte_id,
        demande_id=demande.demande_id,
        offre_id=offre_id,
        bailleur_id=offre.bailleur_id,
        departement=demande.departement,
        deposee_le=tx.now,
        le=tx.now,
        cotation=coter(grilles.en_vigueur(tx.today), profil(demande, offre.commune), tx.today),
    )
    return await stockage.enregistrer(tx, candidature, CandidatureDeposee)


async def demande_validee(tx: Tx, compte_id: str) -> DemandeValidee:
    """The person's dossier. Raises `Refus` DEMANDE_INCONNUE, DOSSIER_NON_VALIDE."""
    siennes = {"etat.compte_id": compte_id, "etat.statut": {"$exists": True}}
    lues: list[dict[str, Any]] = [lu["etat"] async for lu in tx["demandes"].find(siennes, session=tx.session)]
    if not lues:
        detail = "Importez votre demande de logement social. Si vous venez de la valider, réessayez dans un instant."
        raise Refus(DEMANDE_INCONNUE, detail)
    etat = max(lues, key=lambda lu: (lu["statut"] == StatutDemande.VALIDEE, lu["le"]))
    if etat["statut"] != StatutDemande.VALIDEE:
        raise Refus(DOSSIER_NON_VALIDE, "Complétez et validez votre dossier avant de postuler.")
    return DemandeValidee.model_validate(etat)


async def offre_ouverte(tx: Tx, offre_id: str, demande: DemandeValidee) -> OffrePubliee:
    """An offer that this person may apply to today. Raises `Refus` OFFRE_INDISPONIBLE, _RESERVEE, _EXPIREE."""
    lue = await tx["offres"].find_one({"_id": offre_id}, session=tx.session)
    if lue is None or lue["etat"]["statut"] != StatutOffre.PUBLIEE:
        raise Refus(OFFRE_INDISPONIBLE, "Ce logement n’est plus proposé. Choisissez une autre offre.")
    offre = OffrePubliee.model_validate(lue["etat"])
    siret = demande.employeur.siret if demande.employeur else None
    if offre.reserve_siret is not None and offre.reserve_siret != siret:
        raise Refus(OFFRE_RESERVEE, "Ce logement est réservé aux salariés d’une autre entreprise.")
    if tx.today > offre.date_limite:
        raise Refus(OFFRE_EXPIREE, f"On pouvait postuler jusqu’au {offre.date_limite:%d/%m/%Y} inclus.")
    return offre


def _eligible(tx: Tx, demande: DemandeValidee, offre: OffrePubliee) -> None:
    try:
        resultat = eligibilite(demande, offre, tx.today)
    except (MenageInvalide, RessourcesInvalides) as illisible:
        detail = "Votre demande contient une composition familiale ou des ressources que nous ne pouvons pas lire."
        raise Refus(DOSSIER_NON_VALIDE, detail) from illisible
    if not resultat.eligible:
        raisons = [
            {"motif": r.motif.value, "explication": r.explication, "chiffres": r.chiffres()} for r in resultat.raisons
        ]
        raise Refus(NON_ELIGIBLE, resultat.raisons[0].explication, raisons=raisons)


def deja_active() -> Refus:
    """Guide #6: « Vous ne pouvez avoir qu'une seule candidature active »."""
    detail = "Vous ne pouvez avoir qu’une seule candidature active. Annulez-la pour en choisir une autre."
    return Refus(CANDIDATURE_DEJA_ACTIVE, detail)
