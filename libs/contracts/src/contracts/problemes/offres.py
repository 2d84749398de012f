"""Problems of the service offres."""

from contracts.problemes.modele import Probleme

DOSSIER_NON_VALIDE = Probleme("dossier_non_valide", 403, "Votre dossier n’est pas encore validé")
OFFRE_NON_MODIFIABLE = Probleme("offre_non_modifiable", 409, "Cette offre ne peut plus changer")
BAILLEUR_INCONNU = Probleme("bailleur_inconnu", 409, "Bailleur inconnu")
BAILLEUR_DEJA_DECLARE = Probleme("bailleur_deja_declare", 409, "Bailleur déjà déclaré")

CODES: tuple[Probleme, ...] = (DOSSIER_NON_VALIDE, OFFRE_NON_MODIFIABLE, BAILLEUR_INCONNU, BAILLEUR_DEJA_DECLARE)
