"""Problems of the service identity."""

from contracts.problemes.modele import Probleme

CODES: tuple[Probleme, ...] = ()
