"""The inbox of the stack, read as a person reads theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from stack.parcours.passerelle import demander, jusqu_a

LIEN = re.compile(r"https?://\S+/identity/(?:acces|mot-de-passe|invitations)/[\w-]+")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
DELAI = 120.0


@dataclass(frozen=True)
class Courriel:
    """One e-mail. `livraisons` counts how often the server got it: more than once is a fault to look at."""

    id: str
    message_id: str
    objet: str
    livraisons: int
    texte: str
    html: str | None

    @property
    def lien(self) -> str:
        """The link of identity that it holds."""
        return _seul(LIEN, self.texte)

    @property
    def code(self) -> str:
        """The security code that it holds."""
        return _seul(CODE, self.texte)


@dataclass
class Boite:
    """The mailbox of one address."""

    console_url: str
    adresse: str

    def courriels(self) -> list[Courriel]:
        """Oldest first."""
        liste = self._lire("/api/mails", {"to": self.adresse})
        return [self._courriel(resume) for resume in reversed(liste)]

    def attendre(self, objet: str, nombre: int = 1) -> Courriel:
        """The latest e-mail whose subject holds `objet`, once there are `nombre` of them."""

        def assez() -> list[Courriel]:
            trouves = [courriel for courriel in self.courriels() if objet in courriel.objet]
            return trouves if len(trouves) >= nombre else []

        trouves: list[Courriel] = jusqu_a(assez, DELAI, f"le courriel « {objet} »")
        return trouves[-1]

    def _courriel(self, resume: dict[str, Any]) -> Courriel:
        entier = self._lire(f"/api/mails/{resume['id']}", {})
        return Courriel(**{nom: entier[nom] for nom in Courriel.__dataclass_fields__})

    def _lire(self, chemin: str, parametres: dict[str, str]) -> Any:
        return demander("GET", self.console_url + chemin, DELAI, params=parametres).json()


def _seul(motif: re.Pattern[str], texte: str) -> str:
    trouve = motif.search(texte)
    if trouve is None:
        raise AssertionError("ce courriel ne contient pas ce qu’on y cherche")
    return trouve.group()
