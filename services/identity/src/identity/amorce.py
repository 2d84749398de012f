"""Accounts of a file, ready to log in: for a demonstration, a test platform, a load test."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import pyotp
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from chassis.context import Context
from chassis.transaction import Tx
from contracts.identity import Civilite, CompteActive, CompteCree, StatutCompte
from contracts.roles import Role
from identity import ressources
from identity.api.corps import Email, Nom, Telephone
from identity.domain.compte import Compte, RattachementInvalide
from identity.domain.mot_de_passe import manques
from identity.stockage import COMPTES, TOTP, compte, enregistrer, par_email


def _base32(secret: str) -> str:
    try:
        pyotp.TOTP(secret).generate_otp(0)
    except ValueError as error:
        raise ValueError("base 32 attendue") from error
    return secret


class CompteAmorce(BaseModel):
    """One account of the file."""

    model_config = ConfigDict(extra="forbid")

    compte_id: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role
    email: Email
    mot_de_passe: str
    prenom: Nom
    nom: Nom
    civilite: Civilite | None = None
    telephone: Telephone | None = None
    bailleur_id: str | None = None
    siret: str | None = None
    totp_secret: Annotated[str, Field(min_length=16), AfterValidator(_base32)] | None = None


class Refuse(Exception):
    """An account that cannot be made; the message says why."""


async def amorcer(context: Context, fichier: bytes) -> tuple[int, int]:
    """(created, already there). Raises `Refuse` with every reason, or pydantic's error, before anything is written."""
    demandes = TypeAdapter(list[CompteAmorce]).validate_json(fichier)
    a_creer: list[tuple[CompteAmorce, Compte]] = []
    raisons = _doubles(demandes)
    for demande in demandes:
        try:
            nouveau = await _examiner(context, demande)
        except Refuse as refus:
            raisons.append(f"{demande.compte_id} : {refus}")
            continue
        if nouveau is not None:
            a_creer.append((demande, nouveau))
    if raisons:
        raise Refuse("\n".join(raisons))
    for demande, nouveau in a_creer:
        await _creer(context, demande, nouveau)
    return len(a_creer), len(demandes) - len(a_creer)


def _doubles(demandes: list[CompteAmorce]) -> list[str]:
    """The second of two would fail after the first was made."""
    ids, emails = Counter(d.compte_id for d in demandes), Counter(d.email for d in demandes)
    doubles = (d.compte_id for d in demandes if ids[d.compte_id] > 1 or emails[d.email] > 1)
    return [
        f"{compte_id} : cet identifiant, ou son adresse e-mail, est deux fois dans le fichier" for compte_id in doubles
    ]


async def _examiner(context: Context, demande: CompteAmorce) -> Compte | None:
    """The account to make; None when it is there."""
    existant = await par_email(context.db, demande.email)
    lu = await context.db[COMPTES].find_one({"_id": demande.compte_id})
    if lu is not None and existant == compte(lu) and existant.peut_se_connecter and existant.role is demande.role:
        return None
    if lu is not None:
        raise Refuse("ce compte existe avec un autre email, un autre rôle, ou n’est pas actif")
    if existant is not None:
        raise Refuse("cette adresse e-mail a déjà un compte")
    if fautes := manques(demande.mot_de_passe, demande.email):
        raise Refuse(" ".join(fautes))
    return _compte(context, demande)


def _compte(context: Context, demande: CompteAmorce) -> Compte:
    faits = demande.model_dump(exclude={"mot_de_passe", "totp_secret"})
    try:
        nouveau = Compte(version=1, statut=StatutCompte.EN_ATTENTE, cree_le=context.clock.now(), **faits)
    except RattachementInvalide as error:
        raise Refuse("bailleur_id pour un bailleur, siret pour un employeur, ni l’un ni l’autre sinon") from error
    if nouveau.exige_totp != (demande.totp_secret is not None):
        raise Refuse("totp_secret pour le personnel, et pour lui seul")
    return nouveau


async def _creer(context: Context, demande: CompteAmorce, nouveau: Compte) -> None:
    empreinte = await ressources.de(context).hachoir.hacher(demande.mot_de_passe)

    async def work(tx: Tx) -> None:
        await enregistrer(tx, nouveau, CompteCree)
        await enregistrer(tx, nouveau.choisir_mot_de_passe(empreinte), CompteActive)
        if demande.totp_secret:
            ferme = ressources.de(context).coffre.fermer(demande.totp_secret, f"totp:{nouveau.compte_id}")
            secret = {"_id": nouveau.compte_id, "secret": ferme, "dernier_pas": 0}
            await tx[TOTP].insert_one(secret, session=tx.session)

    await context.transaction(work)
