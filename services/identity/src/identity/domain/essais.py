"""How many wrong passwords are let through, and for how long the door then stays shut (OWASP ASVS 2.2.1)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ESSAIS_LIBRES = 5
ESSAIS_LIBRES_ADRESSE = 30
"""A whole firm may come from one address."""
ATTENTES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
OUBLI = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Essais:
    """The failures of one account, or of one address."""

    echecs: int = 0
    dernier: datetime | None = None
    libres: int = ESSAIS_LIBRES

    def ferme_jusqu_a(self) -> datetime | None:
        """When the next attempt is looked at; None when it is at once."""
        if self.dernier is None or self.echecs < self.libres:
            return None
        palier = min((self.echecs - self.libres) // ESSAIS_LIBRES, len(ATTENTES) - 1)
        return self.dernier + ATTENTES[palier]

    def ouvert(self, maintenant: datetime) -> bool:
        """Whether an attempt may be made now."""
        fin = self.ferme_jusqu_a()
        return fin is None or maintenant >= fin

    def echouer(self, maintenant: datetime) -> "Essais":
        """One more failure; those of the day before are forgotten."""
        anciens = 0 if self.dernier and maintenant - self.dernier >= OUBLI else self.echecs
        return replace(self, echecs=anciens + 1, dernier=maintenant)
