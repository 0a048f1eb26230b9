"""What of a wait is ours: what others did one after the other is taken off, what they did meanwhile is not."""

from __future__ import annotations

import pytest

from telephony.bench.latency.figures import Timed, figures


@pytest.mark.parametrize(
    ("turn", "own"),
    [
        (Timed("cached", 290.0, up=20.0, down=30.0, eager=100.0, over=200.0), 40.0),
        (Timed("synthesised", 400.0, up=20.0, down=30.0, eager=100.0, over=200.0, speak=90.0), 60.0),
        (Timed("claude", 780.0, up=20.0, down=30.0, eager=100.0, over=200.0, think=500.0, speak=90.0), 40.0),
        (Timed("claude", 400.0, up=20.0, down=30.0, eager=100.0, over=200.0, think=60.0, speak=90.0), 60.0),
    ],
)
def test_what_others_took_is_not_ours(turn: Timed, own: float) -> None:
    assert turn.own == pytest.approx(own)


def test_a_path_is_met_by_the_wait_and_by_our_share() -> None:
    quick = [Timed("cached", 280.0, up=25.0, down=25.0, eager=100.0, over=200.0)] * 3
    slow = [Timed("synthesised", 440.0, up=25.0, down=25.0, eager=100.0, over=200.0, speak=90.0)] * 3
    found = figures([*quick, *slow])
    assert found["cached"]["met"]
    assert (found["cached"]["turns"], found["cached"]["with_speech_ready"]) == (3, 3)
    assert found["synthesised"]["waited_ms"]["p50"] <= found["synthesised"]["target_ms"]
    assert not found["synthesised"]["met"]
    assert not found["claude"]["met"]
