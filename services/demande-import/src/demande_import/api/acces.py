"""Who may call, and the problems that any call may meet."""

from typing import Annotated

from chassis.auth import Principal, exige
from contracts.problemes.technique import (
    ACCES_INTERDIT,
    CLE_IDEMPOTENCE_REUTILISEE,
    CONFLIT_VERSION,
    INTROUVABLE,
    JSON_ILLISIBLE,
    NON_AUTHENTIFIE,
    REQUETE_INVALIDE,
    SERVICE_INDISPONIBLE,
)
from contracts.roles import Role

Salarie = Annotated[Principal, exige(Role.SALARIE)]
Conseiller = Annotated[Principal, exige(Role.CONSEILLER)]
Bailleur = Annotated[Principal, exige(Role.BAILLEUR)]
Employeur = Annotated[Principal, exige(Role.EMPLOYEUR)]
Action = Annotated[Principal, exige(Role.ADMIN, Role.CONSEILLER)]
"""Action Logement’s own staff."""

LECTURE = (NON_AUTHENTIFIE, ACCES_INTERDIT, REQUETE_INVALIDE, SERVICE_INDISPONIBLE)
ECRITURE = (*LECTURE, JSON_ILLISIBLE, CONFLIT_VERSION, CLE_IDEMPOTENCE_REUTILISEE)
UNE_RESSOURCE = (INTROUVABLE,)
