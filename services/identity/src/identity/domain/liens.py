"""The links sent by e-mail: what each opens, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Usage(StrEnum):
    """What a link is for."""

    ACCES = "acces"
    MOT_DE_PASSE = "mot_de_passe"
    INVITATION = "invitation"


DUREES = {
    Usage.ACCES: timedelta(days=2),  # « Ce lien expire dans 2 jour(s) » (guide #2)
    Usage.MOT_DE_PASSE: timedelta(hours=1),
    Usage.INVITATION: timedelta(days=7),
}
CHOIX_DU_MOT_DE_PASSE = timedelta(minutes=30)
"""Between the click that validates the e-mail and the password."""


class LienPerime(Exception):
    """Past its end."""


class LienDejaUtilise(Exception):
    """A link serves once (domain, Identity)."""


@dataclass(frozen=True, slots=True)
class Lien:
    """One link, known by the hash of its token. `valide_le` is the click on « Cliquez ici »."""

    usage: Usage
    compte_id: str
    expire_le: datetime
    valide_le: datetime | None = None

    def verifier(self, maintenant: datetime) -> None:
        """Raises `LienDejaUtilise` or `LienPerime`. Looking at a link never consumes it: mail scanners fetch links."""
        if self.valide_le is not None:
            raise LienDejaUtilise
        if maintenant >= self.expire_le:
            raise LienPerime
