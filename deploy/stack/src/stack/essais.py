"""The accounts and firms to try the platform with: made at the first start, shown by `make up` and the console."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp

from stack import secrets
from stack.console.whereabouts import Account, write_accounts
from stack.errors import StackError
from stack.process import Child, Launch
from stack.services import environment, package
from stack.settings import StackSettings

MOT_DE_PASSE = "Essai-Alin-2026"
"""Printed on the screen: this stack answers to its own machine only."""
SIRET_GUIDE = "82454968702431"
"""The firm of the guide’s screens (#3): the digits printed there, with the check digits of SIREN and SIRET."""
BAILLEUR_GUIDE = "habitat-capitale"


@dataclass(frozen=True)
class CompteEssai:
    """One account to try. Staff also give a code, from `totp_secret`."""

    role: str
    email: str
    prenom: str
    nom: str
    description: str
    civilite: str = "madame"
    telephone: str | None = None
    bailleur_id: str | None = None
    siret: str | None = None
    totp_secret: str | None = None

    @property
    def libelle(self) -> str:
        """The role, as a person reads it."""
        return "salarié" if self.role == "salarie" else self.role

    def graine(self) -> dict[str, Any]:
        """As `python -m identity amorcer` reads it."""
        champs = {nom: valeur for nom, valeur in vars(self).items() if nom != "description" and valeur is not None}
        return champs | {"compte_id": f"essai-{self.role}", "mot_de_passe": MOT_DE_PASSE}

    def code(self, instant: float) -> str | None:
        """The six digits at an instant (seconds since the epoch), None for a salarié."""
        return pyotp.TOTP(self.totp_secret).at(int(instant)) if self.totp_secret else None


def comptes(data_dir: Path) -> list[CompteEssai]:
    """One account of each role. The TOTP secrets come from the key of this data folder: no other stack has them."""
    cle = secrets.load(data_dir).cle_maitresse.encode()

    def totp(role: str) -> str:
        return base64.b32encode(hmac.digest(cle, f"totp:{role}".encode(), hashlib.sha256)[:20]).decode()

    return [
        CompteEssai(
            "salarie", "salarie@alin-essai.example", "Camille", "ESSAI", "Importer une demande, voir les offres",
            telephone="+33612345678",
        ),
        CompteEssai(
            "conseiller", "conseiller@alin-essai.example", "Claude", "CONSEIL", "Valider et transmettre",
            totp_secret=totp("conseiller"),
        ),
        CompteEssai(
            "bailleur", "bailleur@alin-essai.example", "Dominique", "BAILLEUR", "Publier, faire visiter, décider",
            bailleur_id=BAILLEUR_GUIDE, totp_secret=totp("bailleur"),
        ),
        CompteEssai(
            "employeur", "employeur@alin-essai.example", "Maxime", "EMPLOI", "Politique logement de l’entreprise",
            siret=SIRET_GUIDE, totp_secret=totp("employeur"),
        ),
        CompteEssai(
            "admin", "admin@alin-essai.example", "Sacha", "ADMIN", "Inviter, déclarer bailleurs et entreprises",
            totp_secret=totp("admin"),
        ),
    ]  # fmt: skip


ENTREPRISES: Sequence[dict[str, Any]] = (
    {
        "siret": SIRET_GUIDE,
        "raison_sociale": "Établissements du Guide",
        "effectif": 240,
        "agricole": False,
        "publique": False,
        "choix_proposes": ["anonyme", "politique_logement", "dossier_complet"],
        "validation_requise": False,
    },
)


async def amorcer(settings: StackSettings) -> None:
    """Offers, firms and accounts that are missing. Doing it again does nothing. Raises `StackError`."""
    dossier = settings.data_dir.absolute()
    essais = comptes(dossier)
    fichier_comptes = _ecrire(dossier / "comptes.json", [compte.graine() for compte in essais])
    fichier_entreprises = _ecrire(dossier / "entreprises.json", list(ENTREPRISES))
    try:
        async with asyncio.TaskGroup() as ensemble:
            ensemble.create_task(_lancer(settings, "offres"))
            ensemble.create_task(_lancer(settings, "identity", "--fichier", str(fichier_comptes)))
            ensemble.create_task(_lancer(settings, "demande-import", "--fichier", str(fichier_entreprises)))
    except* StackError as errors:
        raise errors.exceptions[0] from None
    shown = [Account(c.libelle, c.email, MOT_DE_PASSE, c.description, c.totp_secret) for c in essais]
    write_accounts(dossier, shown)


def _ecrire(fichier: Path, contenu: list[dict[str, Any]]) -> Path:
    """For this user alone: there are secrets in it."""
    fichier.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as sortie:
        json.dump(contenu, sortie, ensure_ascii=False)
    return fichier


async def _lancer(settings: StackSettings, service: str, *arguments: str) -> None:
    """In a process that ends with this one, kill -9 included, and that Ctrl-C stops."""
    journal = settings.logs / f"amorce-{service}.log"
    commande = (sys.executable, "-m", package(service), "amorcer", *arguments)
    amorce = await Child.start(f"amorce-{service}", Launch(commande, env=environment(service, settings)), journal)
    try:
        code = await amorce.wait()
    finally:
        await amorce.stop()
    if code:
        raise StackError(f"Les données d’exemple de {service} n’ont pas pu être écrites.", f"Voir {journal}.")
