from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from engine.dialog.cardinals import cardinal
from engine.dialog.numbers import atoms, digit_runs, digits_of, quantity
from engine.dialog.words import share, words
from engine.language import ENGLISH

NUMBERS = ENGLISH.numbers


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("four five six eight", "4568"),
        ("double four, oh, five", "4405"),
        ("triple seven nought one", "77701"),
        ("forty one eleven", "4111"),
        ("forty-one eleven", "4111"),
        ("nineteen eighty four", "1984"),
        ("4 5 6 8", "4568"),
        ("45 68", "4568"),
        ("4,5,6,8", "4568"),
        ("4-5-6-8", "4568"),
        ("four thousand five hundred and sixty eight", "4568"),
        ("four hundred five", "405"),
        ("nine hundred one two three", "900123"),
        ("two thousand", "2000"),
        ("forty five hundred", "4500"),
        ("four five uh six um eight", "4568"),
        ("double eleven", "1111"),
        ("Four Five SIX eight.", "4568"),
        ("٤٥٦٨", "4568"),
    ],
)
def test_a_run_of_digits(said: str, digits: str) -> None:
    assert [run.digits for run in digit_runs(words(said, ENGLISH), NUMBERS)] == [digits]


def test_words_that_mean_something_part_two_runs() -> None:
    assert [run.digits for run in digit_runs(words("order four five, account one two", ENGLISH), NUMBERS)] == [
        "45",
        "12",
    ]


def test_a_doubling_word_without_a_digit_is_nothing() -> None:
    assert digit_runs(words("double trouble and a triple", ENGLISH), NUMBERS) == []


def test_homophones_are_digits_only_when_asked_for() -> None:
    said = words("four to for ate", ENGLISH)
    assert [a.digits for a in atoms(said, NUMBERS)] == ["4"]
    assert [a.digits for a in atoms(said, NUMBERS, homophones=True)] == ["4", "2", "4", "8"]


@given(st.integers(min_value=1, max_value=999_999_999))
def test_every_cardinal_reads_back(value: int) -> None:
    said = words(num2words(value), ENGLISH)
    assert cardinal(said, 0, NUMBERS) == (value, len(said))


@given(st.integers(min_value=0, max_value=9999), st.integers(min_value=1, max_value=99))
def test_every_decimal_reads_back(whole: int, hundredths: int) -> None:
    value = Decimal(whole) + Decimal(hundredths) / 100
    said = words(num2words(value), ENGLISH)
    assert quantity(said, 0, NUMBERS) == (value, len(said))


@pytest.mark.parametrize(
    ("typed", "comma", "value"),
    [
        ("1,200.50", False, "1200.50"),
        ("1.200,50", True, "1200.50"),
        ("45,50", True, "45.50"),
        ("0.5", False, "0.5"),
        ("2 thousand", False, "2000"),
        ("point five", False, "0.5"),
    ],
)
def test_a_typed_quantity(typed: str, comma: bool, value: str) -> None:
    found = quantity(words(typed, ENGLISH), 0, NUMBERS, comma=comma)
    assert found is not None
    assert found[0] == Decimal(value)


@pytest.mark.parametrize("typed", ["4,5,6,8", "1.2.3", "12,34", "9" * 40])
def test_what_is_no_quantity(typed: str) -> None:
    assert quantity(words(typed, ENGLISH), 0, NUMBERS) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = words(text, ENGLISH)
    for run in digit_runs(found, NUMBERS, homophones=True):
        assert run.digits.isascii()
        assert run.digits == digits_of(run.digits)
        assert 0 <= run.first <= run.last < len(found)
    for i in range(len(found)):
        quantity(found, i, NUMBERS)


def test_the_share_of_a_value_leaves_politeness_out() -> None:
    said = words("it's 4568 I think", ENGLISH)
    assert share(said, 1, 1, ENGLISH.noise) == 1.0
    said = words("is there a fee for 45", ENGLISH)
    assert share(said, 5, 5, ENGLISH.noise) == pytest.approx(1 / 4)
