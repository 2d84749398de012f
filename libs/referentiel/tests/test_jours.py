"""Public holidays and delays (CCH R. 441-10; domain, Candidature; guide #6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiel.geographie import departements
from referentiel.jours import (
    AnneeHorsCalendrier,
    InstantSansFuseau,
    est_ouvrable,
    expire_a,
    fin_de_delai,
    jours_feries,
)

un_jour = st.dates(date(2021, 1, 1), date(2035, 11, 1))
un_departement = st.deferred(lambda: st.none() | st.sampled_from([d.code for d in departements()]))


def paques(annee: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus), to check the committed calendar by another way."""
    a, b, c = annee % 19, annee // 100, annee % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    reste = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    mois, jour = divmod(h + reste - 7 * ((a + 11 * h + 22 * reste) // 451) + 114, 31)
    return date(annee, mois, jour + 1)


@pytest.mark.parametrize("annee", range(2021, 2036))
def test_the_eleven_national_holidays_of_each_year(annee: int) -> None:
    """Code du travail, L. 3133-1."""
    fixes = {date(annee, m, j) for m, j in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))}
    mobiles = {paques(annee) + timedelta(days=ecart) for ecart in (1, 39, 50)}
    assert jours_feries(annee) == fixes | mobiles


@pytest.mark.parametrize("departement", ["57", "67", "68"])
def test_alsace_moselle_has_two_more(departement: str) -> None:
    """Code du travail, L. 3134-13, beside those of L. 3133-1."""
    assert jours_feries(2026, departement) - jours_feries(2026) == {date(2026, 4, 3), date(2026, 12, 26)}


@pytest.mark.parametrize(
    ("departement", "jour"),
    [
        ("971", date(2026, 5, 27)),
        ("972", date(2026, 5, 22)),
        ("973", date(2026, 6, 10)),
        ("974", date(2026, 12, 20)),
        ("976", date(2026, 4, 27)),
    ],
)
def test_overseas_departements_keep_the_abolition_of_slavery(departement: str, jour: date) -> None:
    assert jour in jours_feries(2026, departement)
    assert jour not in jours_feries(2026)


def test_a_departement_without_holidays_of_its_own_has_the_national_ones() -> None:
    assert jours_feries(2026, "29") == jours_feries(2026)


def test_a_year_out_of_the_calendar_is_refused_not_guessed() -> None:
    for annee in (2020, 2036):
        with pytest.raises(AnneeHorsCalendrier):
            jours_feries(annee)


@pytest.mark.parametrize(
    ("jour", "departement", "ouvrable"),
    [
        (date(2026, 11, 24), None, True),
        (date(2026, 11, 28), None, False),  # Saturday
        (date(2026, 11, 29), None, False),  # Sunday
        (date(2026, 11, 11), None, False),
        (date(2026, 4, 3), None, True),
        (date(2026, 4, 3), "67", False),
    ],
)
def test_saturdays_sundays_and_holidays_are_not_worked(jour: date, departement: str | None, ouvrable: bool) -> None:
    assert est_ouvrable(jour, departement) is ouvrable


@pytest.mark.parametrize(
    ("notifie_le", "departement", "fin"),
    [
        (date(2026, 2, 2), None, date(2026, 2, 12)),  # the example of the domain
        (date(2026, 2, 4), None, date(2026, 2, 16)),  # Saturday 14 → Monday 16
        (date(2026, 2, 5), None, date(2026, 2, 16)),  # Sunday 15 → Monday 16
        (date(2026, 5, 4), None, date(2026, 5, 15)),  # Thursday 14, Ascension → Friday 15
        (date(2026, 12, 15), None, date(2026, 12, 28)),  # Friday 25, then a weekend
        (date(2026, 3, 24), None, date(2026, 4, 3)),
        (date(2026, 3, 24), "68", date(2026, 4, 7)),  # Good Friday, weekend, Easter Monday
        (date(2026, 12, 22), None, date(2027, 1, 4)),  # Friday 1 January, then a weekend
    ],
)
def test_the_answer_to_an_attribution_has_ten_days(notifie_le: date, departement: str | None, fin: date) -> None:
    """R. 441-10: the day of notification is not counted, the last day rolls to the next working day."""
    assert fin_de_delai(notifie_le, 10, departement) == fin


@given(un_jour, st.integers(1, 30), un_departement)
def test_a_delay_is_never_shortened_and_ends_on_the_first_working_day(
    notifie_le: date, jours: int, departement: str | None
) -> None:
    fin = fin_de_delai(notifie_le, jours, departement)
    terme = notifie_le + timedelta(days=jours)
    assert fin >= terme
    assert est_ouvrable(fin, departement)
    assert not any(est_ouvrable(terme + timedelta(days=n), departement) for n in range((fin - terme).days))


@given(un_jour, st.integers(1, 30))
def test_being_notified_later_never_ends_the_delay_earlier(notifie_le: date, jours: int) -> None:
    assert fin_de_delai(notifie_le, jours) <= fin_de_delai(notifie_le + timedelta(days=1), jours)


def test_an_instant_counts_as_the_day_it_is_at_the_applicants() -> None:
    """23:30 UTC on 1 February is already 2 February in Paris, and still 1 February in Guadeloupe."""
    instant = datetime(2026, 2, 1, 23, 30, tzinfo=UTC)
    assert fin_de_delai(instant, 10) == date(2026, 2, 12)
    assert fin_de_delai(instant, 10, "971") == date(2026, 2, 11)


def test_an_instant_without_time_zone_is_refused() -> None:
    with pytest.raises(InstantSansFuseau):
        fin_de_delai(datetime(2026, 2, 2, 12, 0), 10)  # noqa: DTZ001


def test_a_delay_lasts_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        fin_de_delai(date(2026, 2, 2), 0)


@pytest.mark.parametrize(
    ("dernier", "departement", "instant"),
    [
        (date(2026, 2, 12), None, datetime(2026, 2, 12, 23, 0, tzinfo=UTC)),
        (date(2026, 7, 1), None, datetime(2026, 7, 1, 22, 0, tzinfo=UTC)),
        (date(2026, 3, 28), None, datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),  # the night clocks change
        (date(2026, 3, 29), None, datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (date(2026, 2, 12), "971", datetime(2026, 2, 13, 4, 0, tzinfo=UTC)),
        (date(2026, 2, 12), "974", datetime(2026, 2, 12, 20, 0, tzinfo=UTC)),
    ],
)
def test_the_delay_ends_at_midnight_of_its_last_day(dernier: date, departement: str | None, instant: datetime) -> None:
    """Domain, R. 441-10: at 24:00 of its last day."""
    assert expire_a(dernier, departement) == instant
    assert str(expire_a(dernier).tzinfo) == "Europe/Paris"
