"""What pydantic found wrong in a request, said in French and by field."""

from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError

from chassis.codes import PAR_STATUT
from contracts.problemes import ErreurChamp
from contracts.problemes.technique import JSON_ILLISIBLE, REQUETE_INVALIDE

if TYPE_CHECKING:
    from chassis.problems import Refus

PHRASES: dict[str, str] = {
    "missing": "Ce champ est obligatoire.",
    "extra_forbidden": "Ce champ n’est pas attendu.",
    "string_type": "Un texte est attendu.",
    "string_too_short": "Au moins {min_length} caractère(s) sont attendus.",
    "string_too_long": "Au plus {max_length} caractères sont admis.",
    "string_unicode": "Ce texte contient un caractère illisible.",
    "string_pattern_mismatch": "Ce texte n’a pas le format attendu.",
    "int_type": "Un nombre entier est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_parsing_size": "Ce nombre est trop grand.",
    "int_from_float": "Un nombre entier est attendu.",
    "float_type": "Un nombre est attendu.",
    "float_parsing": "Un nombre est attendu.",
    "decimal_type": "Un nombre est attendu.",
    "decimal_parsing": "Un nombre est attendu.",
    "decimal_max_digits": "Ce nombre a trop de chiffres.",
    "decimal_whole_digits": "Ce nombre a trop de chiffres.",
    "decimal_max_places": "Au plus {decimal_places} décimales sont admises.",
    "bool_type": "Vrai ou faux est attendu.",
    "bool_parsing": "Vrai ou faux est attendu.",
    "enum": "Valeur inconnue. Valeurs possibles : {expected}.",
    "literal_error": "Valeur inconnue. Valeurs possibles : {expected}.",
    "date_type": "Une date (AAAA-MM-JJ) est attendue.",
    "date_parsing": "Une date (AAAA-MM-JJ) est attendue.",
    "date_from_datetime_parsing": "Une date (AAAA-MM-JJ) est attendue.",
    "date_from_datetime_inexact": "Une date sans heure est attendue.",
    "datetime_type": "Une date avec heure est attendue.",
    "datetime_parsing": "Une date avec heure est attendue.",
    "datetime_from_date_parsing": "Une date avec heure est attendue.",
    "timezone_aware": "Précisez le fuseau horaire.",
    "greater_than": "La valeur doit être supérieure à {gt}.",
    "greater_than_equal": "La valeur doit être au moins {ge}.",
    "less_than": "La valeur doit être inférieure à {lt}.",
    "less_than_equal": "La valeur doit être au plus {le}.",
    "too_short": "Au moins {min_length} élément(s) sont attendus.",
    "too_long": "Au plus {max_length} éléments sont admis.",
    "list_type": "Une liste est attendue.",
    "dict_type": "Un objet est attendu.",
    "model_attributes_type": "Un objet est attendu.",
    "model_type": "Un objet est attendu.",
    "union_tag_not_found": "Le genre ({discriminator}) est obligatoire.",
    "union_tag_invalid": "Genre inconnu. Valeurs possibles : {expected_tags}.",
    "finite_number": "Un nombre fini est attendu.",
}
DEFAUT = "Cette valeur n’est pas admise."
SOURCES = ("body", "query", "path", "header", "cookie")
NOMBRE = 30
"""Faults told at once: a body may hold 100,000 wrong fields, and nobody would read them."""
LONGUEUR = 200
"""Characters kept of a field's path, which the caller may have invented."""


def champ(location: tuple[Any, ...]) -> str:
    """`("body", "adresse", 0, "ville")` → `adresse.0.ville`."""
    inside = location[1:] if location and location[0] in SOURCES else location
    return ".".join(str(part) for part in inside)[:LONGUEUR] or "corps"


def phrase(fault: dict[str, Any]) -> str:
    """One fault in French. A `value_error` raised by our own validators already is."""
    if fault["type"] == "value_error":
        return str(fault.get("ctx", {}).get("error", DEFAUT))
    try:
        return PHRASES.get(fault["type"], DEFAUT).format(**fault.get("ctx", {}))
    except (KeyError, IndexError):
        return DEFAUT


def refus(error: RequestValidationError) -> "Refus":
    """The refusal that names every field at fault."""
    from chassis.problems import Refus

    faults: list[dict[str, Any]] = list(error.errors())
    if isinstance(error.body, bytes):
        return Refus(*PAR_STATUT[415])  # the framework reads a body as JSON only when it is called so
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Refus(JSON_ILLISIBLE, "Le corps de la requête n’est pas du JSON lisible.", champ="corps")
    erreurs = [ErreurChamp(champ=champ(fault["loc"]), message=phrase(fault)) for fault in faults[:NOMBRE]]
    noms = ", ".join(dict.fromkeys(erreur.champ for erreur in erreurs))
    return Refus(REQUETE_INVALIDE, f"À corriger : {noms}.", erreurs=erreurs)
