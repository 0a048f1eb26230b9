from __future__ import annotations

import numpy as np
import pytest

from engine.flows.model import Name, Position
from training.beliefs import Belief, named
from training.evaluate import NONE
from training.report import suspects as module
from training.report.suspects import suspects, taught_of, twins

AT = Position("intents/pay.yaml", 7, 5)
TAUGHT = taught_of({"pay": (Name("Where is my parcel?", AT), "pay now"), "order": ("where is it",)}, ("nice weather",))


def believed(text: str, label: str, guess: str, score: float, *, knew: bool = True) -> Belief:
    return Belief(named(text), label, knew, 1 - score, ((guess, score), (label, 1 - score)))


def test_what_is_surely_believed_to_be_another_is_suspect() -> None:
    (found,) = suspects(TAUGHT, [believed("where is my parcel", "pay", "order", 0.9)])
    assert (found.text, found.label, found.believed, found.score) == ("Where is my parcel?", "pay", "order", 0.9)
    assert found.at == AT


@pytest.mark.parametrize(
    "belief",
    [
        believed("pay now", "pay", "pay", 0.9),
        believed("pay now", "pay", "order", 0.4),
        believed("pay now", "pay", "order", 0.9, knew=False),
        believed("not taught any more", "pay", "order", 0.9),
        believed("pay now", "order", "pay", 0.9),
    ],
    ids=["as taught", "unsure", "never told of its label", "gone", "moved since"],
)
def test_nothing_else_is(belief: Belief) -> None:
    assert suspects(TAUGHT, [belief]) == ()


def test_background_is_suspect_too_and_what_is_taken_for_none_comes_last() -> None:
    strange, mine = believed("pay now", "pay", NONE, 0.8), believed("nice weather", NONE, "pay", 0.6)
    other = believed("where is my parcel", "pay", "order", 0.7)
    found = suspects(TAUGHT, [strange, mine, other])
    assert [(each.label, each.believed) for each in found] == [("pay", "order"), (NONE, "pay"), ("pay", NONE)]


def unit(*rows: tuple[float, float]) -> np.ndarray:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


ROWS = [("pay", Name("pay it", AT)), ("pay", "pay that"), ("order", "order it"), (NONE, "weather")]
VECTORS = unit((1, 0), (1, 0.01), (1, 0.2), (-1, 1))


def test_twins_stand_under_different_intents_closest_first() -> None:
    first, second = twins(ROWS, VECTORS)
    assert (first.text, first.other_text) == ("pay that", "order it")
    assert (second.text, second.other_text, second.at) == ("pay it", "order it", AT)
    assert first.likeness > second.likeness > 0.9


def test_they_are_found_in_parts_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = twins(ROWS, VECTORS)
    monkeypatch.setattr(module, "_ROWS", 1)
    assert twins(ROWS, VECTORS) == whole


def test_of_nothing_there_are_none() -> None:
    assert twins([], np.zeros((0, 2), np.float32)) == ()
