"""Pages out of templates, with headers that let nothing in and keep nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chassis.context import Context
from chassis.problems import Refus
from contracts.problemes import ErreurChamp
from contracts.problemes import identity as p
from identity.domain import totp
from identity.domain.liens import Usage
from identity.domain.mot_de_passe import REGLE
from identity.liens import Validation

ICI = Path(__file__).parent
STYLE = (ICI / "pages.css").read_bytes()
GABARITS = Environment(
    loader=FileSystemLoader(ICI / "gabarits"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
ENTETES = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
LIENS_MORTS = (p.LIEN_INVALIDE, p.LIEN_PERIME, p.LIEN_DEJA_UTILISE, p.JETON_MOT_DE_PASSE_INVALIDE)
Erreurs = Sequence[ErreurChamp]


def page(request: Request, gabarit: str, statut: int = 200, /, **valeurs: Any) -> HTMLResponse:
    """One page. `erreurs` given, it opens on them."""
    context: Context = request.app.state.context
    erreurs: Erreurs = valeurs.pop("erreurs", ())
    html = GABARITS.get_template(f"{gabarit}.html").render(
        application=context.settings.application,
        erreurs=erreurs,
        fautes={erreur.champ: erreur.message for erreur in reversed(erreurs)},
        **valeurs,
    )
    return HTMLResponse(html, statut, headers=ENTETES)


def creation(request: Request, saisie: dict[str, str], erreurs: Erreurs = ()) -> HTMLResponse:
    """« Création de compte », with what was typed already."""
    return page(request, "creation", 422 if erreurs else 200, saisie=saisie, erreurs=erreurs)


def oubli(request: Request, saisie: dict[str, str], erreurs: Erreurs = ()) -> HTMLResponse:
    """« Mot de passe oublié ? »."""
    return page(request, "oubli", 422 if erreurs else 200, saisie=saisie, erreurs=erreurs)


def lien(request: Request, usage: Usage) -> HTMLResponse:
    """« Dernière étape » : looking at it consumes nothing."""
    return page(request, "lien", usage=usage.value)


def mot_de_passe(request: Request, v: Validation, erreurs: Erreurs = ()) -> HTMLResponse:
    """« Mise à jour du mot de passe ». Passwords are never written back into the page."""
    adresse = totp.adresse(v.secret_totp, v.email) if v.secret_totp else None
    statut = 422 if erreurs else 200
    return page(request, "mot_de_passe", statut, validation=v, regle=REGLE, adresse=adresse, erreurs=erreurs)


def message(request: Request, titre: str, texte: str, lien: str, statut: int = 200) -> HTMLResponse:
    """One sentence, and the way back."""
    return page(request, "message", statut, titre=titre, texte=texte, lien=lien)


def refus(request: Request, refus: Refus) -> HTMLResponse:
    """A refusal: why, and what to do now."""
    mort, statut, titre = refus.probleme in LIENS_MORTS, refus.probleme.status, refus.probleme.titre
    reponse = page(request, "refus", statut, titre=titre, texte=refus.detail, nouveau_lien=mort)
    reponse.headers.update(refus.headers)
    return reponse
