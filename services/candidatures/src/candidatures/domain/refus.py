"""What cannot be done to a candidature, each by its name, with the sentence a person reads."""

from contracts.candidatures import StatutCandidature

LIBELLES: dict[StatutCandidature, str] = {
    StatutCandidature.DEPOSEE: "En attente",
    StatutCandidature.VALIDEE: "Validée par Action Logement",
    StatutCandidature.INVALIDEE: "Non validée par Action Logement",
    StatutCandidature.ANNULEE: "Annulée",
    StatutCandidature.TRANSMISE_BAILLEUR: "Transmise au bailleur",
    StatutCandidature.VISITE_PROPOSEE: "Visite proposée",
    StatutCandidature.VISITE_EFFECTUEE: "Visite effectuée",
    StatutCandidature.ATTRIBUEE: "Logement attribué",
    StatutCandidature.ATTRIBUEE_EN_RANG: "Logement attribué en rang",
    StatutCandidature.ATTRIBUEE_SOUS_CONDITION: "Logement attribué sous condition",
    StatutCandidature.NON_ATTRIBUEE: "Logement non attribué",
    StatutCandidature.IRRECEVABLE: "Candidature irrecevable",
    StatutCandidature.ACCEPTEE: "Logement accepté",
    StatutCandidature.REFUSEE: "Logement refusé",
    StatutCandidature.BAIL_SIGNE: "Bail signé",
    StatutCandidature.ENTREE: "Entrée dans les lieux",
    StatutCandidature.SANS_SUITE: "Classée sans suite",
}


class TransitionImpossible(Exception):
    """The candidature stands where this gesture has no meaning."""

    def __init__(self, statut: StatutCandidature, geste: str) -> None:
        super().__init__(f"{type(self).__name__}: {geste} ({statut.value})")
        self.statut, self.geste = statut, geste

    @property
    def explication(self) -> str:
        """For the person who asked."""
        return f"On ne peut pas {self.geste} : la candidature est « {LIBELLES[self.statut]} »."


class CandidatureArchivee(TransitionImpossible):
    """It is archived: nothing changes it any more."""


class DejaTransmise(TransitionImpossible):
    """The bailleur has the dossier: it can't be cancelled (guide #6)."""

    @property
    def explication(self) -> str:
        return "Votre dossier a été transmis au bailleur : cette candidature ne peut plus être annulée."


class DelaiPasse(TransitionImpossible):
    """The delay is over (CCH R. 441-10)."""

    @property
    def explication(self) -> str:
        return f"Le délai est passé : on ne peut plus {self.geste}."


class DelaiEnCours(TransitionImpossible):
    """The delay still runs, or none was opened."""

    @property
    def explication(self) -> str:
        return "Le délai n’est pas encore passé."


class DelaiTropCourt(TransitionImpossible):
    """Less than ten days to answer (CCH R. 441-10)."""

    @property
    def explication(self) -> str:
        return "Le délai de réponse est d’au moins 10 jours (CCH R. 441-10)."


class RangEnAttente(TransitionImpossible):
    """Another applicant, before in rank, has not answered."""

    @property
    def explication(self) -> str:
        return "Un candidat classé avant vous n’a pas encore répondu. Vous serez averti si le logement vous revient."


class RangInvalide(TransitionImpossible):
    """Ranks start at 1."""

    @property
    def explication(self) -> str:
        return "Le rang commence à 1."


class DateFuture(TransitionImpossible):
    """A fact is told on its day or later."""

    @property
    def explication(self) -> str:
        return "Cette date est dans le futur."


class VisitePassee(TransitionImpossible):
    """A visit is proposed for later."""

    @property
    def explication(self) -> str:
        return "Cette visite est déjà passée : proposez une date à venir."


class ConditionDejaPassee(TransitionImpossible):
    """The document is asked for a day that is past."""

    @property
    def explication(self) -> str:
        return "La date limite de la condition est déjà passée."
