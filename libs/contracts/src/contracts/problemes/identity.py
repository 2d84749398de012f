"""Problems of the service identity."""

from contracts.problemes.modele import Probleme

IDENTIFIANTS_INVALIDES = Probleme("identifiants_invalides", 401, "Email ou mot de passe incorrect")
CODE_TOTP_REQUIS = Probleme("code_totp_requis", 401, "Code de vérification requis")
CODE_TOTP_INVALIDE = Probleme("code_totp_invalide", 401, "Code de vérification incorrect")
SESSION_FERMEE = Probleme("session_fermee", 401, "Session fermée")
TROP_D_ESSAIS = Probleme("trop_d_essais", 429, "Trop d’essais")
LIEN_INVALIDE = Probleme("lien_invalide", 404, "Lien inconnu")
LIEN_PERIME = Probleme("lien_perime", 410, "Lien expiré")
LIEN_DEJA_UTILISE = Probleme("lien_deja_utilise", 410, "Lien déjà utilisé")
JETON_MOT_DE_PASSE_INVALIDE = Probleme(
    "jeton_mot_de_passe_invalide", 410, "Ce mot de passe ne peut plus être choisi ici"
)
MOT_DE_PASSE_REFUSE = Probleme("mot_de_passe_refuse", 422, "Mot de passe à corriger")
MOT_DE_PASSE_INCORRECT = Probleme("mot_de_passe_incorrect", 403, "Mot de passe incorrect")
EMAIL_DEJA_UTILISE = Probleme("email_deja_utilise", 409, "Cette adresse e-mail a déjà un compte")
COMPTE_HORS_PERSONNEL = Probleme("compte_hors_personnel", 409, "Ce compte n’est pas celui d’un membre du personnel")
COMPTE_SUSPENDU = Probleme("compte_suspendu", 409, "Compte suspendu")
PROPRE_COMPTE = Probleme("propre_compte", 409, "C’est votre propre compte")

CODES: tuple[Probleme, ...] = (
    IDENTIFIANTS_INVALIDES,
    CODE_TOTP_REQUIS,
    CODE_TOTP_INVALIDE,
    SESSION_FERMEE,
    TROP_D_ESSAIS,
    LIEN_INVALIDE,
    LIEN_PERIME,
    LIEN_DEJA_UTILISE,
    JETON_MOT_DE_PASSE_INVALIDE,
    MOT_DE_PASSE_REFUSE,
    MOT_DE_PASSE_INCORRECT,
    EMAIL_DEJA_UTILISE,
    COMPTE_HORS_PERSONNEL,
    COMPTE_SUSPENDU,
    PROPRE_COMPTE,
)
