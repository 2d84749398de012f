"""Problems of the service candidatures."""

from contracts.problemes.modele import Probleme

CODES: tuple[Probleme, ...] = ()
