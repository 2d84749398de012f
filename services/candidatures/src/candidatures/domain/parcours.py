"""The six steps that the guide #6 draws under a candidature."""

from enum import StrEnum

from candidatures.domain.candidature import Candidature
from contracts.candidatures import Etape, StatutCandidature

ORDRE = tuple(Etape)


class EtatEtape(StrEnum):
    """How a step is drawn."""

    FAIT = "fait"
    EN_COURS = "en_cours"
    A_VENIR = "a_venir"


def parcours(c: Candidature) -> list[tuple[Etape, EtatEtape]]:
    """Each step and its state. A visit is done when it was made: it may come after the commission."""
    faites: set[Etape] = {e for e in ORDRE[: ORDRE.index(c.etape) + 1] if e not in (Etape.VISITE, Etape.ENTREE)}
    if c.visite_constatee:
        faites.add(Etape.VISITE)
    if c.statut is StatutCandidature.ENTREE:
        faites.add(Etape.ENTREE)
    suivante = max(map(ORDRE.index, faites)) + 1
    en_cours = ORDRE[suivante] if c.active else None
    return [(e, _etat(e, faites, en_cours)) for e in ORDRE]


def _etat(etape: Etape, faites: set[Etape], en_cours: Etape | None) -> EtatEtape:
    if etape in faites:
        return EtatEtape.FAIT
    return EtatEtape.EN_COURS if etape is en_cours else EtatEtape.A_VENIR
