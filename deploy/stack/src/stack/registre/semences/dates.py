"""When a demande was made, and until when it is valid: anniversaries, since it is renewed every year."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from stack.registre.cycle import VALIDITE_MOIS, plus_mois
from stack.registre.demande import Etat, MotifRadiation

REFERENCE = date(2026, 11, 24)
"""Ages are counted from this day, so that birth dates do not depend on the day of the draw."""


@dataclass(frozen=True, slots=True)
class Validite:
    depot: date
    fin: date
    motif_radiation: MotifRadiation | None = None

    @property
    def etat(self) -> Etat:
        return Etat.RADIEE if self.motif_radiation else Etat.ACTIVE


def validite(jour: date, jours_restants: int, renouvellements: int = 0) -> Validite:
    """Valid for `jours_restants` more days (under 0: expired), after that many renewals."""
    fin = jour + timedelta(days=jours_restants)
    return Validite(plus_mois(fin, -VALIDITE_MOIS * (renouvellements + 1)), fin)


def validite_tiree(hasard: random.Random, jour: date) -> Validite:
    """One in eight ends within a month, one in fifteen is struck off."""
    renouvellements = hasard.choices((0, 1, 2, 3), weights=(40, 30, 18, 12))[0]
    restants = hasard.randint(2, 28) if hasard.random() < 0.125 else hasard.randint(29, 360)
    motif = hasard.choice(list(MotifRadiation)) if hasard.random() < 1 / 15 else None
    if motif is MotifRadiation.NON_RENOUVELLEMENT:
        restants, renouvellements = -hasard.randint(40, 300), min(renouvellements, 2)
    valable = validite(jour, restants, renouvellements)
    return Validite(valable.depot, valable.fin, motif)


def naissance(hasard: random.Random, age: int) -> date:
    """Of someone who was `age` years old on REFERENCE."""
    return plus_mois(REFERENCE, -12 * age) - timedelta(days=hasard.randint(0, 360))
