"""The rule of passwords, as the guide #2 says it on the screen « Mise à jour du mot de passe »."""

from enum import StrEnum

from identity.domain.communs import trop_courant

LONGUEUR_MINIMALE = 8
LONGUEUR_MAXIMALE = 128
REGLE = (
    "Votre mot de passe doit contenir au moins 8 caractères, doit contenir au moins 1 chiffre(s), ne doit pas être "
    "identique au nom d’utilisateur, doit contenir au moins 1 lettre(s) en majuscule et doit contenir au moins 1 "
    "lettre(s) en minuscule."
)


class Manque(StrEnum):
    """What a password lacks; the value is the sentence shown."""

    LONGUEUR = "Il faut au moins 8 caractères."
    TROP_LONG = "Il faut au plus 128 caractères."
    CHIFFRE = "Il faut au moins 1 chiffre."
    MAJUSCULE = "Il faut au moins 1 lettre en majuscule."
    MINUSCULE = "Il faut au moins 1 lettre en minuscule."
    NOM_UTILISATEUR = "Il doit être différent du nom d’utilisateur."
    COURANT = "Il est trop courant : beaucoup de personnes l’ont choisi, il serait vite deviné."


def manques(mot_de_passe: str, nom_utilisateur: str) -> tuple[Manque, ...]:
    """Every rule that the password breaks, in the order of the screen; none when it is good (guide #2).

    The user name is the e-mail; case does not make a difference there. A password that the screen's rule lets through
    and that everybody has is refused as well, and told so (OWASP ASVS 2.1.7).
    """
    fautes = {
        Manque.LONGUEUR: len(mot_de_passe) < LONGUEUR_MINIMALE,
        Manque.TROP_LONG: len(mot_de_passe) > LONGUEUR_MAXIMALE,
        Manque.CHIFFRE: not any(signe.isdigit() for signe in mot_de_passe),
        Manque.MAJUSCULE: not any(signe.isupper() for signe in mot_de_passe),
        Manque.MINUSCULE: not any(signe.islower() for signe in mot_de_passe),
        Manque.NOM_UTILISATEUR: mot_de_passe.casefold() == nom_utilisateur.casefold(),
    }
    trouvees = tuple(manque for manque, presente in fautes.items() if presente)
    return trouvees or ((Manque.COURANT,) if trop_courant(mot_de_passe) else ())
