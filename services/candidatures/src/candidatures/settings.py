"""Settings of candidatures."""

from pydantic import Field

from candidatures.domain.candidature import DELAI_MINIMAL
from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """How long an applicant has to answer, and how often deadlines are looked at."""

    delai_reponse_jours: int = Field(default=DELAI_MINIMAL, ge=DELAI_MINIMAL, le=365, description="CCH R. 441-10")
    echeances_secondes: float = Field(default=30, gt=0)
