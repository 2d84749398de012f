"""Events of the service identity: accounts."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from contracts.envelope import Event
from contracts.roles import Role


class Civilite(StrEnum):
    """The two answers of the account form (guide #2)."""

    MADAME = "madame"
    MONSIEUR = "monsieur"


class StatutCompte(StrEnum):
    """An account has no password until the link of its e-mail was followed (guide #2)."""

    EN_ATTENTE = "en_attente_validation"
    ACTIF = "actif"
    SUPPRIME = "supprime"


class MotifModification(StrEnum):
    """What of an account changed, where the person must hear of it (OWASP ASVS 2.2.3, 2.5.5)."""

    MOT_DE_PASSE = "mot_de_passe"
    SECOND_FACTEUR_REINITIALISE = "second_facteur_reinitialise"
    SUSPENSION = "suspension"
    RETABLISSEMENT = "retablissement"


class _EtatCompte(Event):
    KEY: ClassVar[str] = "compte_id"

    compte_id: str
    role: Role
    statut: StatutCompte
    email: str
    prenom: str
    nom: str
    civilite: Civilite | None = None
    telephone: str | None = None
    """E.164."""
    bailleur_id: str | None = None
    """Set for the role bailleur alone."""
    siret: str | None = None
    """Set for the role employeur alone."""
    le: AwareDatetime


class CompteCree(_EtatCompte):
    """An account was asked for, by a person or by an invitation; it cannot log in yet."""

    TYPE: ClassVar[str] = "fr.alin.identity.compte.cree.v1"


class CompteActive(_EtatCompte):
    """The e-mail was validated and a password chosen."""

    TYPE: ClassVar[str] = "fr.alin.identity.compte.active.v1"


class CompteModifie(_EtatCompte):
    """A contact detail, the password or the access changed."""

    TYPE: ClassVar[str] = "fr.alin.identity.compte.modifie.v1"

    motif: MotifModification | None = None
    """None for a contact detail."""


class CompteSupprime(Event):
    """The account was erased. Carries nothing personal; a tombstone follows it."""

    TYPE: ClassVar[str] = "fr.alin.identity.compte.supprime.v1"
    KEY: ClassVar[str] = "compte_id"

    compte_id: str
    le: AwareDatetime


EVENTS: tuple[type[Event], ...] = (CompteCree, CompteActive, CompteModifie, CompteSupprime)
