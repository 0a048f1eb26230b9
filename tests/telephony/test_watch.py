"""When a line is open and mute."""

from __future__ import annotations

import pytest

from telephony.speech import Pulse
from telephony.watch import Watch


def frames(watch: Watch, sound: str, *, beats: int = 0, at: float = 0.0) -> float | None:
    """Feed 20 ms a letter, ``#`` being loud; return when the line was given up."""
    for n, letter in enumerate(sound):
        now = at + n * 0.02
        if watch.mute(beats, now, loud=letter == "#"):
            return round(now, 2)
    return None


@pytest.mark.parametrize(
    ("sound", "given_up"),
    [
        ("#" * 70, 1.2),
        ("." * 50 + "#" * 70, 2.2),
        ("#." * 40, 1.2),
        ("#" * 30 + "." * 40, 1.2),
        ("#" * 29 + "." * 400, None),
        ("#" * 15 + "." * 100 + "#" * 15, 2.58),
        ("." * 500, None),
    ],
)
def test_sound_of_which_nothing_comes(sound: str, given_up: float | None) -> None:
    assert frames(Watch(Pulse()), sound) == given_up


def test_who_reports_always_is_not_waited_for_until_there_was_enough_speech() -> None:
    assert frames(Watch(Pulse(sound_ms=60)), "###" + "." * 100) == 1.2
    assert frames(Watch(Pulse(sound_ms=60)), "##" + "." * 100) is None


def test_any_message_is_a_sign_of_life() -> None:
    watch = Watch(Pulse())
    for second in range(10):
        assert frames(watch, "#" * 50, beats=second, at=float(second)) is None


def test_audio_that_comes_late_and_at_once_is_no_fault_of_the_line() -> None:
    watch = Watch(Pulse())
    assert not watch.mute(1, 0.0, loud=False)
    assert not any(watch.mute(1, 5.0, loud=True) for _ in range(100))
    assert not watch.mute(1, 6.1, loud=False)
    assert watch.mute(1, 6.2, loud=False)


def test_what_a_line_took_over_counts() -> None:
    watch = Watch(Pulse())
    watch.took_over([True] * 40, 0.0)
    assert frames(watch, "." * 100) == 1.2
    quiet = Watch(Pulse())
    quiet.took_over([False] * 40, 0.0)
    assert frames(quiet, "." * 100) is None
