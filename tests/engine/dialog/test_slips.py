"""What counts when a caller corrects himself half way, denies a value, or mends a part of one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.dialog.slots import read_slot
from engine.flows.model import SlotType
from engine.voice import spoken

TODAY = date(2026, 3, 6)  # a Friday
SLIPS = [
    "no", "sorry", "no sorry", "I mean", "correction", "oops", "scrap that", "ignore that", "no tell a lie",
    "I beg your pardon", "let me start again", "let me say that again", "hang on", "or rather", "no wait", "make that",
    "that's wrong",
]  # fmt: skip


def read(kind: str, said: str, locale: str = "en-GB") -> str | None:
    types = {"digits": SlotType("digits", 4), "code": SlotType("digits", 6), "long": SlotType("digits", 8)}
    found = read_slot(types.get(kind, SlotType(kind)), said, today=TODAY, locale=locale)
    return None if found is None else str(found.value)


@given(slip=st.sampled_from(SLIPS), digits=st.tuples(*[st.text("0123456789", min_size=4, max_size=4)] * 2))
def test_what_follows_a_slip_counts(slip: str, digits: tuple[str, str]) -> None:
    first, last = (spoken(each, "digits") for each in digits)
    assert read("digits", f"it's {first} {slip} {last}") == digits[1]


@given(slip=st.sampled_from(SLIPS), days=st.tuples(*[st.dates(date(1950, 1, 1), date(2030, 1, 1))] * 2))
def test_a_day_after_a_slip_counts(slip: str, days: tuple[date, date]) -> None:
    assume(days[0] != days[1])
    first, last = (spoken(each, "date") for each in days)
    assert read("date", f"{first} {slip} {last}") == str(days[1])


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("digits", "five five one two no the last one's a three", "5513"),
        ("digits", "five five one two sorry the last digit should be three", "5513"),
        ("digits", "five five one two no the first one's a six", "6512"),
        ("digits", "five five one two no it ends in seven", "5517"),
        ("digits", "five five one two no the last two are nine eight", "5598"),
        ("digits", "five five one two no nine", None),
        ("date", "the fourth of May no June", "2026-06-04"),
        ("date", "the fourth of May no the fifth", "2026-05-05"),
        ("date", "ninth of May nineteen seventy no seventy one", "1971-05-09"),
        ("date", "can we do Monday no I've got the plumber then let's do Wednesday", "2026-03-11"),
        ("date", "the fourth of May no May I ask something", "2026-05-04"),
        ("time", "seven in the evening no eight", "20:00:00"),
        ("time", "nine am sorry ten", "10:00:00"),
        ("time", "seven pm no nine am", "09:00:00"),
    ],
)
def test_a_part_of_a_value_is_mended(kind: str, said: str, value: str | None) -> None:
    assert read(kind, said) == value


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("digits", "I read that out wrong it's not 5512 it's 5521", "5521"),
        ("digits", "it isn't 5512, it's 5521", "5521"),
        ("digits", "5512 not 5521", "5512"),
        ("digits", "it's not 5512", None),
        ("digits", "I'm not sure but I think it's 5512", "5512"),
        ("date", "not Monday Tuesday", "2026-03-10"),
        ("date", "I can't do Monday", None),
        ("date", "why not Monday", "2026-03-09"),
        ("time", "not before ten", None),
        ("date", "not this Monday the one after", "2026-03-16"),
        ("date", "not tomorrow the day after", "2026-03-08"),
        ("money", "fifteen pounds not fifty", "15.00"),
    ],
)
def test_what_is_denied_does_not_count(kind: str, said: str, value: str | None) -> None:
    assert read(kind, said) == value


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("date", "Monday no problem", "2026-03-09"),
        ("date", "Monday sorry for the trouble", "2026-03-09"),
        ("money", "45 pounds no rush", "45.00"),
        ("email", "jane dot no at example dot com", "jane.no@example.com"),
    ],
)
def test_not_every_no_is_a_slip(kind: str, said: str, value: str) -> None:
    assert read(kind, said) == value


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("money", "three fivers so fifteen pounds", "15.00"),
        ("money", "sixty quid that's steep can we say forty instead", "40.00"),
        ("money", "it used to be ninety pounds it's seventy now", "70.00"),
        ("money", "thirty pounds well call it thirty five", "35.00"),
        ("money", "thirteen pounds sorry thirty three oh", "30.00"),
        ("number", "three of us no four my son's coming", "4"),
        ("number", "two adults and two children so four", "4"),
        ("date", "it was going to be Tuesday but now it's Thursday", "2026-03-12"),
        ("date", "Monday no I'm away on Monday the day after", "2026-03-10"),
        ("date", "Monday or Tuesday yes Tuesday", "2026-03-10"),
        ("time", "half two or half three no half three", "15:30:00"),
        ("time", "ten am no how about noon", "12:00:00"),
    ],
)
def test_what_is_meant_in_the_end_counts(kind: str, said: str, value: str) -> None:
    assert read(kind, said) == value


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("money", "forty pounds no actually forget it"),
        ("date", "Tuesday no I'll have to ask my son and ring you back"),
        ("digits", "five five no I've forgotten it"),
        ("number", "four no never mind"),
    ],
)
def test_everything_is_taken_back(kind: str, said: str) -> None:
    assert read(kind, said) is None


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("long", "one two three four five six seven eight no eight seven", "12345687"),
        ("phone", "oh seven seven double oh nine double oh two three four sorry two four three", "+447700900243"),
        ("phone", "it was 07700 900 111 it's 07700 900 222 now", "+447700900222"),
        ("date", "the third of May sixty one no the fourth of June", "1961-06-04"),
        ("date", "Christmas Day no the twenty eighth", "2026-12-28"),
        ("date", "next week Monday no Tuesday", "2026-03-10"),
        ("number", "not six seven", "7"),
        ("money", "not three hundred three hundred and thirty", "330.00"),
    ],
)
def test_the_end_of_a_number_and_a_part_of_a_date_are_said_anew(kind: str, said: str, value: str) -> None:
    assert read(kind, said) == value
