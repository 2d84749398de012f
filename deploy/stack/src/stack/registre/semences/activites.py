"""Work, and the net income a month that goes with it."""

import random

from referentiel.communes import Commune
from stack.registre.demande import Activite, SituationActivite
from stack.registre.semences import employeurs

SALARIES = frozenset(
    {SituationActivite.CDI, SituationActivite.CDD, SituationActivite.INTERIM, SituationActivite.APPRENTI}
)
POIDS = {
    SituationActivite.CDI: 62,
    SituationActivite.CDD: 11,
    SituationActivite.INTERIM: 6,
    SituationActivite.APPRENTI: 4,
    SituationActivite.INDEPENDANT: 4,
    SituationActivite.SANS_EMPLOI: 6,
    SituationActivite.ETUDIANT: 2,
    SituationActivite.RETRAITE: 5,
}
REVENUS = {
    SituationActivite.CDI: (1480, 2950),
    SituationActivite.CDD: (1400, 2150),
    SituationActivite.INTERIM: (1350, 2100),
    SituationActivite.APPRENTI: (850, 1400),
    SituationActivite.INDEPENDANT: (900, 2800),
    SituationActivite.SANS_EMPLOI: (600, 1250),
    SituationActivite.ETUDIANT: (350, 850),
    SituationActivite.RETRAITE: (1050, 2000),
}
"""Net euros a month, from the lowest to the highest."""
AGES = {
    SituationActivite.RETRAITE: (63, 82),
    SituationActivite.ETUDIANT: (19, 26),
    SituationActivite.APPRENTI: (18, 26),
}
SANS_SIRET = 0.06
"""Share of the salariés who did not write their employer's SIRET in the register."""


def activite(hasard: random.Random, travail: Commune) -> tuple[Activite, int]:
    """The work, and what it brings a month."""
    situation = hasard.choices(list(POIDS), weights=list(POIDS.values()))[0]
    revenu = int(hasard.triangular(*REVENUS[situation])) // 10 * 10
    if situation not in SALARIES:
        return Activite(situation=situation), revenu
    return Activite(
        situation=situation,
        siret_employeur=None if hasard.random() < SANS_SIRET else employeurs.siret(hasard),
        plusieurs_employeurs=hasard.random() < 0.08,
        travail_code_insee=travail.code,
        travail_code_postal=travail.codes_postaux[0],
    ), revenu


def age_plausible(hasard: random.Random, situation: SituationActivite) -> int:
    bas, haut = AGES.get(situation, (21, 61))
    return hasard.randint(bas, haut)
