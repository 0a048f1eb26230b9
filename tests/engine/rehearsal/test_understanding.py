from __future__ import annotations

import pytest

from engine.flows.model import Asked, Position
from engine.intents import Intent, LoadedIntents
from engine.rehearsal.model import Understood
from engine.rehearsal.run import sentences_of
from engine.rehearsal.understanding import Mode, RehearsedUnderstander
from engine.types import Accept, Candidate, Clarify, Defer

AT = Position("tests/calls/x.yaml", 1, 1)
SENTENCES = sentences_of(
    LoadedIntents(
        intents={"order_status": Intent("order_status", "", ("Where's my order?",), (), AT)},
        background=("it's raining",),
    )
)


def understander(mode: Mode = "pinned") -> RehearsedUnderstander:
    return RehearsedUnderstander(mode, SENTENCES, Asked())


@pytest.mark.parametrize(
    ("labels", "score", "verdict"),
    [
        (("order_status",), 1.0, Accept((Candidate("order_status", 1.0),))),
        (("order_status",), 0.62, Defer((Candidate("order_status", 0.62),))),
        (("a", "b"), 1.0, Clarify((Candidate("a", 0.5), Candidate("b", 0.5)))),
        ((), 1.0, Defer(())),
    ],
)
async def test_a_pin_decides_whatever_is_said(labels: tuple[str, ...], score: float, verdict: object) -> None:
    who = understander()
    who.begin(Understood(labels, AT, score))
    assert await who.understand("where's my order") == verdict
    assert not who.missed


async def test_an_exact_sentence_is_understood_however_it_is_written() -> None:
    who = understander()
    assert await who.understand("um, WHERE\u2019S my order") == Accept((Candidate("order_status", 1.0),))
    assert await who.understand("It's raining!") == Defer(())
    assert not who.missed


@pytest.mark.parametrize(
    ("halves", "missed"),
    [(("where's my order", "where's my order"), False), (("where's my order", "mumble"), True), (("mumble",), True)],
)
async def test_what_its_halves_say_is_not_missed(halves: tuple[str, ...], missed: bool) -> None:
    who = understander("pinned")
    for said in ("where's my order and mumble", *halves):
        await who.understand(said)
    assert who.missed is missed


@pytest.mark.parametrize(("mode", "missed"), [("pinned", True), ("stub", False)])
async def test_anything_else_is_missed_when_everything_must_be_pinned(mode: Mode, missed: bool) -> None:
    who = understander(mode)
    assert await who.understand("where is the order of mine") == Defer(())
    assert who.missed is missed
    who.begin(None)
    assert not who.missed
