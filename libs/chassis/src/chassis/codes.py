"""What a bare HTTP status means to a person, for errors that the framework itself raises."""

from contracts.problemes import Probleme
from contracts.problemes import technique as t

PAR_STATUT: dict[int, tuple[Probleme, str]] = {
    400: (t.JSON_ILLISIBLE, "La requête ne peut pas être lue."),
    401: (t.NON_AUTHENTIFIE, "Connectez-vous pour continuer."),
    403: (t.ACCES_INTERDIT, "Vous n’avez pas accès à cette ressource."),
    404: (t.INTROUVABLE, "Cette ressource n’existe pas."),
    405: (t.METHODE_INTERDITE, "Cette méthode n’est pas permise ici."),
    413: (t.CORPS_TROP_GRAND, "Le corps de la requête est trop grand."),
    415: (t.TYPE_DE_CONTENU, "Envoyez du JSON (application/json)."),
    500: (t.ERREUR_INTERNE, "Une erreur s’est produite. Rien n’a été enregistré ; réessayez dans un instant."),
    503: (t.SERVICE_INDISPONIBLE, "Le service reprend dans un instant. Réessayez."),
}
