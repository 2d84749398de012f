"""Plausible rents and surfaces. Orders of magnitude for a demo, not a published scale."""

import random
from decimal import Decimal

from contracts.offres import Norme, Typologie
from referentiel.geographie import Commune, Zone, ZonePli, zone

SURFACES = {
    Typologie.T1: (19, 34),
    Typologie.T2: (37, 52),
    Typologie.T3: (55, 70),
    Typologie.T4: (70, 88),
    Typologie.T5: (86, 106),
    Typologie.T6: (104, 130),
}
"""Square metres, from the smallest to the largest."""

LOYERS = {
    (Norme.PLAI, Zone.PARIS_COMMUNES_LIMITROPHES): 6.9,
    (Norme.PLAI, Zone.ILE_DE_FRANCE): 6.4,
    (Norme.PLAI, Zone.AUTRES_REGIONS): 5.3,
    (Norme.PLUS, Zone.PARIS_COMMUNES_LIMITROPHES): 8.4,
    (Norme.PLUS, Zone.ILE_DE_FRANCE): 7.3,
    (Norme.PLUS, Zone.AUTRES_REGIONS): 6.1,
    (Norme.PLS, Zone.PARIS_COMMUNES_LIMITROPHES): 14.2,
    (Norme.PLS, Zone.ILE_DE_FRANCE): 11.4,
    (Norme.PLS, Zone.AUTRES_REGIONS): 8.8,
    (Norme.PLI, ZonePli.ABIS): 18.0,
    (Norme.PLI, ZonePli.A): 14.8,
    (Norme.PLI, ZonePli.B1): 11.9,
    (Norme.PLI, ZonePli.B2): 10.3,
    (Norme.PLI, ZonePli.C): 9.6,
}
"""Euros a square metre a month, without charges."""

_CENTIME = Decimal("0.01")
_GRANDE_VILLE, _VILLE = 100_000, 20_000


def zone_pli(lieu: Commune) -> ZonePli:
    """A stand-in for the A/B/C zoning, which no registry package gives by commune: by zone, then by population."""
    sa_zone = zone(lieu.code)
    if sa_zone is not Zone.AUTRES_REGIONS:
        return ZonePli.ABIS if sa_zone is Zone.PARIS_COMMUNES_LIMITROPHES else ZonePli.A
    if lieu.population >= _GRANDE_VILLE or lieu.parente:
        return ZonePli.B1
    return ZonePli.B2 if lieu.population >= _VILLE else ZonePli.C


def loyers(hasard: random.Random, lieu: Commune, norme: Norme, surface: int) -> tuple[Decimal, Decimal]:
    """Rent without charges, and with them, to the cent."""
    sa_zone = zone_pli(lieu) if norme is Norme.PLI else zone(lieu.code)
    nu = surface * LOYERS[(norme, sa_zone)] * hasard.uniform(0.93, 1.07)
    charges = surface * hasard.uniform(1.5, 2.6)
    hors_charges = Decimal(nu).quantize(_CENTIME)
    return hors_charges, hors_charges + Decimal(charges).quantize(_CENTIME)
