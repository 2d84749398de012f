"""Passwords that too many people choose (OWASP ASVS 2.1.7).

A rule that asks for a capital and a digit is met by « Password1 » and « Azerty2024! »: so what is looked up is the
heart of a password, without what people add to please the rule. The hearts are in `communs.txt`, made by
`communs/construire.py` of this service.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

AJOUT_MAXIMAL = 6
"""Digits and signs around the heart. With more of them, the password is somebody's own."""
SANS_COEUR = 12
"""Characters that make up for letters: « 1234567aA » has nothing else, a long number of one's own has."""
LISIBLES: Final = str.maketrans("04135$@!7", "oalessait")
"""« P4ssw0rd » is « password »."""
_BORDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def coeur(mot_de_passe: str) -> str:
    """`Azerty2024!` → `azerty`; empty when fewer than three letters are left."""
    sans_bords = _BORDS.sub("", mot_de_passe.casefold())
    lettres = re.sub(r"[\W\d_]", "", sans_bords.translate(LISIBLES))
    return lettres if len(lettres) >= 3 else ""


@cache
def _coeurs() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("communs.txt").read_text(encoding="utf-8").split())


def trop_courant(mot_de_passe: str) -> bool:
    """Whether the heart is known and little was added, or there is no heart in few characters."""
    trouve = coeur(mot_de_passe)
    if not trouve:
        return len(mot_de_passe) <= SANS_COEUR
    return trouve in _coeurs() and len(mot_de_passe) - len(trouve) <= AJOUT_MAXIMAL
