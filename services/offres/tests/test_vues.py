"""A card is made once and shown to many: never one person's to another, never yesterday's (guide #5)."""

from datetime import date, timedelta
from decimal import Decimal

from offres.api import vues
from offres.domain.criteres import Criteres
from offres.domain.demandeur import Demandeur
from offres.domain.onglets import Vitrine, repartir
from referentiel.geographie import Onglet

from .fabrique import INSTANT, JOUR, annonce, demandeur, offre

DEMANDEES = Onglet.COMMUNES_DEMANDEES


def _page(vitrine: Vitrine, qui: Demandeur | None = None, jour: date = JOUR) -> vues.PageOffres:
    repartition = repartir([("75111", [vitrine])], qui or demandeur(), Criteres(), jour, non_eligibles=True)
    return vues.page(DEMANDEES, repartition, repartition.liste(DEMANDEES), None, jour)


def test_a_home_becomes_available_at_once_when_its_day_comes():
    vitrine = Vitrine.de(offre(disponible_le=JOUR + timedelta(days=1)))
    assert [_page(vitrine, jour=jour).items[0].disponible_immediatement for jour in _jours(0, 1, 0)] == [
        False,
        True,
        False,
    ]


def test_a_corrected_home_shows_its_correction():
    publiee = offre()
    corrigee = publiee.modifier(annonce(loyer=Decimal(800)), INSTANT, JOUR)
    assert [_page(Vitrine.de(o)).items[0].loyer for o in (publiee, corrigee, publiee)] == [841, 800, 841]


def test_what_one_earns_is_shown_to_oneself_alone_and_not_kept():
    vitrine = Vitrine.de(offre(identifiant="o-revenus"))
    gardees = vues.carte_gardee.cache_info().currsize
    pauvre, modeste, aisee = (_page(vitrine, demandeur(revenu=revenu)).items[0] for revenu in (1000, 1500, 2600))
    assert pauvre.eligibilite.raisons[0].chiffres["revenus_mensuels"] == "1000"
    assert modeste.eligibilite.raisons[0].chiffres["revenus_mensuels"] == "1500"
    assert aisee.eligibilite.eligible
    assert vues.carte_gardee.cache_info().currsize == gardees + 1
    assert vues.carte_gardee.cache_info().maxsize == vues.CARTES_GARDEES


def _jours(*ecarts: int) -> list[date]:
    return [JOUR + timedelta(days=ecart) for ecart in ecarts]
