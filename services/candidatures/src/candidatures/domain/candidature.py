"""A candidature and every step it may take (guide #6; CCH R. 441-3 and R. 441-10). Pure: the caller gives the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from candidatures.domain.cotation import Cotation
from candidatures.domain.refus import (
    CandidatureArchivee,
    ConditionDejaPassee,
    DateFuture,
    DejaTransmise,
    DelaiEnCours,
    DelaiPasse,
    DelaiTropCourt,
    RangEnAttente,
    RangInvalide,
    TransitionImpossible,
    VisitePassee,
)
from contracts.candidatures import Etape, StatutCandidature
from referentiel.jours import expire_a, fin_de_delai, fuseau

S = StatutCandidature
DELAI_MINIMAL = 10
"""Days that the applicant has to answer, at least (CCH R. 441-10)."""
DEMANDE_EFFACEE = "efface"
ARCHIVES = frozenset({S.ANNULEE, S.INVALIDEE, S.NON_ATTRIBUEE, S.IRRECEVABLE, S.REFUSEE, S.SANS_SUITE, S.ENTREE})
CHEZ_LE_BAILLEUR = frozenset({S.TRANSMISE_BAILLEUR, S.VISITE_PROPOSEE, S.VISITE_EFFECTUEE})
EN_REPONSE = frozenset({S.ATTRIBUEE, S.ATTRIBUEE_EN_RANG})
RETENUES = EN_REPONSE | {S.ATTRIBUEE_SOUS_CONDITION, S.ACCEPTEE, S.BAIL_SIGNE}
ETAPES: dict[S, Etape] = {
    S.DEPOSEE: Etape.JE_POSTULE,
    S.VALIDEE: Etape.VALIDATIONS,
    S.INVALIDEE: Etape.VALIDATIONS,
    S.TRANSMISE_BAILLEUR: Etape.ENVOI_BAILLEUR,
    S.VISITE_PROPOSEE: Etape.VISITE,
    S.VISITE_EFFECTUEE: Etape.VISITE,
    S.ATTRIBUEE: Etape.COMMISSION,
    S.ATTRIBUEE_EN_RANG: Etape.COMMISSION,
    S.ATTRIBUEE_SOUS_CONDITION: Etape.COMMISSION,
    S.NON_ATTRIBUEE: Etape.COMMISSION,
    S.IRRECEVABLE: Etape.COMMISSION,
    S.ACCEPTEE: Etape.COMMISSION,
    S.REFUSEE: Etape.COMMISSION,
    S.BAIL_SIGNE: Etape.ENTREE,
    S.ENTREE: Etape.ENTREE,
}


@dataclass(frozen=True, slots=True)
class Attribution:
    """The home goes to this applicant."""


@dataclass(frozen=True, slots=True)
class AttributionEnRang:
    """The home goes to this applicant if those of a lower rank refuse it; 1 is first."""

    rang: int


@dataclass(frozen=True, slots=True)
class AttributionSousCondition:
    """The home goes to this applicant if the missing document (`condition`) comes by `avant`, included."""

    condition: str
    avant: date


@dataclass(frozen=True, slots=True)
class NonAttribution:
    """The home does not go to this applicant."""

    motif: str


@dataclass(frozen=True, slots=True)
class Irrecevabilite:
    """The law does not let this applicant have the home."""

    motif: str


Decision = Attribution | AttributionEnRang | AttributionSousCondition | NonAttribution | Irrecevabilite


@dataclass(frozen=True, slots=True)
class Candidature:
    """One salarié's application to one offer. `departement` (of the demande) sets the calendar of its delays."""

    id: str
    compte_id: str
    demande_id: str
    offre_id: str
    bailleur_id: str
    departement: str
    deposee_le: datetime
    le: datetime
    cotation: Cotation
    version: int = 1
    statut: S = S.DEPOSEE
    statut_avant: S | None = None
    """Where it stood when it was cancelled or closed."""
    motif: str | None = None
    transmise_le: datetime | None = None
    visite_le: datetime | None = None
    visite_constatee: bool = False
    commission_le: date | None = None
    rang: int | None = None
    condition: str | None = None
    condition_avant: date | None = None
    repondre_avant: date | None = None
    bail_signe_le: date | None = None

    @property
    def active(self) -> bool:
        """It holds the salarié's only place (guide #6)."""
        return self.statut not in ARCHIVES

    @property
    def annulable(self) -> bool:
        """« Tant que votre dossier n'a pas été transmis au bailleur » (guide #6)."""
        return self.statut in (S.DEPOSEE, S.VALIDEE)

    @property
    def etape(self) -> Etape:
        """The last step it reached."""
        return ETAPES[self.statut_avant or self.statut]

    @property
    def echeance(self) -> datetime | None:
        """First instant that is too late for what is awaited: the answer, or the missing document."""
        dernier = self.condition_avant if self.statut is S.ATTRIBUEE_SOUS_CONDITION else self.repondre_avant
        attendue = self.statut is S.ATTRIBUEE_SOUS_CONDITION or self.statut in EN_REPONSE
        return expire_a(dernier, self.departement) if attendue and dernier else None

    def annuler(self, le: datetime) -> Candidature:
        """« Annuler cette candidature ». Raise DejaTransmise, CandidatureArchivee."""
        self._vivante("annuler")
        if not self.annulable:
            raise DejaTransmise(self.statut, "annuler")
        return self._vers(S.ANNULEE, le, statut_avant=self.statut)

    def valider(self, le: datetime) -> Candidature:
        """The conseiller validates the dossier."""
        self._depuis("valider", S.DEPOSEE)
        return self._vers(S.VALIDEE, le)

    def invalider(self, motif: str, le: datetime) -> Candidature:
        """The conseiller invalidates it; also one validated too soon, while it is not transmitted."""
        self._depuis("invalider", S.DEPOSEE, S.VALIDEE)
        return self._vers(S.INVALIDEE, le, motif=motif)

    def transmettre(self, le: datetime) -> Candidature:
        """The dossier goes to the bailleur: it can no longer be cancelled."""
        self._depuis("transmettre", S.VALIDEE)
        return self._vers(S.TRANSMISE_BAILLEUR, le, transmise_le=le)

    def proposer_visite(self, visite_le: datetime, le: datetime) -> Candidature:
        """A visit, before the commission or after it (guide #6, step 7): then the statut does not go back.

        Raise VisitePassee.
        """
        self._depuis("proposer une visite", S.TRANSMISE_BAILLEUR, S.VISITE_PROPOSEE, *EN_REPONSE, S.ACCEPTEE)
        if visite_le < le:
            raise VisitePassee(self.statut, "proposer une visite")
        suivant = S.VISITE_PROPOSEE if self.statut in CHEZ_LE_BAILLEUR else self.statut
        return self._vers(suivant, le, visite_le=visite_le)

    def constater_visite(self, le: datetime) -> Candidature:
        """The salarié saw the home."""
        self._depuis("constater la visite", S.VISITE_PROPOSEE, *EN_REPONSE, S.ACCEPTEE)
        if self.visite_le is None or self.visite_constatee:
            raise TransitionImpossible(self.statut, "constater la visite")
        suivant = S.VISITE_EFFECTUEE if self.statut is S.VISITE_PROPOSEE else self.statut
        return self._vers(suivant, le, visite_constatee=True)

    def decider(
        self, decision: Decision, commission_le: date, le: datetime, *, jours: int = DELAI_MINIMAL, ouvre: bool = True
    ) -> Candidature:
        """The CALEOL's decision (CCH R. 441-3), notified at `le`. `ouvre`: the rank is the one to answer now.

        Raise DateFuture, DelaiTropCourt, RangInvalide, ConditionDejaPassee, TransitionImpossible.
        """
        self._depuis("décider", *CHEZ_LE_BAILLEUR)
        if commission_le > self._jour(le):
            raise DateFuture(self.statut, "décider")
        examinee = replace(self, commission_le=commission_le)
        match decision:
            case Attribution():
                return examinee._notifier(S.ATTRIBUEE, le, jours)
            case AttributionEnRang(rang):
                if rang < 1:
                    raise RangInvalide(self.statut, "décider")
                classee = replace(examinee, rang=rang)
                if not ouvre:
                    return classee._vers(S.ATTRIBUEE_EN_RANG, le)
                return classee._notifier(S.ATTRIBUEE_EN_RANG, le, jours)
            case AttributionSousCondition(condition, avant):
                if avant < self._jour(le):
                    raise ConditionDejaPassee(self.statut, "décider")
                return examinee._vers(S.ATTRIBUEE_SOUS_CONDITION, le, condition=condition, condition_avant=avant)
            case NonAttribution(motif):
                return examinee._vers(S.NON_ATTRIBUEE, le, motif=motif)
            case Irrecevabilite(motif):
                return examinee._vers(S.IRRECEVABLE, le, motif=motif)

    def promouvoir(self, le: datetime, jours: int = DELAI_MINIMAL) -> Candidature:
        """Those before in rank are out: the home is now this applicant's, who has the whole delay to answer."""
        self._depuis("proposer le logement", S.ATTRIBUEE_EN_RANG)
        if self.repondre_avant is not None:
            raise TransitionImpossible(self.statut, "proposer le logement")
        return self._notifier(S.ATTRIBUEE, le, jours)

    def lever_condition(self, le: datetime, jours: int = DELAI_MINIMAL) -> Candidature:
        """The missing document came in time: the delay to answer starts. Raise DelaiPasse."""
        self._depuis("lever la condition", S.ATTRIBUEE_SOUS_CONDITION)
        self._a_temps(le, "lever la condition")
        return self._notifier(S.ATTRIBUEE, le, jours)

    def accepter(self, le: datetime) -> Candidature:
        """The salarié takes the home. Raise DelaiPasse, RangEnAttente."""
        self._depuis("accepter", *EN_REPONSE)
        if self.repondre_avant is None:
            raise RangEnAttente(self.statut, "accepter")
        self._a_temps(le, "accepter")
        return self._vers(S.ACCEPTEE, le)

    def refuser(self, le: datetime) -> Candidature:
        """The salarié does not take the home; one who waits for a rank may leave too. Raise DelaiPasse."""
        self._depuis("refuser", *EN_REPONSE)
        self._a_temps(le, "refuser")
        return self._vers(S.REFUSEE, le, motif="refus")

    def echoir(self, le: datetime) -> Candidature:
        """The delay is over: silence is a refusal (R. 441-10), a condition that nothing lifted a non-attribution."""
        self._depuis("échoir", *EN_REPONSE, S.ATTRIBUEE_SOUS_CONDITION)
        echeance = self.echeance
        if echeance is None or le < echeance:
            raise DelaiEnCours(self.statut, "échoir")
        if self.statut is S.ATTRIBUEE_SOUS_CONDITION:
            return self._vers(S.NON_ATTRIBUEE, le, motif="condition_non_levee")
        return self._vers(S.REFUSEE, le, motif="silence")

    def signer_bail(self, signe_le: date, le: datetime) -> Candidature:
        """The lease is signed: the demande will be struck off. Raise DateFuture."""
        self._depuis("signer le bail", S.ACCEPTEE)
        if signe_le > self._jour(le):
            raise DateFuture(self.statut, "signer le bail")
        return self._vers(S.BAIL_SIGNE, le, bail_signe_le=signe_le)

    def entrer(self, le: datetime) -> Candidature:
        """« Entrer dans les lieux »: the last step; the place is free again."""
        self._depuis("entrer dans les lieux", S.BAIL_SIGNE)
        return self._vers(S.ENTREE, le)

    def classer(self, motif: str, le: datetime) -> Candidature:
        """Close without suite: the home or the demande is gone. Never after the lease."""
        self._vivante("classer sans suite")
        if self.statut is S.BAIL_SIGNE:
            raise TransitionImpossible(self.statut, "classer sans suite")
        return self._vers(S.SANS_SUITE, le, motif=motif, statut_avant=self.statut)

    def recoter(self, cotation: Cotation, le: datetime) -> Candidature:
        """The demande changed before the transmission: its points follow, by the grid that ranked it first."""
        self._depuis("recalculer les points", S.DEPOSEE, S.VALIDEE)
        return self._vers(self.statut, le, cotation=cotation)

    def anonymiser(self, compte_id: str, le: datetime) -> Candidature:
        """The account is erased: who it was, which demande, and why it had its points are forgotten."""
        oubli = Cotation(self.cotation.grille, self._jour(self.deposee_le))
        return self._vers(self.statut, le, compte_id=compte_id, demande_id=DEMANDE_EFFACEE, cotation=oubli)

    def _notifier(self, statut: S, le: datetime, jours: int) -> Candidature:
        if jours < DELAI_MINIMAL:
            raise DelaiTropCourt(self.statut, "notifier")
        return self._vers(statut, le, repondre_avant=fin_de_delai(le, jours, self.departement))

    def _vers(self, statut: S, le: datetime, **faits: object) -> Candidature:
        return replace(self, statut=statut, le=le, version=self.version + 1, **faits)  # type: ignore[arg-type]

    def _vivante(self, geste: str) -> None:
        if not self.active:
            raise CandidatureArchivee(self.statut, geste)

    def _depuis(self, geste: str, *permis: S) -> None:
        self._vivante(geste)
        if self.statut not in permis:
            raise TransitionImpossible(self.statut, geste)

    def _a_temps(self, le: datetime, geste: str) -> None:
        echeance = self.echeance
        if echeance is not None and le >= echeance:
            raise DelaiPasse(self.statut, geste)

    def _jour(self, le: datetime) -> date:
        return le.astimezone(fuseau(self.departement)).date()
