"""The draw: how many homes in each département, where, and what they are like."""

import random
from datetime import date, timedelta
from decimal import Decimal

from contracts.offres import Norme, TypeLogement, Typologie
from offres.domain.annonce import Annonce
from offres.domain.offre import Publication
from offres.semences import loyers, textes
from offres.semences.bailleurs import bailleur_de
from offres.semences.guide import offres_du_guide
from referentiel import geographie
from referentiel.geographie import Commune

NOMBRE = 2000
GRAINE = 20261124
PAR_DEPARTEMENT = 4
"""At least that many in each département, so that every demande has something to see."""
COMMUNE_MINIMALE = 2000
"""Inhabitants under which a commune has none, unless it is its département's largest."""
SIRET_RESERVE = "82454968702431"
"""The firm that some homes are kept for."""
NORMES = {Norme.PLAI: 22, Norme.PLUS: 50, Norme.PLS: 20, Norme.PLI: 8}
TYPOLOGIES = {
    Typologie.T1: 14,
    Typologie.T2: 30,
    Typologie.T3: 30,
    Typologie.T4: 18,
    Typologie.T5: 6,
    Typologie.T6: 2,
}


def tirer(jour: date, nombre: int = NOMBRE, graine: int = GRAINE) -> tuple[Publication, ...]:
    """`nombre` offers as on `jour`, the guide's own first; ids do not depend on the day."""
    hasard = random.Random(graine)
    guide = offres_du_guide(jour)
    lieux = [lieu for code, combien in _quotas(nombre - len(guide)).items() for lieu in _lieux(hasard, code, combien)]
    return (*guide, *(_publication(hasard, rang, lieu, jour) for rang, lieu in enumerate(lieux, start=1)))


def _quotas(nombre: int) -> dict[str, int]:
    """Homes by département: a floor, then the largest remainders of the population."""
    populations = {d.code: 0 for d in geographie.departements()}
    for lieu in geographie.communes():
        if lieu.departement in populations:
            populations[lieu.departement] += lieu.population
    plancher = min(PAR_DEPARTEMENT, nombre // len(populations))
    reste, total = nombre - plancher * len(populations), sum(populations.values())
    parts = {code: reste * population / total for code, population in populations.items()}
    quotas = {code: plancher + int(part) for code, part in parts.items()}
    manquants = nombre - sum(quotas.values())
    for code in sorted(parts, key=lambda code: (int(parts[code]) - parts[code], code))[:manquants]:
        quotas[code] += 1
    return quotas


def _lieux(hasard: random.Random, departement: str, combien: int) -> list[Commune]:
    """Places of a département drawn by population; arrondissements stand for Paris, Lyon and Marseille."""
    entieres = [lieu for lieu in geographie.communes() if lieu.departement == departement]
    peuplees = [lieu for lieu in entieres if lieu.population >= COMMUNE_MINIMALE] or [
        max(entieres, key=lambda lieu: lieu.population)
    ]
    lieux = [
        geographie.commune(code)
        for lieu in peuplees
        for code in sorted(geographie.arrondissements(lieu.code)) or [lieu.code]
    ]
    return hasard.choices(lieux, weights=[lieu.population for lieu in lieux], k=combien)


def _publication(hasard: random.Random, rang: int, lieu: Commune, jour: date) -> Publication:
    bailleur = bailleur_de(lieu.departement, lieu.region)
    return Publication(f"offre-{lieu.departement.lower()}-{rang:04d}", bailleur.id, _annonce(hasard, lieu, jour))


def _annonce(hasard: random.Random, lieu: Commune, jour: date) -> Annonce:
    norme = hasard.choices(list(NORMES), weights=list(NORMES.values()))[0]
    typologie = hasard.choices(list(TYPOLOGIES), weights=list(TYPOLOGIES.values()))[0]
    surface = hasard.randint(*loyers.SURFACES[typologie])
    maison = typologie >= Typologie.T3 and lieu.parente is None and hasard.random() < 0.3
    hors_charges, loyer = loyers.loyers(hasard, lieu, norme, surface)
    pmr = hasard.random() < 0.2
    classe = hasard.choices("ABCDE", weights=(6, 18, 38, 28, 10))[0]
    return Annonce(
        type_logement=TypeLogement.MAISON if maison else TypeLogement.APPARTEMENT,
        typologie=typologie,
        norme=norme,
        surface=Decimal(surface),
        loyer=loyer,
        loyer_hors_charges=hors_charges,
        commune=lieu.code,
        code_postal=lieu.codes_postaux[0],
        date_limite=jour + timedelta(days=hasard.randint(10, 60)),
        disponible_le=jour + timedelta(days=hasard.randint(-20, 90)),
        description=textes.description(hasard, lieu, maison=maison, pmr=pmr),
        etage=None if maison else hasard.randint(0, 1 if pmr else 7),
        pmr=pmr,
        dpe=classe,
        ges=hasard.choice("ABC" if classe < "D" else "CDE"),
        zone_pli=loyers.zone_pli(lieu) if norme is Norme.PLI else None,
        reserve_siret=SIRET_RESERVE if hasard.random() < 0.02 else None,
        candidats_a_proposer=hasard.choice((3, 3, 3, 4, 5)),
    )
