"""« Commune ou code postal »: what may be meant by the first letters typed."""

import re
import unicodedata
from bisect import bisect_left
from functools import cache

from referentiel.geographie import Commune, arrondissements, commune, communes

LE_PLUS_HAUT = "\U0010ffff"
_ARTICLE = re.compile("^(le|la|les|l) ")
"""« Havre » finds Le Havre, « Haÿ » finds L’Haÿ-les-Roses."""
_RANG = re.compile(r"\b(\d+)eme\b")


def rechercher(saisie: str, limite: int) -> list[Commune]:
    """Communes and arrondissements whose name or postal code starts so, the most populated first."""
    debut = normaliser(saisie)
    if not debut:
        return []
    entrees = _entrees()
    trouvees = entrees[bisect_left(entrees, (debut, "")) : bisect_left(entrees, (debut + LE_PLUS_HAUT, ""))]
    lieux = (commune(code) for code in {code for _, code in trouvees})
    return sorted(lieux, key=lambda lieu: (-lieu.population, lieu.code))[:limite]


def normaliser(texte: str) -> str:
    """`Saint-Étienne ` → `saint etienne`, `PARIS 11EME` (guide #5) → `paris 11e`."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "Oe"))
    lettres = "".join(c if c.isalnum() else " " for c in decompose if not unicodedata.combining(c))
    return _RANG.sub(r"\1e", " ".join(lettres.casefold().split()))


@cache
def _entrees() -> list[tuple[str, str]]:
    """(name or postal code, code INSEE) in order. Built once: about 35,000 places."""
    entieres = communes()
    arrondis = [commune(code) for entiere in entieres for code in sorted(arrondissements(entiere.code))]
    return sorted((cle, lieu.code) for lieu in (*entieres, *arrondis) for cle in _cles(lieu))


def _cles(lieu: Commune) -> set[str]:
    nom = normaliser(lieu.nom)
    return {nom, _ARTICLE.sub("", nom), *lieu.codes_postaux}
