from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Literal, TypedDict

import pytest

from engine.handlers.registry import Call, Handler, handler, handlers_of
from engine.handlers.results import NonsenseError, Result, fields, is_secret, kind_of, result_of
from engine.types import Digits, Money, Outcome, Secret, Speakable


class Found(TypedDict):
    state: Literal["late", "lost"]
    day: date
    owes: Money
    token: Secret[str]


@dataclass
class Shape:
    say: Speakable
    count: int


@handler("found", outcomes=["gone"])
async def found(call: Call) -> Found | Outcome: ...


@handler("shaped")
async def shaped(call: Call) -> Shape: ...


@handler("silent")
async def silent(call: Call) -> None: ...


def of(function: Any) -> Handler:
    return handlers_of(SimpleNamespace(f=function))[0]


GOOD = {"state": "late", "day": date(2026, 3, 4), "owes": Decimal(80), "token": Secret("t")}


async def sentences() -> AsyncIterator[str]:
    yield "x"


def test_what_was_declared_is_the_outcome_done() -> None:
    assert result_of(of(found), {**GOOD, "extra": 1}) == Result("done", GOOD)
    assert result_of(of(shaped), Shape("Hello.", 2)).facts == {"say": "Hello.", "count": 2}
    assert result_of(of(shaped), Shape(sentences(), 2)).outcome == "done"
    assert result_of(of(silent), None) == Result("done")


def test_a_declared_outcome_keeps_plain_facts_only() -> None:
    assert result_of(of(found), Outcome("gone", {"day": date(2026, 3, 4), "odd": object()})) == Result(
        "gone", {"day": date(2026, 3, 4)}
    )


@pytest.mark.parametrize(
    "returned",
    [
        None,
        "late",
        Outcome("vanished"),
        {},
        {**GOOD, "state": "fine"},
        {**GOOD, "day": "today"},
        {**GOOD, "day": datetime(2026, 3, 4)},  # noqa: DTZ001 - any datetime is no date
        {**GOOD, "owes": 80.0},
        {**GOOD, "owes": Decimal("NaN")},
        {**GOOD, "owes": True},
        {**GOOD, "token": "bare"},
        Found,
    ],
    ids=repr,
)
def test_anything_else_is_nonsense(returned: Any) -> None:
    with pytest.raises(NonsenseError):
        result_of(of(found), returned)


def test_a_yes_is_no_number_and_a_number_no_speech() -> None:
    with pytest.raises(NonsenseError):
        result_of(of(shaped), Shape("Hello.", True))
    with pytest.raises(NonsenseError):
        result_of(of(shaped), Shape(7, 2))


def test_declared_types_say_how_a_value_is_spoken_and_hidden() -> None:
    declared = fields(of(found))
    assert {name: kind_of(kind) for name, kind in declared.items()} == {
        "state": "one_of",
        "day": "",
        "owes": "money",
        "token": "",
    }
    assert [name for name, kind in declared.items() if is_secret(kind)] == ["token"]
    assert kind_of(Digits) == "digits"
    assert fields(of(silent)) == {}
