"""The e-mail of an intent: to whom, saying what. Opens the secret at sending time only."""

from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from jinja2 import UndefinedError
from joserfc.errors import JoseError

from chassis.context import Context
from chassis.jwe import dechiffrer
from contracts.identity import CompteSupprime
from contracts.notifications import ChargeCourriel, ModeleCourriel
from notifications.domain.courriels import modele
from notifications.domain.reprises import Abandon
from notifications.rendu import Rendu, rendre
from notifications.stockage import COMPTES, OFFRES


class PasEncore(Exception):
    """The account or the offer of this e-mail has not arrived yet."""


class Impossible(Exception):
    """This e-mail can never leave; `raison` says why."""

    def __init__(self, raison: Abandon) -> None:
        super().__init__(raison.value)
        self.raison = raison


@dataclass(frozen=True, slots=True)
class Pli:
    """An address and what goes there."""

    adresse: str
    rendu: Rendu


async def preparer(context: Context, envoi: dict[str, Any]) -> Pli:
    """Render an intent. Raises `PasEncore` or `Impossible`."""
    try:
        return _commande(context, envoi) if "charge" in envoi else await _suivi(context, envoi)
    except UndefinedError as error:
        raise Impossible(Abandon.FAIT_MANQUANT) from error


def _commande(context: Context, envoi: dict[str, Any]) -> Pli:
    try:
        charge = dechiffrer(context.settings.private_key.get_secret_value(), envoi["charge"], ChargeCourriel)
    except (JoseError, ValueError) as error:
        raise Impossible(Abandon.CHARGE_ILLISIBLE) from error
    if charge.lien is None and envoi["modele"] != ModeleCourriel.CODE_SECURITE:
        raise Impossible(Abandon.FAIT_MANQUANT)
    faits = {
        **({"code": charge.code} if charge.code else {}),
        "expire_le": charge.expire_le,
        "jours": _jours(charge.expire_le or envoi["perime_le"], envoi["cree_le"]),
    }
    return Pli(charge.email, rendre(modele(envoi["modele"]), charge.lien or context.settings.public_url, faits))


def _jours(fin: datetime, debut: datetime) -> int:
    """Whole days, to the nearest: the order left its service seconds before it was recorded here."""
    return max(1, round((fin - debut).total_seconds() / 86400))


async def _suivi(context: Context, envoi: dict[str, Any]) -> Pli:
    compte = await context.db[COMPTES].find_one({"_id": envoi["destinataire_id"]})
    if compte is not None and compte["type"] == CompteSupprime.TYPE:
        raise Impossible(Abandon.COMPTE_SUPPRIME)
    faits = await _faits(context, envoi["candidature"]) if "candidature" in envoi else {}
    if compte is None:
        raise PasEncore
    return Pli(compte["etat"]["email"], rendre(modele(envoi["modele"]), context.settings.public_url, faits))


async def _faits(context: Context, candidature: dict[str, Any]) -> dict[str, Any]:
    """Dates come from JSON as text. None stands for a fact that the event lacks, where the text can do without."""
    offre = await context.db[OFFRES].find_one({"_id": candidature["offre_id"]})
    if offre is None:
        raise PasEncore
    visite_le = candidature.get("visite_le")
    return {
        "offre": offre["etat"],
        **({"rang": candidature["rang"]} if "rang" in candidature else {}),
        "motif": candidature.get("motif"),
        **{nom: _jour(candidature.get(nom)) for nom in ("condition_avant", "repondre_avant")},
        "visite_le": datetime.fromisoformat(visite_le) if visite_le else None,
    }


def _jour(texte: str | None) -> date | None:
    return date.fromisoformat(texte) if texte else None


def message(pli: Pli, *, envoi_id: str, expediteur: str, le: datetime) -> EmailMessage:
    """The MIME message. Its Message-ID comes from the intent: a second sending is the same e-mail for a mail server.

    Raises `Impossible` for an address that no header can hold, and for more than one.
    """
    domaine = parseaddr(expediteur)[1].rpartition("@")[2]
    courriel = EmailMessage()
    courriel["From"] = expediteur
    if "@" not in parseaddr(pli.adresse)[1]:
        raise Impossible(Abandon.ADRESSE_INVALIDE)
    try:
        courriel["To"] = pli.adresse
    except ValueError as error:
        raise Impossible(Abandon.ADRESSE_INVALIDE) from error
    if len(courriel["To"].addresses) != 1:
        raise Impossible(Abandon.ADRESSE_INVALIDE)
    courriel["Subject"] = pli.rendu.sujet
    courriel["Date"] = format_datetime(le)
    courriel["Message-ID"] = f"<{envoi_id}@{domaine}>"
    courriel["Auto-Submitted"] = "auto-generated"
    courriel["Content-Language"] = "fr"
    courriel.set_content(pli.rendu.texte)
    courriel.add_alternative(pli.rendu.html, subtype="html")
    return courriel
