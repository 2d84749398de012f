"""What the service answers."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from contracts.identity import Civilite, StatutCompte
from contracts.roles import Role
from identity.domain import totp
from identity.domain.compte import Compte
from identity.domain.liens import Usage
from identity.domain.mot_de_passe import REGLE
from identity.domain.sessions import DUREE_JETON_ACCES
from identity.liens import Validation
from identity.sessions import Ouverte


class Message(BaseModel):
    """The sentence to show."""

    message: str


class Totp(BaseModel):
    """The second factor to set up: the secret, and its `otpauth://` address."""

    secret: str
    uri: str


class LienValide(BaseModel):
    """The link was good: choose a password with `jeton_mot_de_passe`, before `expire_le`."""

    jeton_mot_de_passe: str
    expire_le: AwareDatetime
    regle: str
    usage: Usage
    totp: Totp | None


class Session(BaseModel):
    """Tokens. `expire_dans` is the access token's life, in seconds; the refresh token serves once."""

    jeton_acces: str
    jeton_rafraichissement: str
    expire_dans: int
    role: Role


class MaSession(BaseModel):
    """One login: since when, its last refresh, and whether it is the one that asks."""

    ouverte_le: AwareDatetime
    vue_le: AwareDatetime
    courante: bool


class MesSessions(BaseModel):
    """The logins that may still go on, the last used first."""

    sessions: list[MaSession]


class CompteInvite(BaseModel):
    """The account that waits for the invited person."""

    compte_id: str


class VueCompte(BaseModel):
    """An account. One that was erased holds nothing personal."""

    compte_id: str
    role: Role
    statut: StatutCompte
    email: str | None
    prenom: str | None
    nom: str | None
    civilite: Civilite | None
    telephone: Annotated[str | None, Field(description="E.164")]
    bailleur_id: str | None
    siret: str | None
    suspendu_le: Annotated[AwareDatetime | None, Field(description="Depuis quand un administrateur suspend l’accès")]
    cree_le: AwareDatetime


class PageComptes(BaseModel):
    """A page of accounts, by id."""

    items: list[VueCompte]
    curseur_suivant: str | None


class Jwks(BaseModel):
    """Public keys (RFC 7517): the one that signs, the next one, and those whose tokens still live."""

    keys: list[dict[str, Any]]


def lien_valide(v: Validation) -> LienValide:
    """The JSON twin of « Mise à jour du mot de passe »."""
    second = Totp(secret=v.secret_totp, uri=totp.adresse(v.secret_totp, v.email)) if v.secret_totp else None
    return LienValide(jeton_mot_de_passe=v.jeton, expire_le=v.expire_le, regle=REGLE, usage=v.usage, totp=second)


def session(o: Ouverte) -> Session:
    """The answer to a login, or to a refresh."""
    return Session(
        jeton_acces=o.jeton_acces,
        jeton_rafraichissement=o.jeton_rafraichissement,
        expire_dans=int(DUREE_JETON_ACCES.total_seconds()),
        role=o.role,
    )


def compte(c: Compte) -> VueCompte:
    """Without the hash of the password."""
    faits = {nom: getattr(c, nom) for nom in VueCompte.model_fields}
    return VueCompte(**{**faits, "email": c.email or None, "prenom": c.prenom or None, "nom": c.nom or None})
