"""Problems of the service offres."""

from contracts.problemes.modele import Probleme

CODES: tuple[Probleme, ...] = ()
