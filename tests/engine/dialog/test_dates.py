"""Days as callers name them: counted from another day, by their place in a month, by a feast, in figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.calendar_days import without_year
from engine.dialog.feasts import easter, nearest_feast
from engine.dialog.month_days import later_by
from engine.dialog.slots import read_slot
from engine.flows.model import SlotType
from engine.language.model import Feast
from engine.voice import spoken

TODAY = date(2026, 3, 6)  # a Friday


def read(said: str, today: date = TODAY, locale: str = "en-GB") -> str | None:
    found = read_slot(SlotType("date"), said, today=today, locale=locale)
    return None if found is None else str(found.value)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("two weeks today", "2026-03-20"),
        ("a fortnight on Monday", "2026-03-23"),
        ("three weeks on Saturday", "2026-03-28"),
        ("a week tomorrow", "2026-03-14"),
        ("tomorrow week", "2026-03-14"),
        ("a week last Monday", "2026-02-23"),
        ("ten days from now", "2026-03-16"),
        ("two days from Monday", None),
        ("in a week's time", "2026-03-13"),
        ("in two weeks' time", "2026-03-20"),
        ("in a couple of days", "2026-03-08"),
        ("three days' time", "2026-03-09"),
        ("in a month", "2026-04-06"),
        ("two months ago", "2026-01-06"),
        ("a fortnight ago", "2026-02-20"),
        ("next week Thursday", "2026-03-12"),
        ("Thursday of next week", "2026-03-12"),
        ("last week on Tuesday", "2026-02-24"),
        ("Saturday this week", "2026-03-07"),
        ("this afternoon", "2026-03-06"),
        ("last night", "2026-03-05"),
    ],
)
def test_a_day_is_counted_from_another(said: str, day: str | None) -> None:
    assert read(said) == (day or "2026-03-09")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Christmas Eve", "2026-12-24"),
        ("the day after Boxing Day", "2026-12-27"),
        ("New Year's Day", "2027-01-01"),
        ("new years eve two thousand and nine", "2009-12-31"),
        ("the last day of April", "2026-04-30"),
        ("the end of the month", "2026-03-31"),
        ("the first Monday in April", "2026-04-06"),
        ("the last Friday of the month", "2026-03-27"),
        ("the fifth Monday in April", None),
        ("the thirtieth of next month", "2026-04-30"),
        ("the thirty first of next month", None),
        ("the first of the month", "2026-04-01"),
        ("the twentieth of the month", "2026-03-20"),
    ],
)
def test_a_day_has_a_name_or_a_place_in_its_month(said: str, day: str | None) -> None:
    assert read(said) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Monday the sixteenth", "2026-03-16"),
        ("Tuesday the fourteenth", "2026-04-14"),
        ("it was Monday the ninth", "2026-02-09"),
        ("the tenth of August", "2026-08-10"),
        ("it arrived on the tenth of August", "2025-08-10"),
        ("it came on Tuesday", "2026-03-03"),
        ("it was delivered on the fourth", "2026-03-04"),
        ("I was hoping for Tuesday", "2026-03-10"),
        ("the twentieth of February", "2026-02-20"),
        ("one second please", None),
        ("the first appointment you have", None),
        ("are you open on Mondays", None),
    ],
)
def test_what_was_lies_behind_and_all_else_ahead(said: str, day: str | None) -> None:
    assert read(said) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("fourth of the sixth fifty nine", "1959-06-04"),
        ("ninth of May seventy two", "1972-05-09"),
        ("the third of May oh five", "2005-05-03"),
        ("on the fourth of May eighty pounds", "2026-05-04"),
        ("oh three oh five nineteen eighty seven", "1987-05-03"),
        ("twelve slash four eighty one", "1981-04-12"),
        ("seventeen ten fifty eight", "1958-10-17"),
        ("03051987", "1987-05-03"),
        ("thirty two oh five nineteen eighty seven", None),
        ("oh seven seven double oh nine double oh one two three", None),
    ],
)
def test_years_are_said_short_and_dates_in_figures(said: str, day: str | None) -> None:
    assert read(said) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("three days before Christmas Eve", "2026-12-21"),
        ("the Friday after Easter", "2026-04-10"),
        ("the last Monday before the tenth of April", "2026-04-06"),
        ("the second Tuesday after New Year's Day", "2027-01-12"),
        ("a fortnight after the first of May", "2026-05-15"),
        ("any time after the tenth", "2026-03-10"),
        ("Saturday fortnight", "2026-03-21"),
        ("the Tuesday before last", "2026-02-24"),
    ],
)
def test_a_day_lies_before_or_after_another(said: str, day: str) -> None:
    assert read(said) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Good Friday", "2026-04-03"),
        ("Whit Monday", "2026-05-25"),
        ("Remembrance Sunday", "2026-11-08"),
        ("Easter Sunday twenty thirty", "2030-04-21"),
        ("last Christmas", "2025-12-25"),
        ("it was on Boxing Day", "2025-12-26"),
        ("Christmas Eve next year", "2027-12-24"),
        ("the second of May last year", "2025-05-02"),
    ],
)
def test_feasts_move_and_may_be_over(said: str, day: str) -> None:
    assert read(said) == day


@pytest.mark.parametrize(
    ("said", "locale", "day"),
    [
        ("mother's day", "en-GB", "2026-03-15"),
        ("mother's day", "en-US", "2026-05-10"),
        ("Karfreitag", "de", "2026-04-03"),
        ("zwei Tage vor Heiligabend", "de", "2026-12-22"),
        ("Viernes Santo", "es", "2026-04-03"),
        ("Nochebuena", "es", "2026-12-24"),
    ],
)
def test_feasts_are_a_country_s_own(said: str, locale: str, day: str) -> None:
    assert read(said, locale=locale) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("nineteen eighty six July the ninth", "1986-07-09"),
        ("the ninth of July in eighty six", "1986-07-09"),
        ("nine seven nineteen eighty six", "1986-07-09"),
        ("nine seven eighty six", "1986-07-09"),
    ],
)
def test_a_year_stands_first_or_last_or_in_figures(said: str, day: str) -> None:
    assert read(said) == day


@given(st.integers(1900, 2100))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 40))
def test_days_before_and_after_a_day(today: date, days: int) -> None:
    christmas = nearest_feast(Feast(12, 25), today, over=False)
    number = spoken(days, "number")
    assert read(f"{number} days before christmas", today) == str(christmas - timedelta(days=days))
    assert read(f"{number} days after christmas", today) == str(christmas + timedelta(days=days))


def test_figures_go_in_the_order_of_the_country() -> None:
    assert read("oh three oh five nineteen eighty seven", locale="en-US") == "1987-03-05"


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
def test_a_birthday_read_digit_by_digit(day: date) -> None:
    assert read(" ".join(spoken(part, "digits") for part in f"{day:%d %m %Y}".split())) == str(day)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60), st.sampled_from(["today", "tomorrow"]))
def test_weeks_on_from_a_day(today: date, weeks: int, day: str) -> None:
    ahead = timedelta(days=7 * weeks + (day == "tomorrow"))
    assert read(f"{spoken(weeks, 'number')} weeks {day}", today) == str(today + ahead)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.dates(date(2001, 1, 1), date(2001, 12, 31)), st.booleans())
def test_a_day_without_a_year_lies_within_a_year(today: date, day: date, past: bool) -> None:
    found = without_year(day.month, day.day, today, past=past)
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert -366 <= (found - today).days <= 0 if past else -14 <= (found - today).days <= 366


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-30, 30))
def test_months_on_there_is_such_a_day(day: date, months: int) -> None:
    later = later_by(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
