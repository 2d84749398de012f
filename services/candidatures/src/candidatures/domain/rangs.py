"""Whose turn it is to be offered a home (CCH R. 441-3): an attribution with a rank waits for those before it."""

from collections.abc import Sequence

from candidatures.domain.candidature import CHEZ_LE_BAILLEUR, RETENUES, Candidature
from contracts.candidatures import StatutCandidature as S


def prochaine(dossiers: Sequence[Candidature]) -> Candidature | None:
    """Among all that were transmitted for one home, archived ones included: who is offered it now, if anyone.

    Nobody while somebody holds it. Else the lowest rank that waits, unless a lower one may still be decided: the
    commission's decisions arrive one by one, in any order.
    """
    attendent = [c for c in dossiers if en_attente(c)]
    if not attendent or any(tient(c) for c in dossiers):
        return None
    premiere = min(attendent, key=_rang)
    connus = {_donne(c) for c in dossiers}
    complets = all(rang in connus for rang in range(1, _rang(premiere)))
    return premiere if complets or not any(c.statut in CHEZ_LE_BAILLEUR for c in dossiers) else None


def tient(c: Candidature) -> bool:
    """The home is this applicant's to take, taken, or lived in."""
    return c.statut is S.ENTREE or (c.statut in RETENUES and not en_attente(c))


def en_attente(c: Candidature) -> bool:
    """Ranked, and no delay to answer was opened."""
    return c.statut is S.ATTRIBUEE_EN_RANG and c.repondre_avant is None


def _donne(c: Candidature) -> int | None:
    """The rank that was given: an attribution without one, plain or under condition, is the first in line."""
    sans_rang = c.rang is None and bool(c.repondre_avant or c.condition)
    return 1 if sans_rang else c.rang


def _rang(c: Candidature) -> int:
    return c.rang or 0
