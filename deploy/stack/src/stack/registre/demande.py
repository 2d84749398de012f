"""A demande as a register holds it. Field names are those of the national portal's JSON (camelCase)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic.alias_generators import to_camel

from referentiel.communes import CommuneInconnue, DepartementInconnu, commune, departement
from referentiel.registres import NumeroUnique


def _commune_connue(code: str) -> str:
    try:
        return commune(code).code
    except CommuneInconnue as inconnue:
        raise ValueError(str(inconnue)) from inconnue


def _departement_connu(code: str) -> str:
    try:
        return departement(code).code
    except DepartementInconnu as inconnu:
        raise ValueError(str(inconnu)) from inconnu


_SANS_CONTROLE = r"^[^\x00-\x1f\x7f\ufffe\uffff]*$"
"""What XML 1.0 can carry: a demande that one register could not send would be a fault that nobody asked for."""

Texte = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_SANS_CONTROLE, strip_whitespace=True)]
_ADRESSE = r"[^@\s<>\x00-\x1f\x7f\ufffe\uffff]+"
Courriel = Annotated[str, StringConstraints(max_length=254, pattern=f"^{_ADRESSE}@{_ADRESSE}$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 .]{4,20}$")]
Siret = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,14}$")]
"""As a person typed it in the register: fewer digits, or a wrong key, do happen."""
CodePostal = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
CodeInsee = Annotated[str, StringConstraints(pattern=r"^[0-9AB]{5}$"), AfterValidator(_commune_connue)]
CodeDepartement = Annotated[str, StringConstraints(pattern=r"^[0-9AB]{2,3}$"), AfterValidator(_departement_connu)]
Euros = Annotated[int, Field(ge=0, le=10_000_000)]
Jour = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]


class Etat(StrEnum):
    ACTIVE = "ACTIVE"
    RADIEE = "RADIEE"


class MotifRadiation(StrEnum):
    """Arrêté du 23 mars 2015 (ETLL1506515A)."""

    ATTRIBUTION = "ATTRIBUTION"
    NON_RENOUVELLEMENT = "NON_RENOUVELLEMENT"
    RENONCIATION = "RENONCIATION"
    IRRECEVABILITE = "IRRECEVABILITE"
    NON_REPONSE = "NON_REPONSE"


class Civilite(StrEnum):
    MME = "MME"
    M = "M"


class SituationFamiliale(StrEnum):
    CELIBATAIRE = "CELIBATAIRE"
    MARIE = "MARIE"
    PACSE = "PACSE"
    CONCUBIN = "CONCUBIN"
    SEPARE = "SEPARE"
    DIVORCE = "DIVORCE"
    VEUF = "VEUF"


class SituationActivite(StrEnum):
    CDI = "CDI"
    CDD = "CDD"
    INTERIM = "INTERIM"
    APPRENTI = "APPRENTI"
    INDEPENDANT = "INDEPENDANT"
    SANS_EMPLOI = "SANS_EMPLOI"
    ETUDIANT = "ETUDIANT"
    RETRAITE = "RETRAITE"


class LienCodemandeur(StrEnum):
    CONJOINT = "CONJOINT"
    CODEMANDEUR = "CODEMANDEUR"


class LienAutre(StrEnum):
    ENFANT = "ENFANT"
    ASCENDANT = "ASCENDANT"
    AUTRE = "AUTRE"


class SituationLogement(StrEnum):
    LOCATAIRE_PRIVE = "LOCATAIRE_PRIVE"
    LOCATAIRE_SOCIAL = "LOCATAIRE_SOCIAL"
    PROPRIETAIRE = "PROPRIETAIRE"
    HEBERGE = "HEBERGE"
    LOGE_GRATUITEMENT = "LOGE_GRATUITEMENT"
    FOYER = "FOYER"
    STRUCTURE_HEBERGEMENT = "STRUCTURE_HEBERGEMENT"
    SANS_ABRI = "SANS_ABRI"


class Motif(StrEnum):
    SANS_LOGEMENT_PROPRE = "SANS_LOGEMENT_PROPRE"
    LOGEMENT_REPRIS = "LOGEMENT_REPRIS"
    RAPPROCHEMENT_TRAVAIL = "RAPPROCHEMENT_TRAVAIL"
    LOGEMENT_TROP_CHER = "LOGEMENT_TROP_CHER"
    LOGEMENT_TROP_PETIT = "LOGEMENT_TROP_PETIT"
    SEPARATION = "SEPARATION"
    MUTATION_PROFESSIONNELLE = "MUTATION_PROFESSIONNELLE"
    HANDICAP = "HANDICAP"
    AUTRE = "AUTRE"


class TypeLogement(StrEnum):
    APPARTEMENT = "APPARTEMENT"
    MAISON = "MAISON"
    INDIFFERENT = "INDIFFERENT"


class Modele(BaseModel):
    """Frozen, refuses a field it does not know, reads and writes camelCase."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


