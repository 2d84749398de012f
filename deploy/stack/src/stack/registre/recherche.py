"""Finding a demande by what a person remembers of it."""

import unicodedata
from collections.abc import Iterable

from stack.registre.fichier import Fiche


def chercher(fiches: Iterable[Fiche], texte: str | None = None, registre: str | None = None) -> list[Fiche]:
    """Each word of `texte` somewhere in key, number, names, e-mail or département; accents and case aside."""
    mots = _nu(texte or "").split()
    return [
        fiche
        for fiche in fiches
        if (not registre or fiche.demande.registre == registre) and all(mot in _repere(fiche) for mot in mots)
    ]


def _repere(fiche: Fiche) -> str:
    demande = fiche.demande
    personnes = [demande.demandeur, *([demande.codemandeur] if demande.codemandeur else [])]
    noms = " ".join(f"{personne.prenom} {personne.nom_naissance}" for personne in personnes)
    return _nu(" ".join((fiche.cle, demande.numero_unique, noms, demande.courriel, demande.departement)))


def _nu(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.lower())
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre)).replace("’", "'")
