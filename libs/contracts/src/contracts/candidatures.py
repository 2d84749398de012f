"""Events of the service candidatures. Public: ids and facts, never who the person is nor what they earn."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from contracts.envelope import Event


class StatutCandidature(StrEnum):
    """Where a candidature stands. The guide shows the first as « En attente »."""

    DEPOSEE = "deposee"
    VALIDEE = "validee"
    INVALIDEE = "invalidee"
    ANNULEE = "annulee"
    TRANSMISE_BAILLEUR = "transmise_bailleur"
    VISITE_PROPOSEE = "visite_proposee"
    VISITE_EFFECTUEE = "visite_effectuee"
    ATTRIBUEE = "attribuee"
    ATTRIBUEE_EN_RANG = "attribuee_en_rang"
    ATTRIBUEE_SOUS_CONDITION = "attribuee_sous_condition"
    NON_ATTRIBUEE = "non_attribuee"
    IRRECEVABLE = "irrecevable"
    ACCEPTEE = "acceptee"
    REFUSEE = "refusee"
    BAIL_SIGNE = "bail_signe"
    ENTREE = "entree"
    SANS_SUITE = "sans_suite"


class Etape(StrEnum):
    """The six steps that the guide #6 draws under a candidature."""

    JE_POSTULE = "je_postule"
    VALIDATIONS = "validations"
    ENVOI_BAILLEUR = "envoi_bailleur"
    VISITE = "visite"
    COMMISSION = "commission_logement"
    ENTREE = "entrer_dans_les_lieux"


class _EtatCandidature(Event):
    KEY: ClassVar[str] = "candidature_id"

    candidature_id: str
    compte_id: str
    demande_id: str
    offre_id: str
    bailleur_id: str
    statut: StatutCandidature
    etape: Etape
    active: bool
    """True while it holds the salarié's only place."""
    deposee_le: AwareDatetime
    motif: str | None = None
    """Code of the reason of an invalidation, a refusal, a rejection or a closing."""
    visite_le: AwareDatetime | None = None
    commission_le: date | None = None
    rang: int | None = None
    """Rank of an attribution en rang: 1 is first."""
    condition: str | None = None
    """Code of the missing document of an attribution sous condition suspensive."""
    condition_avant: date | None = None
    """Last day on which that document may come."""
    repondre_avant: date | None = None
    """Last day, until 24:00 in the département of the demande, on which the salarié may answer (CCH R. 441-10)."""
    bail_signe_le: date | None = None
    """Day of the lease, as the bailleur tells it."""
    grille: str | None = None
    """Version of the cotation grid that ranked it."""
    le: AwareDatetime


class CandidatureDeposee(_EtatCandidature):
    """« Je postule »."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.deposee.v1"


class CandidatureAnnulee(_EtatCandidature):
    """« Annuler cette candidature », by the salarié, before the transmission."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.annulee.v1"


class CandidatureValidee(_EtatCandidature):
    """A conseiller validated the dossier."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.validee.v1"


class CandidatureInvalidee(_EtatCandidature):
    """A conseiller invalidated the dossier: the salarié may apply elsewhere at once."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.invalidee.v1"


class CandidatureTransmise(_EtatCandidature):
    """Sent to the bailleur with the other dossiers; it can no longer be cancelled."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.transmise.v1"


class VisiteProposee(_EtatCandidature):
    """The bailleur proposed a visit."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.visite_proposee.v1"


class VisiteEffectuee(_EtatCandidature):
    """The salarié visited the home."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.visite_effectuee.v1"


class CandidatureAttribuee(_EtatCandidature):
    """The CALEOL decided an attribution: plain, with a rank, or sous condition suspensive (CCH R. 441-3)."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.attribuee.v1"


class CandidatureRejetee(_EtatCandidature):
    """The CALEOL decided a non-attribution or an irrecevabilité (CCH R. 441-3)."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.rejetee.v1"


class CandidatureAcceptee(_EtatCandidature):
    """The salarié accepted the home."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.acceptee.v1"


class CandidatureRefusee(_EtatCandidature):
    """The salarié refused the home, or let the delay pass: silence is a refusal (CCH R. 441-10)."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.refusee.v1"


class CandidatureClassee(_EtatCandidature):
    """Closed without suite: the home went to another or was withdrawn, or the demande or account was deleted."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.classee.v1"


class BailSigne(_EtatCandidature):
    """The lease is signed: the demande is struck off its register with reason attribution."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.bail_signe.v1"


class EntreeDansLesLieux(_EtatCandidature):
    """The keys were handed over."""

    TYPE: ClassVar[str] = "fr.alin.candidatures.candidature.entree.v1"


EVENTS: tuple[type[Event], ...] = (
    CandidatureDeposee,
    CandidatureAnnulee,
    CandidatureValidee,
    CandidatureInvalidee,
    CandidatureTransmise,
    VisiteProposee,
    VisiteEffectuee,
    CandidatureAttribuee,
    CandidatureRejetee,
    CandidatureAcceptee,
    CandidatureRefusee,
    CandidatureClassee,
    BailSigne,
    EntreeDansLesLieux,
)
