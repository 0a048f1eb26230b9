from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.typed import (
    HELP,
    CameBack,
    Does,
    HangsUp,
    Interrupts,
    Saves,
    Typed,
    Unknown,
    Wishes,
    read,
    read_return,
)
from engine.types import Keyed, Returned, Said, Silent


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("/keys 1234", Does(Keyed("1234"))),
        ("/keys 99*12#", Does(Keyed("12"))),
        ("/k 1", Does(Keyed("1"))),
        ("/silence", Does(Silent())),
        ("", Does(Silent())),
        ("  my order ", Does(Said("my order"))),
        ("/quit", HangsUp()),
        ("/hangup", HangsUp()),
        ("/unanswered", Does(Returned("unanswered"))),
        ("/interrupt", Interrupts("")),
        ("/interrupt You owe", Interrupts("You owe")),
        ("/save late order, wants a person", Saves("late order, wants a person")),
        ("/back", Wishes("back")),
        ("/WHY", Wishes("why")),
        ("/where", Wishes("where")),
        ("/reload", Wishes("reload")),
        ("/help", Wishes("help")),
    ],
)
def test_what_is_typed(line: str, typed: Typed) -> None:
    assert read(line) == typed


@pytest.mark.parametrize("line", ["/key 1", "/keys", "/keys abc", "/save", "/save  "])
def test_what_is_no_command_says_what_to_do(line: str) -> None:
    assert isinstance(read(line), Unknown)


@given(st.text())
def test_any_line_means_something(line: str) -> None:
    assert isinstance(read(line), Typed)


@pytest.mark.parametrize(
    ("line", "back"),
    [
        ("declined", CameBack("declined")),
        ("done last4=4242 token=tok_1", CameBack("done", {"last4": "4242", "token": "tok_1"})),
        ("Result=success PaymentToken=tok=1", CameBack("", {"Result": "success", "PaymentToken": "tok=1"})),
        ("", None),
        ("two words", None),
        ("=x", None),
    ],
)
def test_what_came_of_an_errand(line: str, back: Any) -> None:
    assert read_return(line) == back


def test_help_fits_the_screen() -> None:
    assert max(map(len, HELP)) <= 75
