"""What cannot be done, each by its name, with the sentence a person reads."""


class Refuse(Exception):
    """A rule says no."""

    explication = ""
    champ: str | None = None


class CodeNonAttendu(Refuse):
    explication = "Aucun code n’est attendu pour cette demande. Recommencez depuis « Saisir ma demande »."


class CodeExpire(Refuse):
    explication = "Ce code a expiré : il est valable 24 heures. Demandez un nouveau code."
    champ = "code"


class EssaisEpuises(Refuse):
    explication = "Ce code ne peut plus être essayé. Demandez un nouveau code."
    champ = "code"


class CodeIncorrect(Refuse):
    champ = "code"

    def __init__(self, essais_restants: int) -> None:
        super().__init__()
        reste = {0: "Il ne reste aucun essai", 1: "Il reste un essai"}
        self.explication = (
            "Ce code de sécurité est incorrect. Vérifiez l’e-mail reçu, ou demandez un nouveau code. "
            f"{reste.get(essais_restants, f'Il reste {essais_restants} essais')}."
        )


class DemandeRadiee(Refuse):
    explication = "Votre demande est radiée. Renouvelez-la sur son site d’enregistrement, puis importez-la à nouveau."


class CodemandeurAbsent(Refuse):
    explication = "Votre demande n’a pas de codemandeur : rattachez-la à votre propre entreprise."
    champ = "rattachement"


class SiretAbsent(Refuse):
    explication = (
        "Le N° SIRET de l’employeur est obligatoire. Saisissez-le sur le site d’enregistrement de votre demande, "
        "puis cliquez sur « Mettre à jour »."
    )
    champ = "rattachement"


class CodeEntrepriseIncorrect(Refuse):
    explication = "Le code entreprise est incorrect. Rapprochez-vous de l’employeur pour l’obtenir."
    champ = "code_entreprise"


class CodeEntrepriseRequis(CodeEntrepriseIncorrect):
    explication = "Cette entreprise a défini un code : renseignez-le. Rapprochez-vous de l’employeur pour l’obtenir."


class ConsentementNonPropose(Refuse):
    explication = "La politique de cette entreprise ne propose pas ce choix. Choisissez parmi les choix proposés."
    champ = "consentement"


class ComplementsManquants(Refuse):
    explication = "Complétez d’abord les informations demandées pour AL’in : employeur et données personnelles."


class PiecesInconnues(Refuse):
    explication = "Une de ces pièces n’est pas demandée. Rechargez la liste de vos pièces."
    champ = "deposees"


class PiecesManquantes(Refuse):
    explication = "Pour valider votre dossier, confirmez le dépôt de toutes les pièces."

    def __init__(self, libelles: dict[str, str]) -> None:
        super().__init__()
        self.libelles = libelles
        """By id of pièce."""


class RefuseeParEmployeur(Refuse):
    explication = (
        "Votre entreprise n’a pas validé cette demande. Rapprochez-vous d’elle, ou modifiez votre choix concernant "
        "vos données personnelles."
    )


class AttributionEnCours(Refuse):
    explication = "Un logement vous est attribué et vous l’avez accepté : la demande ne peut plus être supprimée ici."


class ValidationNonAttendue(Refuse):
    explication = "Cette demande n’attend pas votre validation."
