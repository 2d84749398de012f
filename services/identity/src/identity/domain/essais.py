"""How many wrong passwords are let through, and for how long the door then stays shut (OWASP ASVS 2.2.1)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ESSAIS_LIBRES = 5
ESSAIS_LIBRES_ADRESSE = 30
"""A whole firm may come from one address."""
ATTENTES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
OUBLI = timedelta(hours=24)
OUBLI_ADRESSE = timedelta(hours=1)
"""Many people may share an address, and each makes mistakes: theirs would add up all day long."""


@dataclass(frozen=True, slots=True)
class Essais:
    """The failures of one account, or of one address, counted from the first one for `oubli`."""

    echecs: int = 0
    dernier: datetime | None = None
    premier: datetime | None = None
    libres: int = ESSAIS_LIBRES
    oubli: timedelta = OUBLI

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
        """One more failure; those whose time is over are forgotten, though others followed them."""
        premier = self.premier or self.dernier
        if premier is None or maintenant - premier >= self.oubli:
            return replace(self, echecs=1, dernier=maintenant, premier=maintenant)
        return replace(self, echecs=self.echecs + 1, dernier=maintenant, premier=premier)
