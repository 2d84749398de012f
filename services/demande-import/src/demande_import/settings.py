"""Settings of demande-import: where the registers are, the keys, how much a person may ask."""

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """`ALIN_…` variables."""

    registre_national_url: str
    registre_departemental_url: str = Field(description="A département’s register is at `/<code>` under it")
    registre_timeout: float = Field(default=5, gt=0, description="Seconds")
    registre_proxy: str | None = Field(default=None, description="Proxy to reach the registers; none unless told")
    notifications_public_key: str = Field(description="JWK (JSON) that e-mailed codes are encrypted for")
    cle_recherche: SecretStr = Field(
        min_length=16, description="Key of the HMAC under which numbers are looked up, and codes kept"
    )
    imports_par_heure: int = Field(default=10, description="Numbers that one account may type in an hour")
    renvois_par_heure: int = Field(default=5, description="New codes that one account may ask for in an hour")
    codes_par_numero_par_heure: int = Field(default=20, description="Searches of one number, all accounts together")
    codes_entreprise_par_heure: int = Field(default=20, description="Codes entreprise that one account may try")
    reprise_secondes: float = Field(default=2, description="First pause before a register is asked again; doubles")
    reprise_max_secondes: float = 60
    cycle_secondes: float = Field(default=60, description="How often ends of validity and of keeping are looked at")
