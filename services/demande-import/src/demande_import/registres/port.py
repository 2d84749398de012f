"""What AL’in asks a register, and the ways in which it may fail to answer."""

from datetime import date
from typing import Protocol

from demande_import.domain.dossier import Dossier


class NumeroInconnu(Exception):
    """The register says, in its own protocol, that it has no demande under this number."""


class RegistreEnPanne(Exception):
    """No answer to rely on: to be asked again."""


class RegistreIndisponible(RegistreEnPanne):
    """It does not answer, or not in time."""


class ReponseInvalide(RegistreEnPanne):
    """It answers something else than what was agreed. Never stored."""


class Registre(Protocol):
    """One register."""

    async def consulter(self, numero: str) -> Dossier:
        """The demande of this number. Raise NumeroInconnu, RegistreIndisponible, ReponseInvalide."""
        ...

    async def radier(self, numero: str, date_bail: date, reference: str) -> None:
        """Strike off with reason attribution; again with the same reference, or once it is struck off, is no error.

        Raise NumeroInconnu, RegistreIndisponible, ReponseInvalide.
        """
        ...
