"""A recorder notes what handlers and a language model gave, and changes none of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, TypedDict

import pytest

from engine.handlers.registry import Call, Registry, handler, handlers_of
from engine.rehearsal.recording import Recorder
from engine.types import DoAct, Listening, Move, Outcome, Situation, Speakable, Turn

TURN = Turn(1, "said", "", "x", "rule", (), (), (), (), {}, Listening("x"), {})


class Price(TypedDict):
    price: int


class Told(TypedDict):
    say: Speakable


@handler("desk.price", outcomes=["shut"])
async def price(call: Call, day: str) -> Price | Outcome:
    if day == "never":
        raise RuntimeError("broken")
    return Outcome("shut") if day == "Sunday" else Price(price=7)


@handler("desk.tell")
async def tell(call: Call) -> Told:
    async def sentences() -> AsyncIterator[str]:
        yield "One."
        yield "Two."

    return Told(say=sentences())


@handler("desk.nudge")
async def nudge(call: Call) -> None:
    return None


REAL = Registry(handlers_of(SimpleNamespace(price=price, tell=tell, nudge=nudge)))


async def asked(recorder: Recorder, name: str, **arguments: Any) -> Any:
    found = recorder.registry(REAL).get(name)
    assert found
    return await found.function(Call("CA1", "key"), **arguments)


def did(*handlers: tuple[str, str]) -> Turn:
    return replace(TURN, did=handlers)


async def test_a_result_and_an_outcome_are_noted_in_the_order_of_the_turn() -> None:
    recorder = Recorder()
    assert await asked(recorder, "desk.price", day="Monday") == {"price": 7}
    assert await asked(recorder, "desk.price", day="Sunday") == Outcome("shut")
    first, second = recorder.answers(did(("desk.price", "done"), ("desk.price", "shut")))
    assert (first.outcome, first.facts) == ("done", {"price": 7})
    assert (second.outcome, second.facts) == ("shut", {})
    assert recorder.answers(did(("desk.price", "done"))) == (), "each is noted once"


async def test_a_handler_that_gives_nothing_gives_nothing() -> None:
    recorder = Recorder()
    assert await asked(recorder, "desk.nudge") is None
    (only,) = recorder.answers(did(("desk.nudge", "done")))
    assert only.facts == {}


async def test_declarations_stay_those_of_the_real_handler() -> None:
    mine, real = Recorder().registry(REAL).get("desk.price"), REAL.get("desk.price")
    assert mine
    assert real
    assert replace(mine, function=real.function) == real


async def test_a_stream_passes_as_it_comes_and_what_passed_is_noted() -> None:
    recorder = Recorder()
    stream = (await asked(recorder, "desk.tell"))["say"]
    assert await anext(stream) == "One."
    (told,) = recorder.answers(did(("desk.tell", "done")))
    assert told.facts == {"say": ("One.",)}, "the caller cut it there"


async def test_a_handler_that_breaks_still_breaks_and_has_no_facts() -> None:
    recorder = Recorder()
    with pytest.raises(RuntimeError):
        await asked(recorder, "desk.price", day="never")
    (broken,) = recorder.answers(did(("desk.price", "error")))
    assert (broken.outcome, broken.facts, broken.seconds) == ("error", {}, 0.0)


async def test_the_moves_of_a_language_model_are_noted_for_one_turn() -> None:
    class Model:
        name = "m"

        async def moves(self, situation: Situation) -> tuple[Move, ...]:
            return (DoAct("human"),)

    recorder = Recorder()
    assert recorder.fallback(None) is None
    model = recorder.fallback(Model())
    assert model
    assert model.name == "m"
    assert await model.moves(None) == (DoAct("human"),)  # type: ignore[arg-type]
    assert recorder.moves == (DoAct("human"),)
    recorder.begin()
    assert recorder.moves == ()
