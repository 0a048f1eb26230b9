from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.types import KeyRule
from telephony.keypad import Keypad

FOUR = KeyRule(shortest=4, longest=4)
OPEN = KeyRule(longest=8)


def press(pad: Keypad, keys: str, rule: KeyRule) -> list[str | None]:
    return [pad.press(key, rule) for key in keys]


def test_an_answer_is_complete_at_its_longest() -> None:
    pad = Keypad(FOUR)
    assert press(pad, "1234", FOUR) == [None, None, None, "1234"]
    assert not pad.pending


def test_hash_ends_an_answer_and_star_starts_over() -> None:
    pad = Keypad(OPEN)
    assert press(pad, "12*34#", OPEN)[-1] == "34"
    assert press(pad, "#", OPEN) == [None]


def test_the_gap_ends_an_answer() -> None:
    pad = Keypad(OPEN)
    press(pad, "12", OPEN)
    assert pad.pending
    assert pad.close() == "12"
    assert pad.close() is None


def test_keys_typed_ahead_answer_the_next_question() -> None:
    pad = Keypad()
    for key in "123456":
        pad.keep(key)
    assert pad.ask(FOUR) == "1234"
    assert pad.ask(FOUR) is None
    assert pad.pending
    assert press(pad, "78", FOUR)[-1] == "5678"


def test_keys_typed_ahead_of_a_question_without_keys_are_gone() -> None:
    pad = Keypad()
    pad.keep("1")
    assert pad.ask(None) is None
    assert pad.ask(FOUR) is None
    assert not pad.pending


@given(st.text("0123456789*#", max_size=60), st.integers(1, 9))
def test_no_answer_is_empty_too_long_or_holds_a_sign(keys: str, longest: int) -> None:
    rule = KeyRule(longest=longest)
    answers = [a for a in press(Keypad(rule), keys, rule) if a is not None]
    assert all(0 < len(a) <= longest and a.isdigit() for a in answers)


def test_a_repr_shows_no_keys() -> None:
    assert "77" not in repr(Keypad(OPEN, "77"))
