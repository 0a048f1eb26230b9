"""A listener that is told what it hears: lateness, mistakes, ends of turns, and the rules through all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.simulator.standins.flux import Flux, Message, Thresholds
from telephony.simulator.standins.told import MISHEARD, Book, Manner, ToldListener

EXACT = Manner(spread=1, word_more_ms=0, wrong=0, startled=0)
SILENT = b"\xff" * 160


def clip(number: int, ms: int) -> bytes:
    return bytes([number + 1]) * (ms * 8)


def silence(ms: int) -> bytes:
    return b"\xff" * (ms * 8)


def book(*texts: str, ms: int = 600) -> Book:
    found = Book()
    for number, text in enumerate(texts):
        found.tell(clip(number, ms), text)
    return found


def hear(texts: tuple[str, ...], *audio: bytes, manner: Manner = EXACT, eager: float | None = 0.4) -> list[Message]:
    machine = Flux(Thresholds(eager), (), ToldListener(book(*texts), manner), "r")
    return [message for part in audio for message in machine.hear(part)]


def events(messages: list[Message]) -> list[tuple[str, str, int]]:
    return [
        (m["event"], m["transcript"], round(m["audio_window_end"] * 1000)) for m in messages if m["event"] != "Update"
    ]


def test_words_are_out_late_and_the_turn_ends_by_its_own_rule() -> None:
    assert events(hear(("stop it",), silence(1000), clip(0, 600), silence(1000))) == [
        ("StartOfTurn", "stop", 1500),  # it ends at 1375
        ("EagerEndOfTurn", "stop it", 1760),  # 150 ms after 1600
        ("EndOfTurn", "stop it", 1860),
    ]


def test_no_turn_ends_before_its_last_word_is_out() -> None:
    quick = Manner(spread=1, word_more_ms=0, wrong=0, eager_ms=20, over_ms=40)
    assert [at for event, _, at in events(hear(("go",), clip(0, 600), silence(600), manner=quick))] == [720, 720, 720]


def test_a_pause_inside_a_stretch_ends_nothing() -> None:
    audio = clip(0, 200) + silence(500) + b"\x01\x02" * 800
    heard = Book()
    heard.tell(audio, "one two three")
    machine = Flux(Thresholds(0.4), (), ToldListener(heard, EXACT), "r")
    assert [e for e, *_ in events(list(machine.hear(audio + silence(900))))] == [
        "StartOfTurn", "EagerEndOfTurn", "EndOfTurn",
    ]  # fmt: skip


def test_who_goes_on_resumes() -> None:
    found = events(hear(("one", "two"), clip(0, 600), silence(160), clip(1, 600), silence(600)))
    assert [(event, text) for event, text, _ in found] == [
        ("StartOfTurn", "one"), ("EagerEndOfTurn", "one"), ("TurnResumed", "one"),
        ("EagerEndOfTurn", "one two"), ("EndOfTurn", "one two"),
    ]  # fmt: skip


def test_noise_is_nothing_or_taken_for_speech() -> None:
    assert events(hear(("",), clip(0, 600), silence(2000))) == []
    startled = Manner(spread=1, startled=1, worded=0)
    assert events(hear(("",), clip(0, 600), silence(2000), manner=startled)) == [
        ("StartOfTurn", "", 180), ("EndOfTurn", "", 860),
    ]  # fmt: skip
    worded = events(hear(("",), clip(0, 600), silence(2000), manner=Manner(startled=1, worded=1)))
    assert worded[-1][0] == "EndOfTurn"
    assert set(worded[-1][1].split()) <= set(MISHEARD)


def test_shares_are_kept() -> None:
    texts = tuple(f"w{number}" for number in range(200)) + ("",) * 40
    parts = [part for number in range(200) for part in (clip(number, 600), silence(1500))]
    said = [text for event, text, _ in events(hear(texts[:200], *parts, manner=Manner())) if event == "EndOfTurn"]
    assert len(said) == 200
    assert 5 <= sum(text in MISHEARD for text in said) <= 40
    noises = [part for _ in range(200) for part in (clip(0, 600), silence(1500))]
    startled = [e for e, *_ in events(hear(("",), *noises, manner=Manner())) if e == "StartOfTurn"]
    assert 40 <= len(startled) <= 80


def test_the_same_seed_hears_the_same() -> None:
    parts = [part for number in range(20) for part in (clip(number % 3, 600), silence(700))]
    texts = ("one two three", "", "four five")
    assert hear(texts, *parts, manner=Manner(seed=3)) == hear(texts, *parts, manner=Manner(seed=3))
    assert hear(texts, *parts, manner=Manner(seed=3)) != hear(texts, *parts, manner=Manner(seed=4))


def test_two_stretches_cannot_begin_alike() -> None:
    told = book("one")
    told.tell(clip(0, 600), "one")
    with pytest.raises(ValueError, match="alike"):
        told.tell(clip(0, 900), "two")


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 900)), max_size=12),
    st.integers(0, 99), st.booleans(), st.sets(st.integers(0, 12)),
)  # fmt: skip
def test_flux_keeps_its_rules_whatever_is_told(
    said: list[tuple[int, int]], seed: int, eager: bool, forced: set[int]
) -> None:
    texts = ("yes", "my number is four", "", "um")
    listener = ToldListener(book(*texts), Manner(seed=seed, startled=0.7))
    machine = Flux(Thresholds(0.4 if eager else None), (), listener, "r")
    turn, eager_text, is_open = 0, None, False
    for n, (number, gap) in enumerate(said):
        sent = list(machine.hear(clip(number, 600) + silence(gap - gap % 20)))
        sent += machine.force_end_turn() if n in forced else ()
        for message in sent:
            assert message["turn_index"] == turn
            match message["event"]:
                case "StartOfTurn":
                    assert not is_open
                    is_open = True
                case "EagerEndOfTurn":
                    assert is_open
                    assert message["transcript"]
                    eager_text = message["transcript"]
                case "TurnResumed":
                    assert eager_text is not None
                    eager_text = None
                case "EndOfTurn":
                    assert is_open
                    assert eager_text is None or message["transcript"] == eager_text
                    turn, eager_text, is_open = turn + 1, None, False
