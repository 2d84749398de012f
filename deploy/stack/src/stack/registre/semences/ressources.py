"""Incomes of a household that agree with each other."""

import random
from datetime import date

from stack.registre.demande import RessourcesDeclarees, Rfr, SituationLogement

ABATTEMENT = 0.9
"""The RFR is about the year's net income less the 10 % for professional expenses."""
LOCATAIRES = frozenset({SituationLogement.LOCATAIRE_PRIVE, SituationLogement.LOCATAIRE_SOCIAL, SituationLogement.FOYER})


def ressources(
    hasard: random.Random, jour: date, revenu_mensuel: int, nombre: int, actuel: SituationLogement
) -> RessourcesDeclarees:
    """RFR of N-2 always, of N-1 for most; one household in six has earned less lately."""
    ce_qu_il_gagne = revenu_mensuel * 12 * ABATTEMENT
    n1 = round(ce_qu_il_gagne * hasard.uniform(0.96, 1.03))
    n2 = round(n1 * hasard.uniform(0.93, 1.03))
    douze_mois = round(ce_qu_il_gagne) if hasard.random() < 0.2 else None
    if hasard.random() < 0.17:
        n2 = round(n1 * hasard.uniform(1.12, 1.4))
    connus = [Rfr(annee=jour.year - 2, montant=n2)]
    if hasard.random() < 0.8:
        connus.append(Rfr(annee=jour.year - 1, montant=n1))
    return RessourcesDeclarees(
        rfr=tuple(connus),
        revenu_mensuel=revenu_mensuel,
        aide_logement_mensuelle=_aide(hasard, revenu_mensuel, nombre) if actuel in LOCATAIRES else 0,
        revenus_12_mois=douze_mois,
    )


def _aide(hasard: random.Random, revenu_mensuel: int, nombre: int) -> int:
    """None above what such households may earn, else more for less income."""
    manque = 1300 + 350 * (nombre - 1) - revenu_mensuel
    return min(420, int(manque * hasard.uniform(0.3, 0.5))) if manque > 60 else 0
