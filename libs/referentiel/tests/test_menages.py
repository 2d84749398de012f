"""The household and its ceiling category (guide #0; arrêté du 29 juillet 1987, annexe I)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiel.menages import Categorie, Lien, Menage, MenageInvalide, Personne, categorie

JOUR = date(2026, 11, 24)


def personne(lien: Lien, age: int = 40, *, cmi: bool = False) -> Personne:
    return Personne(lien, date(JOUR.year - age, 1, 1), cmi)


def menage(*liens: Lien, age: int = 40, cmi: bool = False) -> Menage:
    """A demandeur (with the CMI if `cmi`) and the other persons."""
    return Menage((personne(Lien.DEMANDEUR, age, cmi=cmi), *(personne(lien, age) for lien in liens)))


CONJOINT, ENFANT, AUTRE, COLOC = Lien.CONJOINT, Lien.A_CHARGE, Lien.AUTRE_OCCUPANT, Lien.COLOCATAIRE


@pytest.mark.parametrize(
    ("compose", "attendue"),
    [
        (menage(), 1),
        (menage(cmi=True), 2),
        (menage(CONJOINT), 2),
        (menage(AUTRE), 2),
        (menage(CONJOINT, age=27), 3),
        (menage(CONJOINT, age=28), 2),
        (menage(ENFANT), 3),
        (menage(CONJOINT, cmi=True), 3),
        (menage(CONJOINT, ENFANT), 3),
        (menage(CONJOINT, ENFANT, age=20), 3),
        (menage(AUTRE, AUTRE), 3),
        (menage(ENFANT, ENFANT), 4),
        (menage(CONJOINT, ENFANT, cmi=True), 4),
        (menage(CONJOINT, ENFANT, ENFANT), 4),
        (menage(ENFANT, ENFANT, ENFANT), 5),
        (menage(CONJOINT, ENFANT, ENFANT, cmi=True), 5),
        (menage(CONJOINT, ENFANT, ENFANT, ENFANT), 5),
        (menage(*[ENFANT] * 4), 6),
        (menage(CONJOINT, *[ENFANT] * 3, cmi=True), 6),
        (menage(CONJOINT, *[ENFANT] * 4), 6),
    ],
)
def test_the_category_follows_the_composition(compose: Menage, attendue: int) -> None:
    """Domain, Categories: each line of the published table."""
    assert categorie(compose, JOUR) == Categorie(attendue)


def test_beyond_six_each_person_adds_one_supplement() -> None:
    """Arrêté du 29 juillet 1987, annexe I."""
    assert categorie(menage(CONJOINT, *[ENFANT] * 5), JOUR) == Categorie(6, 1)
    assert categorie(menage(CONJOINT, *[ENFANT] * 7), JOUR) == Categorie(6, 3)
    assert categorie(menage(*[ENFANT] * 5), JOUR) == Categorie(6, 1)


@pytest.mark.parametrize(("ages", "jeune"), [((27, 28), True), ((28, 28), False), ((20, 35), True), ((20, 36), False)])
def test_a_jeune_menage_is_a_couple_whose_ages_add_up_to_at_most_55(ages: tuple[int, int], jeune: bool) -> None:
    """Domain, Categories."""
    couple = Menage((personne(Lien.DEMANDEUR, ages[0]), personne(CONJOINT, ages[1])))
    assert couple.est_jeune(JOUR) is jeune


def test_ages_are_completed_years_on_the_day_of_the_decision() -> None:
    couple = Menage(
        (Personne(Lien.DEMANDEUR, date(1998, 11, 25)), Personne(CONJOINT, date(1998, 11, 25)))
    )  # 28 each on 25 November 2026
    assert categorie(couple, date(2026, 11, 24)) == Categorie(3)
    assert categorie(couple, date(2026, 11, 25)) == Categorie(2)


def test_two_young_persons_who_are_not_a_couple_are_not_a_jeune_menage() -> None:
    assert not menage(AUTRE, age=20).est_jeune(JOUR)
    assert not menage(CONJOINT, ENFANT, age=20).est_jeune(JOUR)


def test_someone_born_on_29_february_ages_on_1_march_of_a_common_year() -> None:
    ne = Personne(Lien.DEMANDEUR, date(2000, 2, 29))
    assert (ne.age(date(2026, 2, 28)), ne.age(date(2026, 3, 1))) == (25, 26)


def test_a_flatmate_outside_the_household_is_not_counted() -> None:
    """Domain, Categories."""
    avec = Menage((personne(Lien.DEMANDEUR), personne(COLOC, cmi=True)))
    assert avec.nombre_personnes == 1
    assert categorie(avec, JOUR) == Categorie(1)


@pytest.mark.parametrize(
    "liens", [(), (CONJOINT,), (Lien.DEMANDEUR, Lien.DEMANDEUR), (Lien.DEMANDEUR, CONJOINT, CONJOINT)]
)
def test_persons_that_make_no_household_are_refused(liens: tuple[Lien, ...]) -> None:
    with pytest.raises(MenageInvalide):
        Menage(tuple(personne(lien) for lien in liens))


@pytest.mark.parametrize(("numero", "plus"), [(0, 0), (7, 0), (5, 1), (6, -1)])
def test_a_category_that_no_text_knows_cannot_be_made(numero: int, plus: int) -> None:
    with pytest.raises(ValueError, match="category"):
        Categorie(numero, plus)


un_menage = st.builds(
    lambda cmi, autres: Menage((personne(Lien.DEMANDEUR, cmi=cmi), *autres)),
    st.booleans(),
    st.lists(st.builds(personne, st.sampled_from([ENFANT, AUTRE, COLOC]), st.integers(0, 90)), max_size=9),
)


def rang(compose: Menage) -> int:
    trouvee = categorie(compose, JOUR)
    return trouvee.numero + trouvee.personnes_supplementaires


@given(un_menage)
def test_the_category_is_the_number_of_persons_or_one_more(compose: Menage) -> None:
    assert rang(compose) - compose.nombre_personnes in (0, 1)


@given(un_menage, st.sampled_from([ENFANT, AUTRE]))
def test_one_more_person_never_lowers_the_category(compose: Menage, lien: Lien) -> None:
    assert rang(Menage((*compose.personnes, personne(lien)))) >= rang(compose)


@given(un_menage)
def test_a_flatmate_never_changes_the_category(compose: Menage) -> None:
    assert rang(Menage((*compose.personnes, personne(COLOC)))) == rang(compose)
