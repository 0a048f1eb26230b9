from __future__ import annotations

from datetime import UTC, date, datetime

from engine.types import Candidate
from training.log.census import census
from training.log.record import LoggedTurn

MONDAY, SUNDAY = datetime(2026, 10, 5, 9, tzinfo=UTC), datetime(2026, 10, 11, 20, tzinfo=UTC)


def turn(
    sid: str, index: int, text: str, verdict: str, meaning: str = "", *, at: datetime | None = MONDAY
) -> LoggedTurn:
    score = {"accept": 0.9, "clarify": 0.5, "defer": 0.2}.get(verdict, 0.0)
    held = (Candidate("pay", score),) if verdict else ()
    return LoggedTurn(
        sid, index, text, at, candidates=held, threshold=0.6, verdict=verdict, meaning=meaning, caller="c1"
    )


LOG = (
    turn("a", 0, "pay my bill", "accept", "pay"),
    turn("a", 1, "and the weather", "defer"),
    turn("b", 0, "pay or order", "clarify", "pay", at=SUNDAY),
    turn("b", 1, "no that is wrong", "defer", "", at=SUNDAY),
    turn("c", 0, "my order please", "defer", "order", at=None),
    turn("c", 1, "", ""),
)


def test_calls_weeks_and_intents_are_counted() -> None:
    found = census(LOG)
    assert (found.turns, found.calls, found.callers) == (6, 3, 1)
    assert (found.whole.at_once, found.whole.which, found.whole.elsewhere) == (1, 1, 3)
    assert list(found.weeks) == [date(2026, 10, 5)]
    assert found.weeks[date(2026, 10, 5)].asked == 4
    assert {label: (each.at_once, each.asked) for label, each in found.intents.items()} == {
        "pay": (1, 2),
        "order": (0, 1),
    }
    assert found.scores == {"accept": [0.9], "clarify": [0.5], "defer": [0.2, 0.2, 0.2]}
    assert found.threshold == 0.6


def test_what_went_wrong_and_what_nobody_understood_is_told() -> None:
    found = census(LOG)
    assert found.reasons == {"gave up": 2, "not wanted": 1}
    assert found.unknown == {"and the weather": 1, "no that is wrong": 1}


def test_an_empty_log_is_counted_too() -> None:
    found = census(())
    assert found.calls == found.whole.asked == 0
    assert found.whole.local == 0.0
