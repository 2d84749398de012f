"""The dossier of the person who asks, from the projection of demande-import. One indexed read."""

from datetime import date
from typing import Any

from chassis.context import Context
from chassis.problems import Refus
from contracts.demande_import import DemandeValidee, StatutDemande
from contracts.problemes.offres import DOSSIER_NON_VALIDE
from offres.domain.demandeur import Demandeur, menage_de, ressources_de
from referentiel.eligibilite import MenageInvalide, RessourcesInvalides
from referentiel.geographie import CommuneInconnue, Perimetre

_SANS_DEMANDE = "Importez votre demande de logement social avec votre numéro unique, puis validez votre dossier."
_ILLISIBLE = (
    "Votre demande contient une composition familiale, des ressources ou une commune que nous ne pouvons pas lire. "
    "Corrigez-la sur votre site d’enregistrement, puis cliquez sur « Mettre à jour »."
)
_QUE_FAIRE = {
    StatutDemande.A_COMPLETER: "Complétez les informations demandées pour AL’in, puis validez votre dossier.",
    StatutDemande.PIECES_A_CONFIRMER: "Confirmez le dépôt de vos pièces justificatives, puis validez votre dossier.",
    StatutDemande.ATTENTE_EMPLOYEUR: "Votre entreprise doit valider votre demande. Les offres s’ouvriront ensuite.",
    StatutDemande.REFUSEE_EMPLOYEUR: "Votre entreprise n’a pas validé votre demande. Rapprochez-vous d’elle.",
    StatutDemande.RADIEE: "Votre demande est radiée. Renouvelez-la sur son site d’enregistrement, puis importez-la.",
}


async def demandeur(context: Context, compte_id: str) -> Demandeur:
    """What the rules need of this person. Raises `Refus(DOSSIER_NON_VALIDE)`, which says what to do."""
    # A deleted demande leaves a state without statut, and a person may import again: the newest that counts.
    siennes = {"etat.compte_id": compte_id, "etat.statut": {"$exists": True}}
    lues = [lue["etat"] async for lue in context.db["demandes"].find(siennes)]
    if not lues:
        raise Refus(DOSSIER_NON_VALIDE, _SANS_DEMANDE)
    etat = max(lues, key=lambda lue: (lue["statut"] == StatutDemande.VALIDEE, lue["le"]))
    if etat["statut"] != StatutDemande.VALIDEE:
        raise Refus(DOSSIER_NON_VALIDE, _QUE_FAIRE.get(StatutDemande(etat["statut"]), _SANS_DEMANDE))
    try:
        return _demandeur(etat, context.clock.today())
    except (MenageInvalide, RessourcesInvalides, CommuneInconnue) as illisible:
        raise Refus(DOSSIER_NON_VALIDE, _ILLISIBLE) from illisible


def _demandeur(etat: dict[str, Any], jour: date) -> Demandeur:
    demande = DemandeValidee.model_validate(etat)
    return Demandeur(
        menage_de(demande.personnes),
        ressources_de(demande.ressources, jour),
        Perimetre.de(demande.communes_souhaitees),
        demande.employeur.siret if demande.employeur else None,
    )
