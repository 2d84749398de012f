"""Problems of the service demande-import."""

from contracts.problemes.modele import Probleme

CODES: tuple[Probleme, ...] = ()
