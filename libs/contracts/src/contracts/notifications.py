"""Commands that notifications receives, and events of its deliveries.

The payload of a command is a secret in flight (an activation link, a security code) with the address it goes to: it is
a JWE that the private key of notifications alone opens.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.envelope import Command, Event


class ModeleCourriel(StrEnum):
    """The e-mails that another service orders."""

    ACCES = "acces"
    MOT_DE_PASSE = "mot_de_passe"
    INVITATION = "invitation"
    COMPTE_EXISTANT = "compte_existant"
    CODE_SECURITE = "code_securite"


class ChargeCourriel(BaseModel):
    """What the JWE holds."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: str
    lien: str | None = None
    """Absolute address of the page to open."""
    code: str | None = None
    """The security code, six digits."""
    expire_le: AwareDatetime | None = None
    prenom: str | None = None


class EnvoyerCourriel(Command):
    """Send one e-mail whose content is a secret. `charge` is the compact JWE of a `ChargeCourriel`."""

    TYPE: ClassVar[str] = "fr.alin.notifications.courriel.envoyer.v1"
    KEY: ClassVar[str] = "destinataire_id"

    destinataire_id: str
    """Id of the account, or of the import, that the e-mail is for: it orders the e-mails of one person."""
    modele: ModeleCourriel
    charge: str
    perime_le: AwareDatetime
    """After this instant the e-mail is no longer worth sending."""


class StatutEnvoi(StrEnum):
    """What became of an e-mail."""

    ENVOYE = "envoye"
    ECHOUE = "echoue"


class _EtatEnvoi(Event):
    KEY: ClassVar[str] = "envoi_id"

    envoi_id: str
    destinataire_id: str
    modele: str
    statut: StatutEnvoi
    cause_id: str
    """`ce_id` of the event or command that this e-mail answers."""
    le: AwareDatetime


class CourrielEnvoye(_EtatEnvoi):
    """The mail server accepted the e-mail."""

    TYPE: ClassVar[str] = "fr.alin.notifications.envoi.envoye.v1"


class CourrielEchoue(_EtatEnvoi):
    """The e-mail was given up: refused by the server for good, or out of date."""

    TYPE: ClassVar[str] = "fr.alin.notifications.envoi.echoue.v1"


COMMANDS: tuple[type[Command], ...] = (EnvoyerCourriel,)
EVENTS: tuple[type[Event], ...] = (CourrielEnvoye, CourrielEchoue)
