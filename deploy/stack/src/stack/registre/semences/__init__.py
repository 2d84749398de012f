"""The demandes that the simulated registers hold at their first start: the guide's people, then a draw."""

import random
from datetime import date

from stack.registre.fichier import Fiche
from stack.registre.semences.guide import fiches_du_guide
from stack.registre.semences.identites import Adresses
from stack.registre.semences.tirage import fiches_tirees

NOMBRE = 300
GRAINE = 20261124


def tirer(jour: date, nombre: int = NOMBRE, graine: int = GRAINE) -> tuple[Fiche, ...]:
    """`nombre` demandes as on `jour`. Keys, numbers, people and incomes do not depend on the day; dates do."""
    guide = fiches_du_guide(jour)
    adresses = Adresses(fiche.demande.courriel for fiche in guide)
    return (*guide, *fiches_tirees(random.Random(graine), jour, nombre - len(guide), adresses))
