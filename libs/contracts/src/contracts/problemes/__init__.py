"""The one catalogue of problem codes (RFC 9457), by the service that raises them. A code never changes its meaning."""

from contracts.problemes import candidatures, demande_import, identity, notifications, offres, technique
from contracts.problemes.modele import ErreurChamp, Probleme, ProblemeHttp

CATALOGUE: dict[str, Probleme] = {}
for _module in (technique, identity, demande_import, offres, candidatures, notifications):
    for _probleme in _module.CODES:
        if _probleme.code in CATALOGUE:
            raise ValueError(f"problem code declared twice: {_probleme.code}")
        CATALOGUE[_probleme.code] = _probleme

__all__ = ["CATALOGUE", "ErreurChamp", "Probleme", "ProblemeHttp"]
