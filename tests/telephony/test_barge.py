from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.types import Line, Listening
from telephony.barge import RETRY_MS, may_cut
from telephony.exchange import Pressed, TurnOver
from telephony.speech import EagerEndOfTurn, EndOfTurn, StartOfTurn, TurnResumed, Update

PLAIN = Line("1.1", "How much?", "pay/ask.amount")
RETRY = replace(PLAIN, retry=True)
LEGAL = replace(PLAIN, barge=False)
COMING = [StartOfTurn(), StartOfTurn("forty"), Update("forty"), EagerEndOfTurn("forty pounds"), TurnResumed()]
WHOLE = [EndOfTurn("forty pounds"), Pressed("4"), TurnOver(Listening("x"))]


@pytest.mark.parametrize("happened", COMING, ids=lambda each: type(each).__name__)
def test_words_that_are_coming_do_not_cut_the_first_second_of_a_retry(happened: Any) -> None:
    assert not may_cut(happened, RETRY, 0.0)
    assert not may_cut(happened, RETRY, RETRY_MS - 1)
    assert may_cut(happened, RETRY, RETRY_MS)
    assert may_cut(happened, PLAIN, 0.0)


@pytest.mark.parametrize("happened", WHOLE, ids=lambda each: type(each).__name__)
def test_a_whole_answer_and_a_key_are_never_too_early(happened: Any) -> None:
    assert may_cut(happened, RETRY, 0.0)


@pytest.mark.parametrize("happened", [*COMING, *WHOLE], ids=lambda each: type(each).__name__)
def test_what_must_be_heard_is_never_cut_and_silence_always(happened: Any) -> None:
    assert not may_cut(happened, LEGAL, 5000.0)
    assert may_cut(happened, None, None)


def test_a_retry_that_has_not_begun_to_sound_is_none_yet() -> None:
    assert may_cut(Update("forty"), RETRY, None)
