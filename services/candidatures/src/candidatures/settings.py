"""Settings of candidatures."""

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """How long an applicant has to answer, and how often deadlines are looked at."""

    delai_reponse_jours: int = 10
    """At least 10 (CCH R. 441-10)."""
    echeances_secondes: float = 30
