"""Tracks from stamps and a recording: breaths, cuts, and an answer that begins in the moment we are stopped."""

from __future__ import annotations

from telephony.bench.panel.score import Spell, Stretch
from telephony.bench.panel.tracks import spells, stretches
from telephony.simulator.line import Moment

LOUD, QUIET = b"\x10\x90" * 80, b"\xff" * 160


def recorded(*lengths_ms: int) -> bytes:
    """Sound, silence, sound ... of these lengths."""
    return b"".join((QUIET if n % 2 else LOUD) * (ms // 20) for n, ms in enumerate(lengths_ms))


def clear(ms: int) -> Moment:
    return Moment("clear", ms)


def test_breaths_are_closed_and_pauses_kept() -> None:
    assert spells(recorded(100, 180, 100, 200, 100), []) == (Spell(0, 380, cut=False), Spell(580, 680, cut=False))


def test_a_clear_cuts_what_sounded_until_then() -> None:
    assert spells(recorded(400, 600, 400), [clear(380)]) == (Spell(0, 400), Spell(1000, 1400, cut=False))


def test_a_clear_between_two_words_cuts_at_the_last_one() -> None:
    assert spells(recorded(400, 600), [clear(440)]) == (Spell(0, 400),)


def test_a_clear_in_silence_cuts_nothing() -> None:
    assert spells(recorded(400, 1000), [clear(700)]) == (Spell(0, 400, cut=False),)


def test_what_begins_at_once_after_a_clear_is_new() -> None:
    assert spells(recorded(1000), [clear(480)]) == (Spell(0, 500), Spell(500, 1000, cut=False))
    assert spells(recorded(500, 60, 440), [clear(480)]) == (Spell(0, 500), Spell(560, 1000, cut=False))


def test_nothing_recorded_is_no_spell() -> None:
    assert spells(b"", []) == ()


def test_stretches_have_their_kinds_and_unfinished_ones_are_left_out() -> None:
    moments = [Moment("says", 100, 0), Moment("said", 700, 0), Moment("says", 900, 1), Moment("clear", 950)]
    assert stretches(moments, ["turn", "tic"]) == (Stretch("turn", 100, 700),)