class Activite(Modele):
    situation: SituationActivite
    siret_employeur: Siret | None = None
    plusieurs_employeurs: bool = False
    travail_code_insee: CodeInsee | None = None
    travail_code_postal: CodePostal | None = None


class Personne(Modele):
    """An adult who signs the demande."""

    civilite: Civilite
    nom_naissance: Texte
    prenom: Texte
    date_naissance: Jour
    telephone: Telephone | None = None
    situation_familiale: SituationFamiliale
    cmi_invalidite: bool = False
    activite: Activite


class Codemandeur(Personne):
    lien: LienCodemandeur


class AutrePersonne(Modele):
    """Someone else to house."""

    lien: LienAutre
    nom_naissance: Texte
    prenom: Texte
    date_naissance: Jour
    a_charge: bool
    cmi_invalidite: bool = False
    civilite: Civilite | None = None
    """Only the departmental registers tell it."""


class Rfr(Modele):
    annee: Annotated[int, Field(ge=2000, le=2200)]
    montant: Euros


class RessourcesDeclarees(Modele):
    rfr: Annotated[tuple[Rfr, ...], Field(min_length=1, max_length=10)]
    revenu_mensuel: Euros
    aide_logement_mensuelle: Euros = 0
    revenus_12_mois: Euros | None = None


class LogementActuel(Modele):
    situation: SituationLogement
    code_insee: CodeInsee
    code_postal: CodePostal


class Souhaits(Modele):
    type_logement: TypeLogement = TypeLogement.INDIFFERENT
    communes: Annotated[tuple[CodeInsee, ...], Field(min_length=1, max_length=20)]


class Demande(Modele):
    """`DemandeNationale` of the wire protocol."""

    numero_unique: str
    etat: Etat = Etat.ACTIVE
    motif_radiation: MotifRadiation | None = None
    date_depot: Jour
    date_fin_validite: Jour
    departement: CodeDepartement
    courriel: Courriel
    demandeur: Personne
    codemandeur: Codemandeur | None = None
    autres_personnes: Annotated[tuple[AutrePersonne, ...], Field(max_length=20)] = ()
    ressources: RessourcesDeclarees
    logement_actuel: LogementActuel
    motif: Motif
    souhaits: Souhaits
    dalo: bool = False
    priorite_l4411: bool = False

    @field_validator("numero_unique")
    @classmethod
    def _numero_valide(cls, numero: str) -> str:
        return NumeroUnique(numero).valeur

    @model_validator(mode="after")
    def _motif_des_radiees_seules(self) -> Self:
        if (self.etat is Etat.RADIEE) != (self.motif_radiation is not None):
            raise ValueError("Une demande radiée a un motif de radiation, et elle seule.")
        return self

    @property
    def registre(self) -> str:
        """`national`, or the code of the département whose register holds it."""
        return NumeroUnique(self.numero_unique).territoire.site.registre

    def en_json(self) -> dict[str, Any]:
        """Exactly as the national portal answers."""
        return self.model_dump(mode="json", by_alias=True, exclude={"autres_personnes": {"__all__": {"civilite"}}})
