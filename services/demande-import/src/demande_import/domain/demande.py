"""The demande on AL’in: three sections, then a validated dossier (guide #3, #4). Pure: the caller gives the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from contracts.demande_import import Consentement, StatutDemande
from demande_import.domain import refus
from demande_import.domain.dates import plus_mois
from demande_import.domain.dossier import Adulte, Dossier, MotifRadiation, Valeur
from demande_import.domain.entreprise import Entreprise, choix_de
from demande_import.domain.pieces import Piece, pieces

S = StatutDemande
CODE_UNE_FOIS_AVANT = datetime(2021, 4, 19, 22, tzinfo=UTC)
"""20/04/2021 in Paris: demandes created on AL’in before it need one code at their next update (guide #4)."""
PREAVIS_MOIS = 1
SURSIS_MOIS = 1
"""Not renewed: struck off 13 months after the last deposit or renewal, one after the end of validity."""
CONSERVATION = timedelta(days=365)
"""Named data are kept one year after the radiation."""


class Rattachement(StrEnum):
    """Whose firm the demande is attached to."""

    DEMANDEUR = "demandeur"
    CODEMANDEUR = "codemandeur"


class Complements(Valeur):
    """Section 2. `siret` is the register's, valid when it was attached."""

    rattachement: Rattachement
    siret: str
    nom_employeur: str
    plusieurs_employeurs: bool
    consentement: Consentement
    entreprise_eligible: bool = False


class Demande(Valeur):
    """One demande of one account."""

    id: str
    version: int = 1
    compte_id: str
    registre: str
    numero: str
    cle_numero: str
    """HMAC of the number: what the unique index sees."""
    statut: S = S.A_COMPLETER
    dossier: Dossier
    complements: Complements | None = None
    pieces_au: date
    """The day whose pièces are asked for: import or last update."""
    deposees: tuple[str, ...] = ()
    importee_le: datetime
    creee_sur_alin_le: datetime
    verifiee_le: datetime | None
    """When a code last proved who holds the number; None for a demande older than codes."""
    mise_a_jour_le: datetime | None = None
    validee_le: datetime | None = None
    motif_refus: str | None = None
    bail_signe_le: date | None = None
    radiee_le: datetime | None = None
    motif_radiation: MotifRadiation | None = None
    le: datetime

    @property
    def vivante(self) -> bool:
        """It holds the account's place, and the number."""
        return self.statut is not S.RADIEE

    @property
    def code_requis(self) -> bool:
        """Its next update needs one security code (guide #4)."""
        return self.verifiee_le is None and self.creee_sur_alin_le < CODE_UNE_FOIS_AVANT

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Section 3."""
        return pieces(self.dossier, self.pieces_au)

    @property
    def manquantes(self) -> tuple[Piece, ...]:
        """The pièces that are not ticked."""
        return tuple(piece for piece in self.pieces if piece.id not in self.deposees)

    @property
    def preavis_le(self) -> date:
        """From this day on, the renewal is asked for."""
        return plus_mois(self.dossier.valide_jusqu_au, -PREAVIS_MOIS)

    @property
    def radiable_le(self) -> date:
        """The first day on which, not renewed, it is struck off."""
        return plus_mois(self.dossier.valide_jusqu_au, SURSIS_MOIS)

    @property
    def rattachee_a(self) -> Adulte:
        """The adult whose firm it is; the demandeur until it is said."""
        qui = self.complements.rattachement if self.complements else Rattachement.DEMANDEUR
        return adulte(self.dossier, qui) or self.dossier.demandeur

    def _vers(self, le: datetime, **changements: object) -> Demande:
        return self.model_copy(update={"version": self.version + 1, "le": le, **changements})

    def _vivante(self) -> None:
        if not self.vivante:
            raise refus.DemandeRadiee

    def completer(self, complements: Complements, le: datetime) -> Demande:
        """Section 2 is given: the pièces come next. Ticks are kept."""
        self._vivante()
        return self._vers(le, complements=complements, statut=S.PIECES_A_CONFIRMER, validee_le=None, motif_refus=None)

    def confirmer_pieces(self, deposees: frozenset[str], le: datetime) -> Demande:
        """The ticks. One taken back from a validated dossier opens it again. Raise PiecesInconnues."""
        self._vivante()
        connues = [piece.id for piece in self.pieces]
        if not deposees <= set(connues):
            raise refus.PiecesInconnues
        cochees = tuple(cle for cle in connues if cle in deposees)
        rouverte = self.statut in (S.VALIDEE, S.ATTENTE_EMPLOYEUR) and len(cochees) < len(connues)
        statut = S.PIECES_A_CONFIRMER if rouverte else self.statut
        return self._vers(le, deposees=cochees, statut=statut)

    def valider(self, le: datetime, *, avis_requis: bool) -> Demande:
        """« Valider mon dossier »; `avis_requis`: the firm’s policy asks for its own validation first.

        Raise ComplementsManquants, PiecesManquantes, RefuseeParEmployeur.
        """
        self._vivante()
        if self.complements is None:
            raise refus.ComplementsManquants
        if self.statut is S.REFUSEE_EMPLOYEUR:
            raise refus.RefuseeParEmployeur
        if self.manquantes:
            raise refus.PiecesManquantes({piece.id: piece.libelle for piece in self.manquantes})
        if avis_requis and self.complements.consentement is not Consentement.ANONYME:
            return self._vers(le, statut=S.ATTENTE_EMPLOYEUR)
        return self._vers(le, statut=S.VALIDEE, validee_le=le)

    def valider_par_employeur(self, le: datetime) -> Demande:
        """The firm says yes. Raise ValidationNonAttendue."""
        if self.statut is not S.ATTENTE_EMPLOYEUR:
            raise refus.ValidationNonAttendue
        return self._vers(le, statut=S.VALIDEE, validee_le=le)

    def refuser_par_employeur(self, motif: str, le: datetime) -> Demande:
        """The firm says no. Raise ValidationNonAttendue."""
        if self.statut is not S.ATTENTE_EMPLOYEUR:
            raise refus.ValidationNonAttendue
        return self._vers(le, statut=S.REFUSEE_EMPLOYEUR, motif_refus=motif)

    def mettre_a_jour(self, dossier: Dossier, entreprise: Entreprise | None, le: datetime, jour: date) -> Demande:
        """Read again: the pièces are confirmed again, the complements kept where they still hold (guide #4)."""
        self._vivante()
        gardes = self.complements if self._tiennent(dossier, entreprise) else None
        return self._vers(
            le,
            dossier=dossier,
            complements=gardes,
            statut=S.PIECES_A_CONFIRMER if gardes else S.A_COMPLETER,
            pieces_au=jour,
            deposees=(),
            mise_a_jour_le=le,
            validee_le=None,
            motif_refus=None,
        )

    def _tiennent(self, dossier: Dossier, entreprise: Entreprise | None) -> bool:
        if self.complements is None:
            return False
        rattache = adulte(dossier, self.complements.rattachement)
        meme_firme = rattache is not None and rattache.activite.siret_employeur == self.complements.siret
        return meme_firme and self.complements.consentement in choix_de(entreprise)

    def verifier(self, le: datetime) -> Demande:
        """A code proved who holds the number."""
        return self.model_copy(update={"verifiee_le": le})

    def prolonger(self, dossier: Dossier, le: datetime) -> Demande:
        """Renewed at its register: the new end of validity, nothing else."""
        valide = self.dossier.model_copy(update={"valide_jusqu_au": dossier.valide_jusqu_au})
        return self._vers(le, dossier=valide)

    def reevaluer(self, *, eligible: bool, le: datetime) -> Demande:
        """The firm became known to AL’in, or is no longer a priority one."""
        if self.complements is None:
            return self
        return self._vers(le, complements=self.complements.model_copy(update={"entreprise_eligible": eligible}))

    def signer_bail(self, jour: date, le: datetime) -> Demande:
        """A lease is signed: it can no longer be deleted."""
        return self._vers(le, bail_signe_le=jour)

    def radier(self, motif: MotifRadiation, le: datetime) -> Demande:
        """Struck off its register."""
        self._vivante()
        return self._vers(le, statut=S.RADIEE, motif_radiation=motif, radiee_le=le)

    def supprimable(self, *, logement_accepte: bool) -> None:
        """Domain, Privacy: « before attribution ». Raise AttributionEnCours once a home is accepted."""
        if logement_accepte or self.bail_signe_le is not None:
            raise refus.AttributionEnCours


def adulte(dossier: Dossier, qui: Rattachement) -> Adulte | None:
    """The demandeur, or the codemandeur where there is one."""
    return dossier.demandeur if qui is Rattachement.DEMANDEUR else dossier.codemandeur
