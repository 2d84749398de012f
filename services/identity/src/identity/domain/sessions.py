"""Refresh tokens: opaque, single-use, by family; one used twice closes its family (architecture, edges)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

DUREE_JETON_ACCES = timedelta(minutes=10)
INACTIVITE = timedelta(days=7)
DUREE_MAXIMALE = timedelta(days=30)


class SessionFermee(Exception):
    """Logged out, revoked, or past its end."""


class JetonRejoue(Exception):
    """A refresh token was used a second time: somebody else may hold it, so the session ends."""


@dataclass(frozen=True, slots=True)
class Session:
    """One login. `empreinte` is the hash of the only refresh token that is good now."""

    session_id: str
    compte_id: str
    empreinte: str
    ouverte_le: datetime
    vue_le: datetime
    fermee_le: datetime | None = None

    def tourner(self, presentee: str, suivante: str, maintenant: datetime) -> "Session":
        """The session after a refresh. Raises `SessionFermee` or `JetonRejoue`."""
        trop_tard = maintenant - self.vue_le >= INACTIVITE or maintenant - self.ouverte_le >= DUREE_MAXIMALE
        if self.fermee_le is not None or trop_tard:
            raise SessionFermee
        if presentee != self.empreinte:
            raise JetonRejoue
        return replace(self, empreinte=suivante, vue_le=maintenant)

    def fermer(self, maintenant: datetime) -> "Session":
        """Log out, or revoke. Doing it again changes nothing."""
        return self if self.fermee_le else replace(self, fermee_le=maintenant)
