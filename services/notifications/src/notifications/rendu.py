"""From a model and its facts to the two parts of an e-mail. One text serves both: they cannot disagree."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from mjml import mjml2html

from notifications.domain.courriels import OBJETS, Modele
from referentiel.jours import fuseau

LIEN = "@lien"
"""Stands alone in a paragraph of a text where the link goes."""
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


@dataclass(frozen=True, slots=True)
class Rendu:
    """Subject, text/plain and text/html of an e-mail."""

    sujet: str
    texte: str
    html: str


def rendre(modele: Modele, lien: str, faits: dict[str, Any]) -> Rendu:
    """Render a model. Raises jinja2's `UndefinedError` when a fact that its text needs is not given."""
    objet = OBJETS[modele]
    brut = _textes().get_template(f"{modele.value}.txt.j2").render(faits)
    paragraphes = [" ".join(part.split()) for part in brut.split("\n\n") if part.strip()]
    texte = "\n\n".join(f"{objet.lien} : {lien}" if part == LIEN else part for part in paragraphes)
    cadre = _cadre().get_template("cadre.mjml.j2")
    html = mjml2html(
        cadre.render(sujet=objet.sujet, paragraphes=paragraphes, repere=LIEN, lien=lien, libelle=objet.lien)
    )
    return Rendu(objet.sujet, texte + "\n", html)


def jour(valeur: date) -> str:
    """« lundi 14 décembre 2026 »."""
    numero = "1er" if valeur.day == 1 else str(valeur.day)
    return f"{JOURS[valeur.weekday()]} {numero} {MOIS[valeur.month - 1]} {valeur.year}"


def instant(valeur: datetime, departement: str | None = None) -> str:
    """« mercredi 25 novembre 2026 à 15 h 00 », in the time of the département; of Paris without one."""
    local = valeur.astimezone(fuseau(departement))
    return f"{jour(local.date())} à {local.hour} h {local.minute:02d}"


def lieu(commune: str) -> str:
    """« à Brest », « au Havre », « aux Lilas »."""
    article, _, reste = commune.partition(" ")
    return {"Le": f"au {reste}", "Les": f"aux {reste}"}.get(article, f"à {commune}")


@cache
def _textes() -> Environment:
    """Plain text: nothing to escape here. The frame escapes each paragraph when it puts it in HTML."""
    environment = Environment(
        loader=PackageLoader("notifications", "courriels"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
    )
    environment.filters.update(jour=jour, instant=instant, lieu=lieu)
    return environment


@cache
def _cadre() -> Environment:
    return Environment(loader=PackageLoader("notifications", "courriels"), undefined=StrictUndefined, autoescape=True)
