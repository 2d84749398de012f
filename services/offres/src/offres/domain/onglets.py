"""« Communes demandées », « Communes limitrophes », « Autres communes »: three lists, a home in one of them at most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offres.domain.criteres import Criteres
from offres.domain.demandeur import Demandeur
from offres.domain.offre import Offre
from referentiel.eligibilite import Eligibilite
from referentiel.geographie import Onglet


@dataclass(frozen=True, slots=True)
class Proposition:
    """A home as one salarié sees it in a list."""

    offre: Offre
    eligibilite: Eligibilite

    @property
    def cle(self) -> tuple[float, str]:
        """Order of the lists: newest first. It never changes in the life of an offer, so that pages stay stable."""
        return (-self.offre.publiee_le.timestamp(), self.offre.id)


@dataclass(frozen=True, slots=True)
class FourchettePrix:
    """Ends of the price slider: euros a month, charges included."""

    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True)
class Repartition:
    """What « Les offres » shows to one salarié."""

    listes: Mapping[Onglet, tuple[Proposition, ...]]
    prix: FourchettePrix | None
    """Of every home on offer before the filters, so that moving the slider does not move its ends."""

    @property
    def compteurs(self) -> dict[Onglet, int]:
        """The badge of each tab."""
        return {onglet: len(liste) for onglet, liste in self.listes.items()}


def repartir(
    offres: Iterable[Offre], demandeur: Demandeur, criteres: Criteres, jour: date, *, non_eligibles: bool = False
) -> Repartition:
    """Sort homes into the tabs of one demande, in one pass.

    The guide #3 gives access « aux offres pour lesquelles vous êtes éligible »: the others are left out, unless
    `non_eligibles` asks for them with their reasons. Raise PlafondInconnu.
    """
    listes: dict[Onglet, list[Proposition]] = {onglet: [] for onglet in Onglet}
    loyers: list[Decimal] = []
    for offre in offres:
        onglet = demandeur.perimetre.classer(offre.annonce.commune) if demandeur.voit(offre, jour) else None
        if onglet is None:
            continue
        verdict = demandeur.eligibilite(offre, jour)
        if not (verdict.eligible or non_eligibles):
            continue
        loyers.append(offre.annonce.loyer)
        if criteres.retiennent(offre, jour):
            listes[onglet].append(Proposition(offre, verdict))
    triees = {onglet: tuple(sorted(liste, key=lambda p: p.cle)) for onglet, liste in listes.items()}
    return Repartition(triees, FourchettePrix(min(loyers), max(loyers)) if loyers else None)
