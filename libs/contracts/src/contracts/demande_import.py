"""Events of the service demande-import: demandes and firms' policies.

The state of a demande holds what offres and candidatures need to judge it: household, resources, wishes. It never holds
a name, an e-mail or the numéro unique.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.envelope import Event


class StatutDemande(StrEnum):
    """Where the dossier stands in its three sections (guide #3, #4)."""

    A_COMPLETER = "a_completer"
    PIECES_A_CONFIRMER = "pieces_a_confirmer"
    ATTENTE_EMPLOYEUR = "attente_employeur"
    VALIDEE = "validee"
    REFUSEE_EMPLOYEUR = "refusee_employeur"
    RADIEE = "radiee"
    SUPPRIMEE = "supprimee"


class Lien(StrEnum):
    """What a person to house is to the demandeur."""

    DEMANDEUR = "demandeur"
    CONJOINT = "conjoint"
    CODEMANDEUR = "codemandeur"
    ENFANT = "enfant"
    ASCENDANT = "ascendant"
    AUTRE = "autre"


class SituationLogement(StrEnum):
    """Current housing (Cerfa 14069)."""

    LOCATAIRE_PRIVE = "locataire_prive"
    LOCATAIRE_SOCIAL = "locataire_social"
    PROPRIETAIRE = "proprietaire"
    HEBERGE = "heberge"
    LOGE_GRATUITEMENT = "loge_gratuitement"
    FOYER = "foyer"
    STRUCTURE_HEBERGEMENT = "structure_hebergement"
    SANS_ABRI = "sans_abri"


class Consentement(StrEnum):
    """The three choices about personal data (guide #3)."""

    ANONYME = "anonyme"
    POLITIQUE_LOGEMENT = "politique_logement"
    DOSSIER_COMPLET = "dossier_complet"


class _Valeur(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PersonneALoger(_Valeur):
    """One person of the household, the demandeur included."""

    lien: Lien
    date_naissance: date
    a_charge: bool = False
    cmi_invalidite: bool = False


class Ressources(_Valeur):
    """Resources of the household, in euros. RFR = revenu fiscal de référence."""

    rfr_n2: int
    annee_n2: int
    """The year of the incomes that `rfr_n2` adds up."""
    rfr_n1: int | None = None
    revenus_12_mois: int | None = None
    revenu_mensuel: int
    aide_logement_mensuelle: int = 0


class Employeur(_Valeur):
    """The firm that the demande is attached to."""

    siret: str
    consentement: Consentement
    entreprise_eligible: bool
    """≥ 10 staff (agricultural ≥ 50), private: what makes the salarié a priority applicant (guide #0)."""


class _EtatDemande(Event):
    KEY: ClassVar[str] = "demande_id"

    demande_id: str
    compte_id: str
    statut: StatutDemande
    departement: str
    deposee_le: date
    """First date of the demande in the register: seniority counts from it."""
    valide_jusqu_au: date
    personnes: tuple[PersonneALoger, ...]
    ressources: Ressources
    communes_souhaitees: tuple[str, ...]
    """Codes INSEE, arrondissements included, in the order of the demande."""
    type_logement: str | None = None
    """`appartement`, `maison` or None when both suit."""
    situation_logement: SituationLogement
    motif: str
    dalo: bool = False
    prioritaire_l441_1: bool = False
    employeur: Employeur | None = None
    le: AwareDatetime


class DemandeImportee(_EtatDemande):
    """The demande was brought from its register by the security code."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.importee.v1"


class DemandeCompletee(_EtatDemande):
    """Employer and consent were given; the pièces are to be confirmed."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.completee.v1"


class DemandeValidee(_EtatDemande):
    """Every pièce is confirmed, and the firm has validated where its policy asks for it: the dossier may apply."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.validee.v1"


class DemandeMiseAJour(_EtatDemande):
    """« Mettre à jour »: read again from the register."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.mise_a_jour.v1"


class DemandeEmployeurSollicite(_EtatDemande):
    """The pièces are confirmed; the firm's policy asks that it validates the demande first."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.employeur_sollicite.v1"


class DemandeRefuseeEmployeur(_EtatDemande):
    """The firm did not validate the demande."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.refusee_employeur.v1"


class DemandeRadiee(_EtatDemande):
    """Struck off its register."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.radiee.v1"


class DemandeSupprimee(Event):
    """The person deleted the demande on AL'in. Carries nothing personal; a tombstone follows it."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.demande.supprimee.v1"
    KEY: ClassVar[str] = "demande_id"

    demande_id: str
    compte_id: str
    le: AwareDatetime


class _EtatEntreprise(Event):
    KEY: ClassVar[str] = "siret"

    siret: str
    raison_sociale: str
    effectif: int
    agricole: bool = False
    publique: bool = False
    choix_proposes: tuple[Consentement, ...]
    validation_requise: bool = False
    code_defini: bool = False
    le: AwareDatetime


class EntrepriseDeclaree(_EtatEntreprise):
    """A firm and its policy are known to AL'in."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.entreprise.declaree.v1"


class EntrepriseModifiee(_EtatEntreprise):
    """The firm changed its policy."""

    TYPE: ClassVar[str] = "fr.alin.demande-import.entreprise.modifiee.v1"


DEMANDES: tuple[type[Event], ...] = (
    DemandeImportee,
    DemandeCompletee,
    DemandeValidee,
    DemandeMiseAJour,
    DemandeEmployeurSollicite,
    DemandeRefuseeEmployeur,
    DemandeRadiee,
    DemandeSupprimee,
)
ENTREPRISES: tuple[type[Event], ...] = (EntrepriseDeclaree, EntrepriseModifiee)
EVENTS: tuple[type[Event], ...] = DEMANDES + ENTREPRISES
