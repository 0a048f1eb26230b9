"""The turn under way is timed by what the caller hears first of it, a filler included."""

from __future__ import annotations

import pytest

from engine.types import Keyed, Line, Said
from telephony.now import Now
from telephony.playback import Heard

FILLER = Line("1.1", "One moment, please.", "order", filler=True)
ANSWER = Line("1.2", "It is on its way.", "order")


def test_the_stages_of_an_answer_follow_one_another() -> None:
    now = Now.answering(Said("where is it"), (100, 1000), 1230.0)
    now.said(1250.0)
    assert now.sent(ANSWER, 1350.0)
    assert not now.played(Heard(FILLER, FILLER.text, 0, 0), 1400.0)
    assert now.played(Heard(ANSWER, ANSWER.text, began_ms=1350.0, ended_ms=2350.0), 2400.0)
    stages = now.timeline.stages()
    assert stages == {"hear": 230.0, "decide": 20.0, "speak": 100.0, "play": 50.0, "answer": 400.0}
    assert sum(ms for stage, ms in stages.items() if stage != "answer") == stages["answer"]


def test_a_filler_is_what_is_heard_first_but_nothing_of_the_answer() -> None:
    now = Now.answering(Said("where is it"), (100, 1000), 1200.0)
    now.said(2200.0)
    assert now.sent(FILLER, 2210.0)
    assert not now.audible
    now.said(2500.0)
    assert not now.sent(ANSWER, 3500.0)
    assert now.audible
    assert now.timeline.first_audio == 2210.0
    assert now.timeline.first_line == 2200.0


@pytest.mark.parametrize(("event", "span"), [(Keyed("1"), (100, 200)), (Said("hello"), None)])
def test_without_a_last_sound_there_is_no_answer_to_time(event: Said | Keyed, span: tuple[int, int] | None) -> None:
    now = Now.answering(event, span, 1200.0)
    now.said(1210.0)
    now.sent(ANSWER, 1220.0)
    now.played(Heard(ANSWER, ANSWER.text, 1220.0, 2220.0), 2260.0)
    assert now.timeline.stages() == {"decide": 10.0, "speak": 10.0, "play": 40.0}
