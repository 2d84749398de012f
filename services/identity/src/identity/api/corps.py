"""What is sent to the service."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from contracts.identity import Civilite
from contracts.roles import Role
from identity.domain import coordonnees

Email = Annotated[str, Field(max_length=254, examples=["dupontjean@yopmail.com"]), AfterValidator(coordonnees.email)]
Nom = Annotated[str, Field(max_length=80, examples=["Dupont"]), AfterValidator(coordonnees.nom)]
Telephone = Annotated[
    str, Field(max_length=30, examples=["06 12 34 56 78"]), AfterValidator(coordonnees.telephone_portable)
]
MotDePasse = Annotated[str, Field(max_length=256, json_schema_extra={"format": "password"})]


def _serre(saisi: Any) -> Any:
    return "".join(saisi.split()) if isinstance(saisi, str) else saisi


CodeTotp = Annotated[
    str,
    Field(pattern=r"^[0-9]{6}$", description="Code à 6 chiffres de l’application"),
    BeforeValidator(_serre),
]
"""Typed as applications show it, « 123 456 », or in one piece."""
Jeton = Annotated[str, Field(max_length=200)]


def _accepte(coche: bool) -> bool:
    if not coche:
        raise ValueError("Vous devez accepter l’utilisation de vos données personnelles.")
    return coche


Consentement = Annotated[StrictBool, AfterValidator(_accepte), Field(json_schema_extra={"const": True})]


class _Corps(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NouveauCompte(_Corps):
    """« Création de compte » (guide #2): every field is required."""

    civilite: Civilite
    nom: Nom = Field(description="Nom de naissance")
    prenom: Nom
    telephone: Telephone = Field(description="Téléphone portable")
    email: Email
    consentement: Consentement = Field(
        description="« J’ai compris et j’accepte l’utilisation de mes données personnelles »"
    )


class Oubli(_Corps):
    """« Mot de passe oublié ? »."""

    email: Email


class ChoixMotDePasse(_Corps):
    """« Mise à jour du mot de passe »."""

    jeton: Jeton
    mot_de_passe: MotDePasse
    confirmation: MotDePasse
    code_totp: CodeTotp | None = None


class Identifiants(_Corps):
    """« Se connecter ». The e-mail is not checked: what is no address gets the answer of a wrong password."""

    email: Annotated[str, Field(max_length=254)]
    mot_de_passe: MotDePasse
    code_totp: CodeTotp | None = None


class JetonRafraichissement(_Corps):
    """The refresh token, as the last answer gave it."""

    jeton_rafraichissement: Jeton


class RoleInvite(StrEnum):
    """Staff is invited; a salarié creates the account."""

    CONSEILLER = Role.CONSEILLER.value
    BAILLEUR = Role.BAILLEUR.value
    EMPLOYEUR = Role.EMPLOYEUR.value
    ADMIN = Role.ADMIN.value


class Invitation(_Corps):
    """Somebody of the staff. A bailleur needs `bailleur_id`, an employeur `siret`, and the others neither."""

    email: Email
    prenom: Nom
    nom: Nom
    role: RoleInvite
    bailleur_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] | None = None
    siret: Annotated[str, Field(pattern=r"^[0-9]{14}$")] | None = None
    civilite: Civilite | None = None
    telephone: Telephone | None = None


class Coordonnees(_Corps):
    """What a person may change."""

    telephone: Telephone


class ChangementMotDePasse(_Corps):
    """The password of now, and the next one twice."""

    actuel: MotDePasse
    nouveau: MotDePasse
    confirmation: MotDePasse


class FermetureSessions(_Corps):
    """The password again: a stolen session does not close those of its owner."""

    mot_de_passe: MotDePasse


class Suppression(_Corps):
    """The password again: erasure cannot be undone."""

    mot_de_passe: MotDePasse
