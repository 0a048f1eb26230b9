from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import (
    Answer,
    Candidate,
    ChooseBetween,
    Correct,
    DoAct,
    Fill,
    Move,
    NoMove,
    OfferedFlow,
    Situation,
    StartFlow,
)
from engine.understanding.memory import LONGEST, Memory, Vector, alike, memorable

HOUR = 3600.0
WORDS = "where is my parcel order pay bill want cancel the money back i do you"
KNOWN = frozenset(WORDS.split())
HERE = Situation(
    utterance="I want my money back",
    question="How can I help?",
    flow="",
    candidates=(),
    starts=(OfferedFlow("refund", "x"),),
    locale="en-GB",
    release="r1",
)
REFUND: tuple[Move, ...] = (StartFlow("refund"),)
ONE: Vector = np.array([1, 0], np.float32)
NEAR: Vector = np.array([0.98, np.sqrt(1 - 0.98**2)], np.float32)
FAR: Vector = np.array([0.9, np.sqrt(1 - 0.9**2)], np.float32)


def said(text: str, **more: object) -> Situation:
    return replace(HERE, utterance=text, **more)  # type: ignore[arg-type]


def kept(moves: tuple[Move, ...] = REFUND, situation: Situation = HERE, **more: object) -> Memory:
    memory = Memory(HOUR, **more)  # type: ignore[arg-type]
    memory.keep(situation, ONE, moves, 0.0)
    return memory


def test_the_same_words_at_the_same_place() -> None:
    memory = kept()
    assert memory.same(said("um, i want my money BACK!"), 1.0) == REFUND
    assert memory.same(said("I want my money back", candidates=(Candidate("refund", 0.4),)), 1.0) == REFUND
    assert memory.same(said("I want money back"), 1.0) is None


@pytest.mark.parametrize(
    "change",
    [
        {"question": "Anything else?"}, {"flow": "Pays."}, {"starts": ()}, {"acts": ("human",)}, {"yes_no": True},
        {"locale": "de-DE"}, {"release": "r2"},
    ],
)  # fmt: skip
def test_another_place_is_another(change: dict[str, object]) -> None:
    memory, elsewhere = kept(), said(HERE.utterance, **change)
    assert memory.same(elsewhere, 1.0) is None
    assert memory.like(elsewhere, ONE, KNOWN, 1.0) is None
    assert not memory.knows_place(elsewhere)


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("please I want my money back", True),
        ("I do want my money back", True),
        ("I want the money back", True),
        ("I do not want my money back", False),
        ("I don't want my money back", False),
        ("I never want my money back", False),
        ("I want my two money back", False),
        ("I want my £ money back", False),
        ("I want Zelda's money back", False),
        ("I want my refund back", False),
        ("my money want I back", False),
        ("money back", True),
    ],
)
def test_what_counts_as_nearly_the_same(text: str, like: bool) -> None:
    assert (kept().like(said(text), NEAR, KNOWN, 1.0) == REFUND) is like
    assert kept().like(said(text), FAR, KNOWN, 1.0) is None


@pytest.mark.parametrize(("one", "other"), [("ja das will ich", "das will ich nicht"), ("ich will", "ich will kein")])
def test_negations_in_another_language(one: str, other: str) -> None:
    assert not alike(one, other, "de-DE", frozenset(f"{one} {other}".split()))


@pytest.mark.parametrize("moves", [(Answer(yes=True),), (DoAct("human"),), (ChooseBetween("a", "b"),)])
def test_what_holds_no_value_is_remembered(moves: tuple[Move, ...]) -> None:
    assert kept(moves).same(HERE, 1.0) == moves


VALUES = [Fill("amount", "money"), Correct("amount", "money")]


@pytest.mark.parametrize("moves", [(), (NoMove(),), *((value,) for value in VALUES), (StartFlow("a"), VALUES[0])])
def test_what_holds_a_value_or_nothing_is_not(moves: tuple[Move, ...]) -> None:
    assert len(kept(moves)) == 0


@pytest.mark.parametrize("text", ["account 12", "my card is ••••", "", "a" * (LONGEST + 1)])
def test_what_may_be_private_is_not(text: str) -> None:
    assert not memorable(text)
    assert len(kept(situation=said(text))) == 0


def test_it_expires_and_what_was_used_least_goes_first() -> None:
    memory = kept()
    assert memory.same(HERE, HOUR - 1) == REFUND
    assert memory.same(HERE, HOUR) is None
    assert len(memory) == 0
    small = Memory(HOUR, most=2)
    for text in ("one", "two"):
        small.keep(said(text), ONE, REFUND, 0.0)
    small.same(said("one"), 1.0)
    small.keep(said("three"), ONE, REFUND, 2.0)
    assert [small.same(said(text), 3.0) for text in ("one", "two", "three")] == [REFUND, None, REFUND]


TEXTS = st.sampled_from(["pay my bill", "where is my order", "cancel it", "please pay my bill", "account 7", "no bill"])
STEPS = st.tuples(st.sampled_from(["keep", "same", "like"]), TEXTS, st.sampled_from(["r1", "r2"]), st.floats(0, 500))


@given(st.lists(STEPS, max_size=60))
def test_whatever_happens_it_stays_small_and_never_tells_what_was_not_kept_there(
    steps: list[tuple[str, str, str, float]],
) -> None:
    memory, now, told = Memory(1000.0, most=3), 0.0, dict[tuple[str, str], float]()
    for what, text, release, seconds in steps:
        now += seconds
        here = said(text, release=release)
        meaning = (StartFlow(f"{release} {text}"),)
        match what:
            case "keep":
                memory.keep(here, ONE, meaning, now)
                told[release, text] = now
            case "same":
                found = memory.same(here, now)
                assert found in (None, meaning)
                assert found is None or now - told[release, text] < 1000.0
            case _:
                found = memory.like(here, NEAR, KNOWN, now)
                assert found is None or str(found[0]).startswith(f"StartFlow(flow='{release} ")
        assert len(memory) <= 3
