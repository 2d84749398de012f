"""Is it the same person? (guide #4: « Si le nom, le prénom ou la date de naissance… »)."""

import unicodedata
from typing import Protocol

from demande_import.domain.dossier import Adulte

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


class Nomme(Protocol):
    """Whoever has a name."""

    @property
    def nom(self) -> str: ...
    @property
    def prenom(self) -> str: ...


def normaliser(nom: str) -> str:
    """Without accents, case, hyphens, apostrophes nor spaces: « D’Être-Là » → « detrela »."""
    sans_accent = unicodedata.normalize("NFKD", nom.translate(_LIGATURES))
    return "".join(c for c in sans_accent.casefold() if c.isalnum())


def meme_nom(un: Nomme, autre: Nomme) -> bool:
    """Same nom and same prénom."""
    return normaliser(un.nom) == normaliser(autre.nom) and normaliser(un.prenom) == normaliser(autre.prenom)


def meme_personne(un: Adulte, autre: Adulte) -> bool:
    """Same nom, prénom and date of birth."""
    return meme_nom(un, autre) and un.date_naissance == autre.date_naissance
