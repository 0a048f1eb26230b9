from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rehearsal.values import read, read_day, read_fields, result_type, same
from engine.types import Digits, Money, Outcome, Secret, Speakable

SATURDAY = date(2026, 11, 21)


class Receipt(TypedDict):
    reference: Digits
    left: Money
    state: Literal["taken", "held"]
    day: date
    token: Secret[str]


WRITTEN = {"reference": "0123", "left": "35.00", "state": "held", "day": "tomorrow", "token": "t-1"}


def test_a_result_is_read_by_its_declared_type() -> None:
    receipt = read_fields(WRITTEN, result_type(Receipt | Outcome), SATURDAY)
    token = receipt.pop("token")
    assert receipt == {"reference": "0123", "left": Decimal("35.00"), "state": "held", "day": date(2026, 11, 22)}
    assert token.reveal() == "t-1"


def test_text_that_is_left_out_is_empty_and_anything_else_must_be_given() -> None:
    assert read_fields({k: v for k, v in WRITTEN.items() if k != "reference"}, Receipt, SATURDAY)["reference"] == ""
    with pytest.raises(ValueError, match="the field 'left' is missing"):
        read_fields({k: v for k, v in WRITTEN.items() if k != "left"}, Receipt, SATURDAY)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"left": "much"}, "left: 'much' is no number"),
        ({"state": "gone"}, "state: 'gone' is none of taken, held"),
        ({"day": "someday"}, "day: 'someday' is no date"),
        ({"left": ("1", "2")}, "left: write one value here"),
        ({"colour": "red"}, "there is no field 'colour'"),
    ],
)
def test_what_does_not_fit_is_a_sentence(change: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_fields({**WRITTEN, **change}, Receipt, SATURDAY)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("today", 21),
        ("yesterday", 20),
        ("sunday", 22),
        ("Friday", 27),
        ("saturday", 28),
        ("2026-11-30", 30),
    ],
)
def test_near_days_have_names(word: str, day: int) -> None:
    assert read_day(word, SATURDAY) == date(2026, 11, day)


async def test_a_list_of_sentences_comes_one_by_one() -> None:
    sentences = read(("One.", "Two."), Speakable, SATURDAY)
    assert isinstance(sentences, AsyncIterator)
    assert [sentence async for sentence in sentences] == ["One.", "Two."]
    assert read("One.", Speakable, SATURDAY) == "One."


@pytest.mark.parametrize(
    ("written", "value", "holds"),
    [
        ("45.0", Decimal("45.00"), True),
        ("45.01", Decimal("45.00"), False),
        ("4568", "4568", True),
        ("04568", "4568", False),
        ("tomorrow", date(2026, 11, 22), True),
        ("yes", True, True),
        ("no", True, False),
        ("maybe", True, False),
    ],
)
def test_a_written_value_is_compared_by_the_types_it_meets(written: str, value: object, holds: bool) -> None:
    assert same(written, value, SATURDAY) is holds


@given(st.decimals(min_value=0, max_value=100000, places=2))
def test_every_amount_is_the_same_as_itself(amount: Decimal) -> None:
    assert same(str(amount), amount, SATURDAY)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.dates(min_value=date(2000, 1, 1)))
def test_every_date_is_the_same_as_itself(day: date, today: date) -> None:
    assert same(day.isoformat(), day, today)
