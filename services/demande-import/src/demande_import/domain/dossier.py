"""What a register holds of a demande (Cerfa 14069): one shape, whichever register answered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from contracts.demande_import import Lien, SituationLogement
from contracts.identity import Civilite

Texte = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Montant = Annotated[int, Field(ge=0, le=10_000_000)]
CodeInsee = Annotated[str, Field(pattern=r"^(\d{2}|2[AB])\d{3}$")]
CodePostal = Annotated[str, Field(pattern=r"^\d{5}$")]
CodeDepartement = Annotated[str, Field(pattern=r"^(\d{2}|2[AB]|9[78]\d)$")]
Courriel = Annotated[str, Field(max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$")]

SiretSaisi = Annotated[
    str,
    BeforeValidator(lambda saisi: "".join(saisi.split()) if isinstance(saisi, str) else saisi),
    Field(max_length=20, pattern=r"^[0-9]+$"),
]


class Valeur(BaseModel):
    """Frozen, and nothing beyond what is declared. What is refused is not quoted: an error may be logged."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class EtatRegistre(StrEnum):
    """Where the demande stands at its register."""

    ACTIVE = "active"
    RADIEE = "radiee"


class MotifRadiation(StrEnum):
    """Why a demande is struck off (arrêté du 23 mars 2015)."""

    ATTRIBUTION = "attribution"
    NON_RENOUVELLEMENT = "non_renouvellement"
    RENONCIATION = "renonciation"
    IRRECEVABILITE = "irrecevabilite"
    NON_REPONSE = "non_reponse"


class SituationFamiliale(StrEnum):
    """Family situation."""

    CELIBATAIRE = "celibataire"
    MARIE = "marie"
    PACSE = "pacse"
    CONCUBIN = "concubin"
    SEPARE = "separe"
    DIVORCE = "divorce"
    VEUF = "veuf"


class SituationProfessionnelle(StrEnum):
    """Work situation."""

    CDI = "cdi"
    CDD = "cdd"
    INTERIM = "interim"
    APPRENTI = "apprenti"
    INDEPENDANT = "independant"
    SANS_EMPLOI = "sans_emploi"
    ETUDIANT = "etudiant"
    RETRAITE = "retraite"


class Motif(StrEnum):
    """Why a home is asked for."""

    SANS_LOGEMENT_PROPRE = "sans_logement_propre"
    LOGEMENT_REPRIS = "logement_repris"
    RAPPROCHEMENT_TRAVAIL = "rapprochement_travail"
    LOGEMENT_TROP_CHER = "logement_trop_cher"
    LOGEMENT_TROP_PETIT = "logement_trop_petit"
    SEPARATION = "separation"
    MUTATION_PROFESSIONNELLE = "mutation_professionnelle"
    HANDICAP = "handicap"
    AUTRE = "autre"


class TypeLogement(StrEnum):
    """The wanted kind of home."""

    APPARTEMENT = "appartement"
    MAISON = "maison"
    INDIFFERENT = "indifferent"


class Activite(Valeur):
    """Work of an adult."""

    situation: SituationProfessionnelle
    siret_employeur: SiretSaisi | None = None
    """As typed at the register: not always a valid SIRET."""
    plusieurs_employeurs: bool = False
    travail_commune: CodeInsee | None = None
    """Code INSEE."""
    travail_code_postal: CodePostal | None = None


class Adulte(Valeur):
    """The demandeur, or the codemandeur."""

    lien: Lien
    civilite: Civilite
    nom: Texte
    prenom: Texte
    date_naissance: date
    telephone: Texte | None = None
    situation_familiale: SituationFamiliale
    cmi_invalidite: bool = False
    activite: Activite


class Occupant(Valeur):
    """Another person to house."""

    lien: Lien
    nom: Texte
    prenom: Texte
    date_naissance: date
    a_charge: bool = False
    cmi_invalidite: bool = False


class Rfr(Valeur):
    """Revenu fiscal de référence of the incomes of a year."""

    annee: Annotated[int, Field(ge=1990, le=2200)]
    montant: Montant


class Ressources(Valeur):
    """Of the whole household, in euros."""

    rfr: Annotated[tuple[Rfr, ...], Field(min_length=1, max_length=10)]
    revenu_mensuel: Montant
    aide_logement_mensuelle: Montant = 0
    revenus_12_mois: Montant | None = None

    def de_l_annee(self, annee: int) -> int | None:
        """The RFR of the incomes of that year."""
        return next((rfr.montant for rfr in self.rfr if rfr.annee == annee), None)


class LogementActuel(Valeur):
    """Where the household lives now."""

    situation: SituationLogement
    commune: CodeInsee | None = None
    code_postal: CodePostal | None = None


class Dossier(Valeur):
    """A demande as its register gave it."""

    etat: EtatRegistre
    motif_radiation: MotifRadiation | None = None
    deposee_le: date
    valide_jusqu_au: date
    departement: CodeDepartement
    courriel: Courriel
    demandeur: Adulte
    codemandeur: Adulte | None = None
    autres: Annotated[tuple[Occupant, ...], Field(max_length=30)] = ()
    ressources: Ressources
    logement: LogementActuel
    motif: Motif
    type_logement: TypeLogement = TypeLogement.INDIFFERENT
    communes: Annotated[tuple[CodeInsee, ...], Field(min_length=1, max_length=100)]
    """Codes INSEE, in the order of the demande."""
    dalo: bool = False
    prioritaire_l441_1: bool = False

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.valide_jusqu_au < self.deposee_le:
            raise ValueError("the validity ends before it starts")
        return self

    @property
    def adultes(self) -> tuple[Adulte, ...]:
        """Those who sign the demande."""
        return (self.demandeur,) if self.codemandeur is None else (self.demandeur, self.codemandeur)

    @property
    def enfants(self) -> tuple[Occupant, ...]:
        """The children to house."""
        return tuple(occupant for occupant in self.autres if occupant.lien is Lien.ENFANT)
