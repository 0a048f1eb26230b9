"""When a line is open and mute."""

from __future__ import annotations

import pytest

from telephony.speech import Pulse
from telephony.watch import Verdict, Watch

LIVES, ASK, MUTE = Verdict


def frames(watch: Watch, sound: str, *, beats: int = 0, at: float = 0.0) -> float | None:
    """Feed 20 ms a letter, ``#`` being loud; return when the line was given up."""
    for n, letter in enumerate(sound):
        now = at + n * 0.02
        if watch.look(beats, now, sound_ms=20 * (letter == "#"), in_turn=False) is MUTE:
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
    assert frames(Watch(Pulse(silent_ms=1200, owed_ms=1200)), sound) == given_up


def test_who_reports_always_is_not_waited_for_until_there_was_enough_speech() -> None:
    assert frames(Watch(Pulse(60, 1200)), "###" + "." * 100) == 1.2
    assert frames(Watch(Pulse(60, 1200)), "##" + "." * 100) is None


def test_any_message_is_a_sign_of_life() -> None:
    watch = Watch(Pulse(silent_ms=1200, owed_ms=1200))
    for second in range(10):
        assert frames(watch, "#" * 50, beats=second, at=float(second)) is None


def test_audio_that_comes_late_and_at_once_is_no_fault_of_the_line() -> None:
    watch = Watch(Pulse(silent_ms=1200, owed_ms=1200))
    assert watch.look(1, 0.0, sound_ms=0, in_turn=False) is LIVES
    assert {watch.look(1, 5.0, sound_ms=20, in_turn=False) for _ in range(100)} == {LIVES}
    assert watch.look(1, 6.1, sound_ms=0, in_turn=False) is LIVES
    assert watch.look(1, 6.2, sound_ms=0, in_turn=False) is MUTE


def test_what_a_line_took_over_counts() -> None:
    watch = Watch(Pulse(silent_ms=1200, owed_ms=1200))
    watch.took_over(800, 0.0)
    assert frames(watch, "." * 100) == 1.2
    quiet = Watch(Pulse(silent_ms=1200, owed_ms=1200))
    quiet.took_over(0, 0.0)
    assert frames(quiet, "." * 100) is None


@pytest.mark.parametrize(("owed", "given_up"), [(1200, 1.2), (2000, 2.0)])
def test_within_a_turn_the_end_is_owed_also_in_silence(owed: int, given_up: float) -> None:
    watch = Watch(Pulse(owed_ms=owed))
    found = [n * 0.02 for n in range(200) if watch.look(0, n * 0.02, sound_ms=0, in_turn=True) is MUTE]
    assert round(found[0], 2) == given_up
    assert watch.look(1, 5.0, sound_ms=0, in_turn=True) is LIVES
    assert watch.look(1, 9.0, sound_ms=0, in_turn=False) is LIVES


@pytest.mark.parametrize(
    ("sound", "answer_ms", "verdicts"),
    [
        ("#" * 6, None, {0.7: ASK, 1.1: MUTE}),
        ("#" * 6, 200, {0.7: ASK}),
        ("#" * 5, None, {}),
        ("#" * 40, None, {0.7: ASK, 1.1: MUTE}),
    ],
)
def test_after_a_short_sound_the_line_is_asked(
    sound: str, answer_ms: int | None, verdicts: dict[float, Verdict]
) -> None:
    watch, found = Watch(Pulse(blip_ms=120)), {}
    for n, letter in enumerate(sound + "." * 200):
        beats = int(answer_ms is not None and n * 20 >= 700 + answer_ms)
        verdict = watch.look(beats, n * 0.02, sound_ms=20 * (letter == "#"), in_turn=False)
        if verdict is not LIVES:
            found.setdefault(round(n * 0.02, 2), verdict)
        if verdict is MUTE:
            break
    assert found == verdicts


def test_a_line_is_not_asked_within_a_turn() -> None:
    watch = Watch(Pulse(blip_ms=120, owed_ms=1500))
    assert {watch.look(0, n * 0.02, sound_ms=20 * (n < 10), in_turn=True) for n in range(70)} == {LIVES}
