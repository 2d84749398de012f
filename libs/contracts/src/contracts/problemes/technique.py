"""Problems that any service may answer."""

from contracts.problemes.modele import Probleme

REQUETE_INVALIDE = Probleme("requete_invalide", 422, "Requête invalide")
JSON_ILLISIBLE = Probleme("json_illisible", 400, "Corps JSON illisible")
REQUETE_ILLISIBLE = Probleme("requete_illisible", 400, "Requête illisible")
"""Answered by the gateway alone: what is not HTTP as it speaks it; with 408, 426 and 431 too."""
NON_AUTHENTIFIE = Probleme("non_authentifie", 401, "Vous devez vous connecter")
JETON_ABSENT_OU_INVALIDE = Probleme("jeton_absent_ou_invalide", 401, "Connexion nécessaire")
"""Answered by the gateway alone, before any service; with 403 for a good token that is not for AL'in."""
ACCES_INTERDIT = Probleme("acces_interdit", 403, "Accès interdit")
INTROUVABLE = Probleme("introuvable", 404, "Ressource introuvable")
METHODE_INTERDITE = Probleme("methode_interdite", 405, "Méthode non permise")
CONFLIT_VERSION = Probleme("conflit_version", 409, "La ressource a changé entre-temps")
CLE_IDEMPOTENCE_REUTILISEE = Probleme("cle_idempotence_reutilisee", 422, "Clé d’idempotence déjà employée autrement")
TYPE_DE_CONTENU = Probleme("type_de_contenu", 415, "Type de contenu non pris en charge")
CORPS_TROP_GRAND = Probleme("corps_trop_grand", 413, "Corps de requête trop grand")
TROP_DE_REQUETES = Probleme("trop_de_requetes", 429, "Trop de requêtes")
SERVICE_INDISPONIBLE = Probleme("service_indisponible", 503, "Service momentanément indisponible")
ERREUR_INTERNE = Probleme("erreur_interne", 500, "Erreur interne")

CODES: tuple[Probleme, ...] = (
    REQUETE_INVALIDE,
    JSON_ILLISIBLE,
    REQUETE_ILLISIBLE,
    NON_AUTHENTIFIE,
    JETON_ABSENT_OU_INVALIDE,
    ACCES_INTERDIT,
    INTROUVABLE,
    METHODE_INTERDITE,
    CONFLIT_VERSION,
    CLE_IDEMPOTENCE_REUTILISEE,
    TYPE_DE_CONTENU,
    CORPS_TROP_GRAND,
    TROP_DE_REQUETES,
    SERVICE_INDISPONIBLE,
    ERREUR_INTERNE,
)
