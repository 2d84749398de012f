"""« Communes demandées », « Communes limitrophes », « Autres communes »: three lists, a home in one of them at most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, Self

from offres.domain.criteres import Criteres
from offres.domain.demandeur import Demandeur
from offres.domain.offre import Offre
from referentiel.eligibilite import Eligibilite, Logement
from referentiel.geographie import Onglet


@dataclass(frozen=True, slots=True)
class Vitrine:
    """A home on offer, with at hand what every look at it needs: of thousands, most are looked at no further."""

    offre: Offre
    logement: Logement
    date_limite: date
    reserve_siret: str | None
    cle: tuple[float, str]
    """Order of the lists: newest first. It never changes in the life of an offer, so that pages stay stable."""

    @classmethod
    def de(cls, offre: Offre) -> Self:
        """Of one offer."""
        annonce, cle = offre.annonce, (-offre.publiee_le.timestamp(), offre.id)
        return cls(offre, annonce.logement, annonce.date_limite, annonce.reserve_siret, cle)

    def __hash__(self) -> int:
        """Cheap: a view of it is kept by it."""
        return hash(self.cle)


class Proposition(NamedTuple):
    """A home as one salarié sees it in a list."""

    vitrine: Vitrine
    eligibilite: Eligibilite

    @property
    def offre(self) -> Offre:
        """The home."""
        return self.vitrine.offre

    @property
    def cle(self) -> tuple[float, str]:
        """Its place in a list."""
        return self.vitrine.cle


@dataclass(frozen=True, slots=True)
class FourchettePrix:
    """Ends of the price slider: euros a month, charges included."""

    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True)
class Repartition:
    """What « Les offres » shows to one salarié."""

    listes: Mapping[Onglet, Sequence[Proposition]]
    """In no order: two tabs of three are only counted."""
    prix: FourchettePrix | None
    """Of every home on offer before the filters, so that moving the slider does not move its ends."""

    @property
    def compteurs(self) -> dict[Onglet, int]:
        """The badge of each tab."""
        return {onglet: len(liste) for onglet, liste in self.listes.items()}

    def liste(self, onglet: Onglet) -> list[Proposition]:
        """One tab, newest first."""
        return sorted(self.listes[onglet], key=_CLE)


_CLE = attrgetter("vitrine.cle")


def repartir(
    lieux: Iterable[tuple[str, Iterable[Vitrine]]],
    demandeur: Demandeur,
    criteres: Criteres,
    jour: date,
    *,
    non_eligibles: bool = False,
) -> Repartition:
    """Sort homes into the tabs of one demande, in one pass. `lieux`: the homes of each commune.

    The guide #3 gives access « aux offres pour lesquelles vous êtes éligible »: the others are left out, unless
    `non_eligibles` asks for them with their reasons. Raise PlafondInconnu.
    """
    listes: dict[Onglet, list[Proposition]] = {onglet: [] for onglet in Onglet}
    loyers: list[Decimal] = []
    juge = demandeur.juge(jour)
    juger = juge.evaluer if non_eligibles else juge.favorable
    tout = criteres == Criteres()
    for commune, vitrines in lieux:
        onglet = demandeur.perimetre.classer(commune)
        if onglet is None:
            continue
        liste = listes[onglet]
        for vitrine in vitrines:
            if jour > vitrine.date_limite or vitrine.reserve_siret not in (None, demandeur.siret):
                continue
            verdict = juger(vitrine.logement)
            if verdict is None:
                continue
            loyers.append(vitrine.logement.loyer_charges_comprises)
            if tout or criteres.retiennent(vitrine.offre, jour):
                liste.append(Proposition(vitrine, verdict))
    return Repartition(listes, FourchettePrix(min(loyers), max(loyers)) if loyers else None)
