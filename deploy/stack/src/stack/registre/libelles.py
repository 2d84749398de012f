"""The values of the protocol, as a person reads them."""

from enum import StrEnum

from stack.registre.demande import (
    LienAutre,
    LienCodemandeur,
    Motif,
    MotifRadiation,
    SituationLogement,
)

LIBELLES: dict[StrEnum, str] = {
    MotifRadiation.ATTRIBUTION: "attribution d’un logement",
    MotifRadiation.NON_RENOUVELLEMENT: "non-renouvellement",
    MotifRadiation.RENONCIATION: "renonciation écrite",
    MotifRadiation.IRRECEVABILITE: "irrecevabilité",
    MotifRadiation.NON_REPONSE: "absence de réponse",
    LienCodemandeur.CONJOINT: "conjoint",
    LienCodemandeur.CODEMANDEUR: "codemandeur",
    LienAutre.ENFANT: "Enfant",
    LienAutre.ASCENDANT: "Ascendant",
    LienAutre.AUTRE: "Autre personne",
    SituationLogement.LOCATAIRE_PRIVE: "locataire du parc privé",
    SituationLogement.LOCATAIRE_SOCIAL: "locataire du parc social",
    SituationLogement.PROPRIETAIRE: "propriétaire",
    SituationLogement.HEBERGE: "hébergement chez un tiers",
    SituationLogement.LOGE_GRATUITEMENT: "logement à titre gratuit",
    SituationLogement.FOYER: "foyer",
    SituationLogement.STRUCTURE_HEBERGEMENT: "structure d’hébergement",
    SituationLogement.SANS_ABRI: "sans abri",
    Motif.SANS_LOGEMENT_PROPRE: "sans logement propre",
    Motif.LOGEMENT_REPRIS: "logement repris ou mis en vente par le propriétaire",
    Motif.RAPPROCHEMENT_TRAVAIL: "rapprochement du lieu de travail",
    Motif.LOGEMENT_TROP_CHER: "logement trop cher",
    Motif.LOGEMENT_TROP_PETIT: "logement trop petit",
    Motif.SEPARATION: "séparation",
    Motif.MUTATION_PROFESSIONNELLE: "mutation professionnelle",
    Motif.HANDICAP: "handicap",
    Motif.AUTRE: "autre motif",
}
