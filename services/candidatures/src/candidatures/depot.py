"""« Je postule »: every reason to refuse, in the order in which a person can mend them (guide #5, #6)."""

from datetime import date
from typing import Any
from uuid import uuid4

from candidatures import grilles, stockage
from candidatures.domain.candidature import Candidature
from candidatures.domain.cotation import Profil, coter
from candidatures.domain.demandeur import eligibilite, profil
from chassis.problems import Refus
from chassis.transaction import Tx
from contracts.candidatures import CandidatureDeposee
from contracts.demande_import import DemandeValidee, EntrepriseDeclaree, StatutDemande
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
    try:
        candidature = await _candidature(tx, compte_id, offre_id)
    except Refus:
        # Told before any other reason, and looked for only then: who is refused nothing is stopped by the index.
        if await tx[stockage.COLLECTION].find_one({"compte_id": compte_id, "active": True}, session=tx.session):
            raise deja_active() from None
        raise
    deposee = await stockage.enregistrer(tx, candidature, CandidatureDeposee)
    await stockage.toucher(tx, "demandes", {"_id": deposee.demande_id})
    return deposee


async def demande_validee(tx: Tx, compte_id: str) -> DemandeValidee:
    """The person's dossier. Raises `Refus` DEMANDE_INCONNUE, DOSSIER_NON_VALIDE."""
    lues = [lue async for lue in tx["demandes"].find(_siennes(compte_id), session=tx.session)]
    return DemandeValidee.model_validate(_celle_qui_compte(lues)["etat"])


async def profil_de(tx: Tx, demande: DemandeValidee, commune: str) -> Profil:
    """What the grid looks at, with what is known of the salarié's firm."""
    siret = demande.employeur.siret if demande.employeur else None
    lue = await tx["entreprises"].find_one({"_id": siret}, session=tx.session) if siret else None
    return profil(demande, commune, _entreprise(lue))


async def _candidature(tx: Tx, compte_id: str, offre_id: str) -> Candidature:
    """What is stored when nothing refuses it. Demande, offer and firm come in one read: round trips are the cost."""
    lues = await tx.context.db.aggregate("demandes", _avec_offre(compte_id, offre_id), session=tx.session)
    lue = _celle_qui_compte(lues)
    demande = DemandeValidee.model_validate(lue["etat"])
    offre = _ouverte(_seule(lue["offre"]), demande, tx.today)
    exiger_eligible(demande, offre, tx.today)
    vu = profil(demande, offre.commune, _entreprise(_seule(lue["entreprise"])))
    return Candidature(
        id=str(uuid4()),
        compte_id=compte_id,
        demande_id=demande.demande_id,
        offre_id=offre_id,
        bailleur_id=offre.bailleur_id,
        departement=demande.departement,
        deposee_le=tx.now,
        le=tx.now,
        cotation=coter(grilles.en_vigueur(tx.today), vu, tx.today),
    )


def _siennes(compte_id: str) -> dict[str, Any]:
    return {"etat.compte_id": compte_id, "etat.statut": {"$exists": True}}


def _avec_offre(compte_id: str, offre_id: str) -> list[dict[str, Any]]:
    """The person's demandes, each with `offre` and `entreprise`: lists of one document, or of none.

    None for an erased account, whose token lives some minutes more: nothing would ever forget what it stored now.
    """
    efface = {"from": "comptes", "localField": "etat.compte_id", "foreignField": "_id", "as": "efface"}
    firme = {"from": "entreprises", "localField": "etat.employeur.siret", "foreignField": "_id", "as": "entreprise"}
    return [
        {"$match": _siennes(compte_id)},
        {"$lookup": efface},
        {"$match": {"efface": []}},
        {"$lookup": {"from": "offres", "pipeline": [{"$match": {"_id": offre_id}}], "as": "offre"}},
        {"$lookup": firme},
    ]


def _celle_qui_compte(lues: list[dict[str, Any]]) -> dict[str, Any]:
    """The demande that is validated, the newest of several. Raises `Refus` DEMANDE_INCONNUE, DOSSIER_NON_VALIDE."""
    if not lues:
        detail = "Importez votre demande de logement social. Si vous venez de la valider, réessayez dans un instant."
        raise Refus(DEMANDE_INCONNUE, detail)
    lue = max(lues, key=lambda lu: (lu["etat"]["statut"] == StatutDemande.VALIDEE, lu["etat"]["le"]))
    if lue["etat"]["statut"] != StatutDemande.VALIDEE:
        raise Refus(DOSSIER_NON_VALIDE, "Complétez et validez votre dossier avant de postuler.")
    return lue


def _seule(lues: list[dict[str, Any]]) -> dict[str, Any] | None:
    return lues[0] if lues else None


def _entreprise(lue: dict[str, Any] | None) -> EntrepriseDeclaree | None:
    return EntrepriseDeclaree.model_validate(lue["etat"]) if lue else None


def _ouverte(lue: dict[str, Any] | None, demande: DemandeValidee, jour: date) -> OffrePubliee:
    """An offer that this person may apply to today. Raises `Refus` OFFRE_INDISPONIBLE, _RESERVEE, _EXPIREE."""
    if lue is None or lue["etat"]["statut"] != StatutOffre.PUBLIEE:
        raise Refus(OFFRE_INDISPONIBLE, "Ce logement n’est plus proposé. Choisissez une autre offre.")
    offre = OffrePubliee.model_validate(lue["etat"])
    siret = demande.employeur.siret if demande.employeur else None
    if offre.reserve_siret is not None and offre.reserve_siret != siret:
        raise Refus(OFFRE_RESERVEE, "Ce logement est réservé aux salariés d’une autre entreprise.")
    if jour > offre.date_limite:
        raise Refus(OFFRE_EXPIREE, f"On pouvait postuler jusqu’au {offre.date_limite:%d/%m/%Y} inclus.")
    return offre


def exiger_eligible(demande: DemandeValidee, offre: OffrePubliee, jour: date) -> None:
    """Raises `Refus` NON_ELIGIBLE with its reasons, DOSSIER_NON_VALIDE when the demande cannot be judged."""
    try:
        resultat = eligibilite(demande, offre, jour)
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
