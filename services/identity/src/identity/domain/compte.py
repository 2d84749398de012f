"""An account, from its form to its end (guide #2). Pure: the time is given, nothing is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.identity import Civilite, StatutCompte
from contracts.roles import Role


class CompteDejaActif(Exception):
    """The account was activated already: the link has nothing left to do."""


class CompteInactif(Exception):
    """The account waits for its e-mail to be validated, or is deleted: nobody logs in."""


class HorsPersonnel(Exception):
    """Only the access of staff is suspended, and only staff has a second factor."""


class CompteSuspendu(Exception):
    """An admin suspended the account: nothing is sent to it and nobody logs in."""


class RattachementInvalide(Exception):
    """A bailleur needs a bailleur_id, an employeur a SIRET, and the others neither."""


@dataclass(frozen=True, slots=True)
class Compte:
    """One person. `email` is in lower case: it is the user name."""

    compte_id: str
    version: int
    role: Role
    statut: StatutCompte
    email: str
    prenom: str
    nom: str
    cree_le: datetime
    civilite: Civilite | None = None
    telephone: str | None = None
    bailleur_id: str | None = None
    siret: str | None = None
    empreinte: str | None = None
    """Argon2id hash of the password; None until one was chosen."""
    suspendu_le: datetime | None = None
    """Since when an admin keeps this member of staff out."""

    def __post_init__(self) -> None:
        besoins = (self.role is Role.BAILLEUR, self.role is Role.EMPLOYEUR)
        vivant = self.statut is not StatutCompte.SUPPRIME
        if vivant and (self.bailleur_id is not None, self.siret is not None) != besoins:
            raise RattachementInvalide

    @property
    def peut_se_connecter(self) -> bool:
        """Active, with a password, and not suspended."""
        return self.statut is StatutCompte.ACTIF and self.empreinte is not None and self.suspendu_le is None

    def choisir_mot_de_passe(self, empreinte: str) -> Compte:
        """A first password activates the account; a later one replaces the former. Raises `CompteInactif`."""
        if self.statut is StatutCompte.SUPPRIME or self.suspendu_le is not None:
            raise CompteInactif
        return replace(self, version=self.version + 1, statut=StatutCompte.ACTIF, empreinte=empreinte)

    @property
    def exige_totp(self) -> bool:
        """Staff log in with a code as well (architecture, edges)."""
        return self.role is not Role.SALARIE

    def corriger(self, civilite: Civilite | None, prenom: str, nom: str, telephone: str | None) -> Compte:
        """The form filled again before the link was followed: the last one counts. Raises `CompteDejaActif`."""
        if self.statut is not StatutCompte.EN_ATTENTE:
            raise CompteDejaActif
        version = self.version + 1
        return replace(self, version=version, civilite=civilite, prenom=prenom, nom=nom, telephone=telephone)

    def suspendre(self, maintenant: datetime) -> Compte:
        """A member of staff who left, or whose access was stolen. Done again, nothing. Raises `HorsPersonnel`."""
        self._du_personnel()
        return self if self.suspendu_le else replace(self, version=self.version + 1, suspendu_le=maintenant)

    def retablir(self) -> Compte:
        """The end of a suspension. Done again, nothing. Raises `HorsPersonnel`."""
        self._du_personnel()
        return replace(self, version=self.version + 1, suspendu_le=None) if self.suspendu_le else self

    def perdre_second_facteur(self) -> Compte:
        """The phone is lost: another is set up with the next password. Raises `HorsPersonnel` or `CompteSuspendu`."""
        self._du_personnel()
        if self.suspendu_le is not None:
            raise CompteSuspendu
        return replace(self, version=self.version + 1)

    def _du_personnel(self) -> None:
        if self.statut is StatutCompte.SUPPRIME:
            raise CompteInactif
        if not self.exige_totp:
            raise HorsPersonnel

    def supprimer(self) -> Compte:
        """What is left names nobody."""
        return Compte(
            compte_id=self.compte_id,
            version=self.version + 1,
            role=self.role,
            statut=StatutCompte.SUPPRIME,
            email="",
            prenom="",
            nom="",
            cree_le=self.cree_le,
        )

    def changer_telephone(self, telephone: str) -> Compte:
        """Raises `CompteInactif`."""
        if self.statut is not StatutCompte.ACTIF:
            raise CompteInactif
        return replace(self, version=self.version + 1, telephone=telephone)
