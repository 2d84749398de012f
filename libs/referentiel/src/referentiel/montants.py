"""Amounts as a person reads them."""

from decimal import Decimal

_ESPACE_FINE = "\u202f"  # narrow no-break space: groups of thousands, and before the unit
_INSECABLE = "\u00a0"


def euros(montant: int | Decimal) -> str:
    """« 26 920 € », « 731,49 € »: cents only when there are some."""
    arrondi = Decimal(montant).quantize(Decimal("0.01"))
    texte = f"{int(arrondi):,}" if arrondi == int(arrondi) else f"{arrondi:,.2f}"
    return texte.replace(".", "¤").replace(",", _ESPACE_FINE).replace("¤", ",") + _INSECABLE + "€"


def nombre(valeur: Decimal) -> str:
    """« 2,7 », « 3 »: no useless zero."""
    return f"{valeur.normalize():f}".replace(".", ",")
