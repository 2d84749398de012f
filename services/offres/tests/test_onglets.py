"""The three tabs, their counters and their filters (guide #5)."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.offres import Norme, TypeLogement, Typologie
from offres.api import vues
from offres.domain import onglets
from offres.domain.criteres import Criteres
from offres.domain.onglets import FourchettePrix
from referentiel.eligibilite import MotifIneligibilite
from referentiel.geographie import Onglet

from .fabrique import INSTANT, JOUR, SIRET, demandeur, offre

COMMUNES = ["75111", "75103", "75120", "75115", "93066", "29019", "29075", "29232", "69383", "13201", "2A004", "97411"]
PARIS_11 = demandeur("75111")


def repartir(publiees, *reste, **options):
    """Of offers, which the catalogue hands out as `Vitrine`, commune by commune."""
    lieux = defaultdict(list)
    for publiee in publiees:
        lieux[publiee.annonce.commune].append(onglets.Vitrine.de(publiee))
    return onglets.repartir(lieux.items(), *reste, **options)


def montre(repartition):
    """What the person sees of it: the three lists in their order, and the slider."""
    return {onglet: repartition.liste(onglet) for onglet in Onglet}, repartition.prix


offres = st.lists(
    st.builds(
        dict,
        commune=st.sampled_from(COMMUNES),
        typologie=st.sampled_from(Typologie),
        norme=st.sampled_from([Norme.PLAI, Norme.PLUS, Norme.PLS]),
        type_logement=st.sampled_from(TypeLogement),
        loyer=st.decimals(731, 1500, places=2),
        pmr=st.booleans(),
        reserve_siret=st.sampled_from([None, SIRET, "00000000000000"]),
        disponible_le=st.integers(-5, 5).map(lambda jours: JOUR + timedelta(days=jours)),
        date_limite=st.integers(0, 5).map(lambda jours: JOUR + timedelta(days=jours)),
        publiee_le=st.integers(0, 3).map(lambda heures: INSTANT + timedelta(hours=heures)),
    ),
    max_size=12,
).map(lambda tirages: [offre(identifiant=f"o{rang}", **tirage) for rang, tirage in enumerate(tirages)])
communes = st.lists(st.sampled_from(COMMUNES), min_size=1, max_size=3, unique=True)
criteres = st.builds(
    Criteres,
    types_logement=st.frozensets(st.sampled_from(TypeLogement)),
    prix_min=st.none() | st.decimals(700, 1500, places=2),
    prix_max=st.none() | st.decimals(700, 1500, places=2),
    pmr=st.booleans(),
    disponible_immediatement=st.booleans(),
)


@given(offres, communes, st.integers(0, 6), st.sampled_from([None, SIRET, "00000000000000"]))
def test_every_open_home_is_in_exactly_one_tab_or_in_none(publiees, demandees, jours, siret):
    """Guide #5: « Chaque onglet a sa propre liste d'offres »; domain, Offers: some are for one firm's salariés."""
    qui, jour = demandeur(*demandees, siret=siret), JOUR + timedelta(days=jours)
    repartition = repartir(publiees, qui, Criteres(), jour, non_eligibles=True)
    montrees = [p.offre.id for liste in repartition.listes.values() for p in liste]
    assert len(montrees) == len(set(montrees))
    for publiee in publiees:
        ouverte = publiee.ouverte(jour) and not publiee.reservee_a_d_autres(qui.siret)
        visible = ouverte and qui.perimetre.classer(publiee.annonce.commune) is not None
        assert (publiee.id in montrees) is visible


@given(offres, communes, criteres, st.booleans())
def test_each_counter_is_the_length_of_its_list(publiees, demandees, filtres, non_eligibles):
    """Guide #5: « la pastille précisant le nombre de logements »."""
    repartition = repartir(publiees, demandeur(*demandees), filtres, JOUR, non_eligibles=non_eligibles)
    assert repartition.compteurs == {onglet: len(repartition.listes[onglet]) for onglet in Onglet}


@given(offres, communes, criteres)
def test_filters_then_reset_give_the_same_list_and_the_slider_never_moves(publiees, demandees, filtres):
    """Guide #5: « Réinitialiser tous les critères »."""
    qui = demandeur(*demandees)
    avant = repartir(publiees, qui, Criteres(), JOUR)
    filtree = repartir(publiees, qui, filtres, JOUR)
    assert filtree.prix == avant.prix
    for onglet in Onglet:
        assert set(filtree.listes[onglet]) == {p for p in avant.listes[onglet] if filtres.retiennent(p.offre, JOUR)}
    assert montre(repartir(publiees, qui, Criteres(), JOUR)) == montre(avant)


@given(offres, communes, st.randoms())
def test_the_order_of_a_list_does_not_depend_on_the_order_of_the_index(publiees, demandees, hasard):
    qui = demandeur(*demandees)
    melangees = list(publiees)
    hasard.shuffle(melangees)
    autrement = montre(repartir(melangees, qui, Criteres(), JOUR, non_eligibles=True))
    assert autrement == montre(repartir(publiees, qui, Criteres(), JOUR, non_eligibles=True))
    assert all(liste == sorted(liste, key=lambda p: p.cle) for liste in autrement[0].values())


def test_the_newest_home_comes_first_and_those_published_together_by_their_id():
    tard = INSTANT + timedelta(hours=1)
    publiees = [offre(identifiant=nom, publiee_le=le) for nom, le in (("b", INSTANT), ("c", tard), ("a", INSTANT))]
    demandees = repartir(publiees, PARIS_11, Criteres(), JOUR).liste(Onglet.COMMUNES_DEMANDEES)
    assert [p.offre.id for p in demandees] == ["c", "a", "b"]


