"""Problems of the service candidatures."""

from contracts.problemes.modele import Probleme

CANDIDATURE_DEJA_ACTIVE = Probleme("candidature_deja_active", 409, "Vous avez déjà une candidature active")
OFFRE_EXPIREE = Probleme("offre_expiree", 409, "La date limite de candidature est passée")
OFFRE_INDISPONIBLE = Probleme("offre_indisponible", 409, "Ce logement n’est plus proposé")
OFFRE_RESERVEE = Probleme("offre_reservee", 403, "Ce logement est réservé aux salariés d’une autre entreprise")
NON_ELIGIBLE = Probleme("non_eligible", 409, "Ce logement n’est pas adapté à votre situation")
DEMANDE_INCONNUE = Probleme("demande_inconnue", 409, "Aucune demande de logement social connue")
CANDIDATURE_NON_ANNULABLE = Probleme("candidature_non_annulable", 409, "Cette candidature ne peut plus être annulée")
CANDIDATURE_ARCHIVEE = Probleme("candidature_archivee", 409, "Cette candidature est archivée")
DELAI_PASSE = Probleme("delai_passe", 409, "Le délai est passé")
TRANSITION_IMPOSSIBLE = Probleme("transition_impossible", 409, "Cette étape n’est pas possible")
COMMISSION_INCOMPLETE = Probleme("commission_incomplete", 409, "Une commission examine au moins trois dossiers")
LOGEMENT_DEJA_ATTRIBUE = Probleme("logement_deja_attribue", 409, "Ce logement est déjà attribué")

CODES: tuple[Probleme, ...] = (
    CANDIDATURE_DEJA_ACTIVE,
    OFFRE_EXPIREE,
    OFFRE_INDISPONIBLE,
    OFFRE_RESERVEE,
    NON_ELIGIBLE,
    DEMANDE_INCONNUE,
    CANDIDATURE_NON_ANNULABLE,
    CANDIDATURE_ARCHIVEE,
    DELAI_PASSE,
    TRANSITION_IMPOSSIBLE,
    COMMISSION_INCOMPLETE,
    LOGEMENT_DEJA_ATTRIBUE,
)
