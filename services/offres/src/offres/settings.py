"""Settings of offres: those that every service has."""

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Nothing of its own: rules and reference data are versioned in `referentiel`."""
