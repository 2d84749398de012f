"""Problems of the service demande-import."""

from contracts.problemes.modele import Probleme

DEPARTEMENT_INCONNU = Probleme("departement_inconnu", 422, "Département inconnu")
NUMERO_INVALIDE = Probleme("numero_invalide", 422, "Numéro unique invalide")
DEMANDE_DEJA_IMPORTEE = Probleme("demande_deja_importee", 409, "Vous avez déjà une demande sur AL’in")
NUMERO_DEJA_RATTACHE = Probleme("numero_deja_rattache", 409, "Cette demande est rattachée à un autre compte")
CODE_NON_ATTENDU = Probleme("code_non_attendu", 409, "Aucun code n’est attendu")
CODE_INCORRECT = Probleme("code_incorrect", 409, "Code de sécurité incorrect")
CODE_EXPIRE = Probleme("code_expire", 409, "Ce code de sécurité a expiré")
ESSAIS_EPUISES = Probleme("essais_epuises", 409, "Trop d’essais avec ce code")
AUCUNE_DEMANDE = Probleme("aucune_demande", 404, "Aucune demande importée")
DEMANDE_RADIEE = Probleme("demande_radiee", 409, "Cette demande est radiée")
CODEMANDEUR_ABSENT = Probleme("codemandeur_absent", 409, "Cette demande n’a pas de codemandeur")
SIRET_ABSENT = Probleme("siret_absent", 409, "Le N° SIRET de l’employeur manque")
SIRET_INVALIDE = Probleme("siret_invalide", 422, "N° SIRET invalide")
CODE_ENTREPRISE_INCORRECT = Probleme("code_entreprise_incorrect", 409, "Code entreprise incorrect")
CONSENTEMENT_NON_PROPOSE = Probleme("consentement_non_propose", 409, "Votre entreprise ne propose pas ce choix")
COMPLEMENTS_MANQUANTS = Probleme("complements_manquants", 409, "Des informations sont à compléter pour AL’in")
PIECES_MANQUANTES = Probleme("pieces_manquantes", 409, "Des pièces restent à confirmer")
REFUSEE_PAR_EMPLOYEUR = Probleme("refusee_par_employeur", 409, "Votre entreprise n’a pas validé cette demande")
ATTRIBUTION_EN_COURS = Probleme("attribution_en_cours", 409, "Un logement vous est attribué")
VALIDATION_NON_ATTENDUE = Probleme("validation_non_attendue", 409, "Cette demande n’attend pas votre validation")
ENTREPRISE_INCONNUE = Probleme("entreprise_inconnue", 404, "Entreprise inconnue d’AL’in")
ENTREPRISE_DEJA_DECLAREE = Probleme("entreprise_deja_declaree", 409, "Cette entreprise est déjà déclarée")

CODES: tuple[Probleme, ...] = (
    DEPARTEMENT_INCONNU,
    NUMERO_INVALIDE,
    DEMANDE_DEJA_IMPORTEE,
    NUMERO_DEJA_RATTACHE,
    CODE_NON_ATTENDU,
    CODE_INCORRECT,
    CODE_EXPIRE,
    ESSAIS_EPUISES,
    AUCUNE_DEMANDE,
    DEMANDE_RADIEE,
    CODEMANDEUR_ABSENT,
    SIRET_ABSENT,
    SIRET_INVALIDE,
    CODE_ENTREPRISE_INCORRECT,
    CONSENTEMENT_NON_PROPOSE,
    COMPLEMENTS_MANQUANTS,
    PIECES_MANQUANTES,
    REFUSEE_PAR_EMPLOYEUR,
    ATTRIBUTION_EN_COURS,
    VALIDATION_NON_ATTENDUE,
    ENTREPRISE_INCONNUE,
    ENTREPRISE_DEJA_DECLAREE,
)
