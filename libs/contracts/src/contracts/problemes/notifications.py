"""Problems of the service notifications."""

from contracts.problemes.modele import Probleme

CODES: tuple[Probleme, ...] = ()
