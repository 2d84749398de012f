"""Identity in MongoDB: accounts, links, sessions; and the events that tell an account's state."""

from dataclasses import asdict, fields
from typing import Any

from chassis.mongo import Database
from chassis.problems import Refus
from chassis.service import Index
from chassis.transaction import Tx
from contracts.envelope import Event
from contracts.identity import Civilite, CompteCree, MotifModification, StatutCompte
from contracts.problemes.technique import INTROUVABLE
from contracts.roles import Role
from identity import cles
from identity.domain.compte import Compte
from identity.domain.essais import OUBLI
from identity.domain.liens import Lien, Usage
from identity.domain.sessions import DUREE_MAXIMALE, Session

COMPTES = "comptes"
LIENS = "liens"
CHOIX = "choix"
SESSIONS = "sessions"
TOTP = "totp"
ESSAIS = "essais"
DEMANDES = "demandes"
COURRIELS = "courriels"
INDEXES = (
    Index(COMPTES, ("email",), unique=True, partial={"email": {"$type": "string"}}),
    Index(COMPTES, ("role", "_id")),
    Index(COMPTES, ("statut", "cree_le")),
    Index(LIENS, ("compte_id",)),
    Index(LIENS, ("expire_le",), ttl=DUREE_MAXIMALE),
    Index(CHOIX, ("compte_id",)),
    Index(CHOIX, ("expire_le",), ttl=OUBLI),
    Index(SESSIONS, ("compte_id",)),
    Index(SESSIONS, ("vue_le",), ttl=DUREE_MAXIMALE),
    Index(ESSAIS, ("dernier",), ttl=OUBLI),
    Index(DEMANDES, ("email",)),  # no end here: a form that was accepted waits for the worker, however long
    Index(COURRIELS, ("compte_id", "le")),
    Index(COURRIELS, ("le",), ttl=OUBLI),
    Index(cles.COLLECTION, ("rang",), unique=True, partial={"active": True}),
)
_ENUMS = {"role": Role, "statut": StatutCompte, "civilite": Civilite}


def document(c: Compte) -> dict[str, Any]:
    """A deleted account has no e-mail at all: the unique index then leaves it alone."""
    faits = {f.name: getattr(c, f.name) for f in fields(c) if f.name not in ("compte_id", "version")}
    faits |= {nom: faits[nom] and faits[nom].value for nom in _ENUMS}
    return {**faits, "email": c.email or None}


def compte(lu: dict[str, Any]) -> Compte:
    """Back from the document."""
    faits: dict[str, Any] = {f.name: lu.get(f.name) for f in fields(Compte) if f.name not in ("compte_id", "version")}
    faits |= {nom: faits[nom] and enum(faits[nom]) for nom, enum in _ENUMS.items()}
    return Compte(compte_id=lu["_id"], version=lu["version"], **{**faits, "email": lu["email"] or ""})


async def lire(tx: Tx, compte_id: str) -> Compte:
    """Raises `Refus(INTROUVABLE)`."""
    lu = await tx[COMPTES].find_one({"_id": compte_id}, session=tx.session)
    if lu is None:
        raise introuvable()
    return compte(lu)


async def par_email(db: Database | Tx, email: str) -> Compte | None:
    """The account of a user name, seen by the transaction when one is given."""
    session = db.session if isinstance(db, Tx) else None
    lu = await db[COMPTES].find_one({"email": email}, session=session)
    return None if lu is None else compte(lu)


async def enregistrer(tx: Tx, c: Compte, classe: type[Event], motif: MotifModification | None = None) -> Compte:
    """Save, and tell the whole state; `motif` says what changed, where somebody must hear of it."""
    await tx.save(COMPTES, c.compte_id, document(c), c.version)
    etat = {nom: getattr(c, nom) for nom in CompteCree.model_fields if hasattr(c, nom)}
    await tx.emit(classe.model_validate({**etat, "le": tx.now, **({"motif": motif} if motif else {})}))
    return c


def lien(lu: dict[str, Any]) -> Lien:
    """Back from the document."""
    return Lien(Usage(lu["usage"]), lu["compte_id"], lu["expire_le"], lu["valide_le"])


def session(lu: dict[str, Any]) -> Session:
    """Back from the document."""
    return Session(session_id=lu["_id"], **{f.name: lu[f.name] for f in fields(Session) if f.name != "session_id"})


def document_session(s: Session) -> dict[str, Any]:
    """Only the hash of its token is in it."""
    faits = asdict(s)
    return {"_id": faits.pop("session_id"), **faits}


async def fermer_sessions(tx: Tx, compte_id: str, sauf: str | None = None) -> None:
    """Every login of the account ends, but the session `sauf`."""
    ouvertes = {"compte_id": compte_id, "fermee_le": None, "_id": {"$ne": sauf}}
    await tx[SESSIONS].update_many(ouvertes, {"$set": {"fermee_le": tx.now}}, session=tx.session)


async def fermer_choix(tx: Tx, compte_id: str) -> None:
    """No password is being chosen any more, no second factor set up."""
    ouverts = {"compte_id": compte_id, "utilise_le": None}
    await tx[CHOIX].update_many(ouverts, {"$set": {"utilise_le": tx.now, "totp": None}}, session=tx.session)


def introuvable() -> Refus:
    """An account that was erased answers as one that never was."""
    return Refus(INTROUVABLE, "Ce compte n’existe pas.")