@given(offres, communes)
def test_the_homes_listed_are_those_judged_without_a_reason(publiees, demandees):
    """Guide #0, #3: the list judges without working out the reasons; the detail of a home gives them."""
    qui = demandeur(*demandees, revenu=2400)
    toutes = repartir(publiees, qui, Criteres(), JOUR, non_eligibles=True)
    for onglet, liste in montre(repartir(publiees, qui, Criteres(), JOUR))[0].items():
        assert liste == [p for p in toutes.liste(onglet) if p.eligibilite.eligible]
        assert all(p.eligibilite == qui.eligibilite(p.offre, JOUR) for p in toutes.listes[onglet])


def test_the_tabs_of_paris_11():
    """Guide #5: communes demandées, limitrophes, autres communes du département; elsewhere is not shown."""
    publiees = [offre(code, identifiant=code) for code in ("75111", "75103", "75115", "29019")]
    listes = repartir(publiees, PARIS_11, Criteres(), JOUR).listes
    assert {onglet.value: [p.offre.id for p in liste] for onglet, liste in listes.items()} == {
        "communes_demandees": ["75111"],
        "communes_limitrophes": ["75103"],
        "autres_communes": ["75115"],
    }


def test_only_homes_one_is_eligible_for_are_listed_unless_asked():
    """Guide #3: « les offres pour lesquelles vous êtes éligible »; guide #0 gives the rules."""
    publiees = [offre(identifiant="t2"), offre(identifiant="t4", typologie=Typologie.T4)]
    assert [p.offre.id for p in repartir(publiees, PARIS_11, Criteres(), JOUR).listes[Onglet.COMMUNES_DEMANDEES]] == [
        "t2"
    ]
    toutes = repartir(publiees, PARIS_11, Criteres(), JOUR, non_eligibles=True).listes[Onglet.COMMUNES_DEMANDEES]
    assert {p.offre.id: p.eligibilite.motifs for p in toutes} == {
        "t2": frozenset(),
        "t4": {MotifIneligibilite.TYPOLOGIE},
    }


def test_the_guides_home_suits_a_person_alone_with_an_ordinary_income():
    """Guide #0: T1 to T2 for one person, about three times the rent; ceiling of the PLS in Paris."""
    assert PARIS_11.eligibilite(offre(), JOUR).eligible
    assert demandeur(revenu=1500).eligibilite(offre(), JOUR).motifs == {MotifIneligibilite.EFFORT}
    assert demandeur(rfr=60000).eligibilite(offre(), JOUR).motifs == {MotifIneligibilite.RESSOURCES}


def test_the_slider_goes_from_the_cheapest_to_the_dearest_home_on_offer():
    """Guide #5: « PRIX : 330 - 731.49 »."""
    bas, haut = Decimal("330"), Decimal("731.49")
    publiees = [
        offre(identifiant=str(loyer), loyer=loyer, loyer_hors_charges=Decimal(300))
        for loyer in (haut, Decimal(500), bas)
    ]
    assert repartir(publiees, PARIS_11, Criteres(prix_min=Decimal(400)), JOUR).prix == FourchettePrix(bas, haut)
    assert repartir([], PARIS_11, Criteres(), JOUR).prix is None


def test_each_filter_keeps_what_it_says():
    """Guide #5: Maison / Appartement, prix, PMR, disponible immédiatement."""
    ordinaire = offre(pmr=False)
    assert not Criteres(types_logement=frozenset({TypeLogement.MAISON})).retiennent(ordinaire, JOUR)
    assert Criteres(types_logement=frozenset(TypeLogement)).retiennent(ordinaire, JOUR)
    assert not Criteres(pmr=True).retiennent(ordinaire, JOUR)
    assert not Criteres(disponible_immediatement=True).retiennent(ordinaire, JOUR)
    assert Criteres(disponible_immediatement=True).retiennent(offre(disponible_le=JOUR), JOUR)
    assert Criteres(prix_min=Decimal(841), prix_max=Decimal(841)).retiennent(ordinaire, JOUR)
    assert not Criteres(prix_max=Decimal(840)).retiennent(ordinaire, JOUR)
    assert not Criteres(prix_min=Decimal("841.01")).retiennent(ordinaire, JOUR)
    assert Criteres(pmr=True).retiennent(offre(pmr=True), JOUR)


def test_the_detail_shows_everything_that_the_guides_screen_shows():
    """Guide #5: date limite, disponible dès le, loyer, surface, typologie, commune, description, étage, PMR, GES."""
    montre = vues.detail(offre(photos=("https://photos.example/1.jpg",), dpe="C"), JOUR).model_dump(mode="json")
    assert {champ: montre[champ] for champ in ("loyer", "surface", "typologie", "etage", "pmr", "ges", "dpe")} == {
        "loyer": 841.0,
        "surface": 47.0,
        "typologie": "T2",
        "etage": 1,
        "pmr": True,
        "ges": "B",
        "dpe": "C",
    }
    assert (montre["date_limite"], montre["disponible_le"]) == (
        str(JOUR + timedelta(days=13)),
        str(JOUR + timedelta(days=24)),
    )
    assert (montre["commune"]["nom"], montre["commune"]["code_postal"]) == ("Paris 11e Arrondissement", "75011")
    assert montre["description"] == "Dans une rue très commerçante."
    assert montre["photos"] == ["https://photos.example/1.jpg"]
