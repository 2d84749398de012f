"""The roles that an access token carries (architecture, edges). Every service reads them the same way."""

from enum import StrEnum


class Role(StrEnum):
    """Who a person is on the platform."""

    SALARIE = "salarie"
    CONSEILLER = "conseiller"
    BAILLEUR = "bailleur"
    EMPLOYEUR = "employeur"
    ADMIN = "admin"
