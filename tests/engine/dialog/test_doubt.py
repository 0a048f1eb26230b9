"""What leaves open which of two values is meant, and what does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.dialog.slots import read_slot
from engine.flows.model import SlotType
from engine.voice import spoken

TODAY = date(2026, 3, 6)  # a Friday
ORDER = SlotType("digits", 4, 8)
LOCALES = {
    "en-GB": ("or", "not {} but {}"),
    "es-ES": ("o", "no es {} sino {}"),
    "de-DE": ("oder", "nicht {} sondern {}"),
}


def read(kind: str, said: str, locale: str = "en-GB") -> object:
    found = read_slot(ORDER if kind == "digits" else SlotType(kind), said, today=TODAY, locale=locale)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("digits", "4568 or 4569"),
        ("digits", "it's four five six eight or maybe four five six nine"),
        ("money", "forty or fifty pounds"),
        ("money", "between forty and fifty pounds"),
        ("number", "two or three"),
        ("money", "forty to fifty pounds"),
        ("number", "six to eight people"),
        ("date", "Monday or Tuesday"),
        ("date", "on the 3rd or 4th of March"),
        ("date", "Monday the 9th or Tuesday the 10th"),
        ("date", "Monday to Friday"),
        ("date", "between Monday and Wednesday"),
        ("time", "three or four"),
        ("phone", "07700900123 or 07700900124"),
    ],
)
def test_two_values_are_none(kind: str, said: str) -> None:
    assert read(kind, said) is None


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("digits", "4568 or so I think", "4568"),
        ("digits", "4568 or rather, that's what it says", "4568"),
        ("digits", "4568 or 4 5 6 8", "4568"),
        ("date", "on the tenth or thereabouts", "2026-03-10"),
        ("date", "Tuesday, or whenever it suits you", "2026-03-10"),
        ("digits", "not 4569 but 4568", "4568"),
        ("digits", "it's not 4569 it's 4568", "4568"),
        ("date", "not Monday but Tuesday", "2026-03-10"),
        ("phone", "not 07700900123 but 07700900124", "+447700900124"),
    ],
)
def test_one_value_is_one(kind: str, said: str, value: str) -> None:
    assert str(read(kind, said)) == value


NUMBERS = st.integers(1000, 99_999_999).map(str)


@given(NUMBERS, NUMBERS, st.sampled_from(sorted(LOCALES)), st.booleans())
def test_of_two_numbers_none_is_picked_and_the_denied_one_is_never_taken(
    one: str, other: str, locale: str, aloud: bool
) -> None:
    assume(one != other)
    says = [spoken(each, "digits", locale) if aloud else each for each in (one, other)]
    either, contrast = LOCALES[locale]
    assert read("digits", f" {either} ".join(says), locale) is None
    assert read("digits", contrast.format(*says), locale) == other


@given(st.dates(date(2026, 3, 9), date(2026, 8, 1)), st.dates(date(2026, 3, 9), date(2026, 8, 1)))
def test_of_two_days_none_is_picked(one: date, other: date) -> None:
    assume(one != other)
    for locale, (either, contrast) in LOCALES.items():
        says = [spoken(day, "date", locale, today=TODAY) for day in (one, other)]
        assert read("date", f" {either} ".join(says), locale) is None
        assert read("date", contrast.format(*says), locale) == other
