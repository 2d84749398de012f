"""Which step of a candidature makes which e-mail, and which e-mails a salarié may refuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.candidatures import StatutCandidature as Statut
from contracts.candidatures import VisiteProposee
from contracts.demande_import import (
    DemandeEmployeurSollicite,
    DemandeImportee,
    DemandeMiseAJour,
    DemandeRadiee,
    DemandeRefuseeEmployeur,
    DemandeSupprimee,
    DemandeValidee,
    StatutDemande,
)
from contracts.envelope import Event
from contracts.identity import MotifModification
from contracts.notifications import ModeleCourriel

ACTION_LOGEMENT = "Action Logement Services"
SILENCE = "silence"
"""Code of the reason of a refusal that the salarié did not write: the delay passed (CCH R. 441-10)."""


class Suivi(StrEnum):
    """The e-mails that follow a candidature (guide #6) and a demande (guide #3, #4)."""

    DEPOSEE = "candidature_deposee"
    ANNULEE = "candidature_annulee"
    VALIDEE = "candidature_validee"
    INVALIDEE = "candidature_invalidee"
    TRANSMISE = "candidature_transmise"
    VISITE = "visite_proposee"
    ATTRIBUEE = "logement_attribue"
    ATTRIBUEE_EN_RANG = "logement_attribue_en_rang"
    ATTRIBUEE_SOUS_CONDITION = "logement_attribue_sous_condition"
    NON_ATTRIBUEE = "candidature_non_retenue"
    IRRECEVABLE = "candidature_irrecevable"
    ACCEPTEE = "logement_accepte"
    REFUSEE = "logement_refuse"
    REFUS_PAR_SILENCE = "logement_refuse_par_silence"
    CLASSEE = "candidature_sans_suite"
    BAIL_SIGNE = "bail_signe"
    ENTREE = "entree_dans_les_lieux"
    DEMANDE_IMPORTEE = "demande_importee"
    DEMANDE_CHEZ_EMPLOYEUR = "demande_chez_employeur"
    DEMANDE_REFUSEE_EMPLOYEUR = "demande_refusee_employeur"
    DEMANDE_VALIDEE = "demande_validee"
    DEMANDE_MISE_A_JOUR = "demande_mise_a_jour"
    DEMANDE_RADIEE = "demande_radiee"
    DEMANDE_SUPPRIMEE = "demande_supprimee"


class Securite(StrEnum):
    """What somebody must hear of who did not do it (OWASP ASVS 2.2.3, 2.5.5). Nobody refuses these."""

    MOT_DE_PASSE_MODIFIE = "mot_de_passe_modifie"
    SECOND_FACTEUR_REINITIALISE = "second_facteur_reinitialise"
    ACCES_SUSPENDU = "acces_suspendu"
    ACCES_RETABLI = "acces_retabli"


Modele = ModeleCourriel | Suivi | Securite

SUIVIS: Mapping[Statut, Suivi] = {
    Statut.DEPOSEE: Suivi.DEPOSEE,
    Statut.ANNULEE: Suivi.ANNULEE,
    Statut.VALIDEE: Suivi.VALIDEE,
    Statut.INVALIDEE: Suivi.INVALIDEE,
    Statut.TRANSMISE_BAILLEUR: Suivi.TRANSMISE,
    Statut.VISITE_PROPOSEE: Suivi.VISITE,
    Statut.ATTRIBUEE: Suivi.ATTRIBUEE,
    Statut.ATTRIBUEE_EN_RANG: Suivi.ATTRIBUEE_EN_RANG,
    Statut.ATTRIBUEE_SOUS_CONDITION: Suivi.ATTRIBUEE_SOUS_CONDITION,
    Statut.NON_ATTRIBUEE: Suivi.NON_ATTRIBUEE,
    Statut.IRRECEVABLE: Suivi.IRRECEVABLE,
    Statut.ACCEPTEE: Suivi.ACCEPTEE,
    Statut.REFUSEE: Suivi.REFUSEE,
    Statut.BAIL_SIGNE: Suivi.BAIL_SIGNE,
    Statut.ENTREE: Suivi.ENTREE,
    Statut.SANS_SUITE: Suivi.CLASSEE,
}
"""Every status but VISITE_EFFECTUEE: the salarié was there."""

SUIVIS_DEMANDE: Mapping[type[Event], Suivi] = {
    DemandeImportee: Suivi.DEMANDE_IMPORTEE,
    DemandeEmployeurSollicite: Suivi.DEMANDE_CHEZ_EMPLOYEUR,
    DemandeRefuseeEmployeur: Suivi.DEMANDE_REFUSEE_EMPLOYEUR,
    DemandeValidee: Suivi.DEMANDE_VALIDEE,
    DemandeMiseAJour: Suivi.DEMANDE_MISE_A_JOUR,
    DemandeRadiee: Suivi.DEMANDE_RADIEE,
    DemandeSupprimee: Suivi.DEMANDE_SUPPRIMEE,
}
"""Every event of a demande but DemandeCompletee: the pièces are asked for on the next screen."""

AVIS: Mapping[MotifModification, Securite] = {
    MotifModification.MOT_DE_PASSE: Securite.MOT_DE_PASSE_MODIFIE,
    MotifModification.SECOND_FACTEUR_REINITIALISE: Securite.SECOND_FACTEUR_REINITIALISE,
    MotifModification.SUSPENSION: Securite.ACCES_SUSPENDU,
    MotifModification.RETABLISSEMENT: Securite.ACCES_RETABLI,
}

FACULTATIFS = frozenset(
    {
        Suivi.DEPOSEE,
        Suivi.ANNULEE,
        Suivi.VALIDEE,
        Suivi.TRANSMISE,
        Suivi.VISITE,
        Suivi.ACCEPTEE,
        Suivi.REFUSEE,
        Suivi.BAIL_SIGNE,
        Suivi.ENTREE,
        Suivi.DEMANDE_IMPORTEE,
        Suivi.DEMANDE_CHEZ_EMPLOYEUR,
        Suivi.DEMANDE_VALIDEE,
        Suivi.DEMANDE_MISE_A_JOUR,
        Suivi.DEMANDE_SUPPRIMEE,
    }
)
"""What a salarié may refuse: what they did themselves, or only informs.

The decisions stay: an attribution starts a legal delay (CCH R. 441-10), a non-attribution and an irrecevabilité are
notified with their reason (CCH R. 441-3), an invalidation, a silence or a closing frees the salarié's place, and with a
demande that the firm refused or the register struck off nobody can apply.
"""


def suivi(statut: Statut, motif: str | None) -> Suivi | None:
    """The e-mail of a step, or None for a step that the salarié need not hear of."""
    if statut is Statut.REFUSEE and motif == SILENCE:
        return Suivi.REFUS_PAR_SILENCE
    return SUIVIS.get(statut)


def suivi_candidature(evenement: Any) -> Suivi | None:
    """The e-mail of a candidature's event: that of its statut, which a visit after the commission leaves as it was."""
    if isinstance(evenement, VisiteProposee):
        return Suivi.VISITE
    return suivi(evenement.statut, evenement.motif)


def suivi_demande(evenement: Event) -> Suivi | None:
    """The e-mail of a demande's event; an update that leaves the dossier valid asks for nothing."""
    if isinstance(evenement, DemandeMiseAJour) and evenement.statut is StatutDemande.VALIDEE:
        return None
    return SUIVIS_DEMANDE.get(type(evenement))


@dataclass(frozen=True, slots=True)
class Objet:
    """Subject of an e-mail and label of its link. Nothing personal: a subject shows on a locked phone."""

    sujet: str
    lien: str = "Ouvrir AL’in"


OBJETS: Mapping[Modele, Objet] = {
    ModeleCourriel.ACCES: Objet(f"{ACTION_LOGEMENT} – Demande d'accès", "Cliquez ici"),
    ModeleCourriel.MOT_DE_PASSE: Objet(f"{ACTION_LOGEMENT} – Mot de passe oublié", "Cliquez ici"),
    ModeleCourriel.INVITATION: Objet(f"{ACTION_LOGEMENT} – Invitation à rejoindre AL’in", "Cliquez ici"),
    ModeleCourriel.COMPTE_EXISTANT: Objet(f"{ACTION_LOGEMENT} – Vous avez déjà un compte", "Cliquez ici"),
    ModeleCourriel.CODE_SECURITE: Objet(f"{ACTION_LOGEMENT} – Votre code de sécurité"),
    Securite.MOT_DE_PASSE_MODIFIE: Objet("AL’in – Votre mot de passe a été modifié"),
    Securite.SECOND_FACTEUR_REINITIALISE: Objet("AL’in – Votre seconde protection est à refaire"),
    Securite.ACCES_SUSPENDU: Objet("AL’in – Votre accès est suspendu"),
    Securite.ACCES_RETABLI: Objet("AL’in – Votre accès est rétabli"),
    Suivi.DEPOSEE: Objet("AL’in – Votre candidature est enregistrée"),
    Suivi.ANNULEE: Objet("AL’in – Votre candidature est annulée"),
    Suivi.VALIDEE: Objet("AL’in – Votre candidature est validée"),
    Suivi.INVALIDEE: Objet("AL’in – Votre candidature n’est pas validée"),
    Suivi.TRANSMISE: Objet("AL’in – Votre candidature est transmise au bailleur"),
    Suivi.VISITE: Objet("AL’in – Une visite vous est proposée"),
    Suivi.ATTRIBUEE: Objet("AL’in – Un logement vous est attribué : votre réponse est attendue"),
    Suivi.ATTRIBUEE_EN_RANG: Objet("AL’in – Décision de la commission : votre rang"),
    Suivi.ATTRIBUEE_SOUS_CONDITION: Objet("AL’in – Un logement vous est attribué sous condition"),
    Suivi.NON_ATTRIBUEE: Objet("AL’in – Décision de la commission"),
    Suivi.IRRECEVABLE: Objet("AL’in – Décision de la commission"),
    Suivi.ACCEPTEE: Objet("AL’in – Votre acceptation est enregistrée"),
    Suivi.REFUSEE: Objet("AL’in – Votre refus est enregistré"),
    Suivi.REFUS_PAR_SILENCE: Objet("AL’in – Le délai de réponse est passé"),
    Suivi.CLASSEE: Objet("AL’in – Votre candidature est close"),
    Suivi.BAIL_SIGNE: Objet("AL’in – Votre bail est signé"),
    Suivi.ENTREE: Objet("AL’in – Bienvenue dans votre logement"),
    Suivi.DEMANDE_IMPORTEE: Objet("AL’in – Votre demande est importée"),
    Suivi.DEMANDE_CHEZ_EMPLOYEUR: Objet("AL’in – Votre entreprise étudie votre demande"),
    Suivi.DEMANDE_REFUSEE_EMPLOYEUR: Objet("AL’in – Votre entreprise n’a pas validé votre demande"),
    Suivi.DEMANDE_VALIDEE: Objet("AL’in – Votre dossier est validé"),
    Suivi.DEMANDE_MISE_A_JOUR: Objet("AL’in – Votre demande est mise à jour : votre dossier est à valider"),
    Suivi.DEMANDE_RADIEE: Objet("AL’in – Votre demande de logement social est radiée"),
    Suivi.DEMANDE_SUPPRIMEE: Objet("AL’in – Votre demande est supprimée d’AL’in"),
}


def modele(nom: str) -> Modele:
    """The model of a stored name. Raises `ValueError` for any other text."""
    enum: type[Suivi | Securite | ModeleCourriel] = ModeleCourriel
    if nom in set(Suivi):
        enum = Suivi
    elif nom in set(Securite):
        enum = Securite
    return enum(nom)
