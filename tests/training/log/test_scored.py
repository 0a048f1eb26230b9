from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.types import Candidate
from engine.understanding.classifier import Scores
from engine.understanding.encoder import Vectors
from training.log.record import LoggedTurn
from training.log.scored import Judge, scored
from training.mine.scoring import BATCH

MADE = {
    "pay": Scores((Candidate("pay", 0.9), Candidate("order", 0.05)), 0.05),
    "one or other": Scores((Candidate("pay", 0.45), Candidate("order", 0.42)), 0.13),
    "weather": Scores((Candidate("pay", 0.1),), 0.9),
}


class Told:
    """A scorer that says what it is told, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        self.asked.append(len(texts))
        return [MADE[text] for text in texts]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 1), np.float32)


def test_turns_that_nobody_scored_are_judged_as_a_call_would() -> None:
    turns = [LoggedTurn("c", n, text) for n, text in enumerate(MADE)]
    found = list(scored(turns, Judge("m1", Told(), 0.6, 0.1)))
    assert [turn.verdict for turn in found] == ["accept", "clarify", "defer"]
    assert [(turn.by, turn.meaning) for turn in found] == [("classifier", "pay"), ("", ""), ("", "")]
    assert {(turn.model, turn.threshold) for turn in found} == {("m1", 0.6)}
    assert [turn.none for turn in found] == [0.05, 0.13, 0.9]


def test_what_was_scored_or_keyed_stays_as_it_is() -> None:
    turns = [LoggedTurn("c", 0, "pay", verdict="defer", meaning="order"), LoggedTurn("c", 1, "")]
    assert list(scored(turns, Judge("m1", Told(), 0.6, 0.1))) == turns


def test_what_somebody_else_made_of_it_is_kept() -> None:
    turn = LoggedTurn("c", 0, "pay", by="an agent", meaning="order")
    (found,) = scored([turn], Judge("m1", Told(), 0.6, 0.1))
    assert (found.verdict, found.by, found.meaning) == ("accept", "an agent", "order")


def test_a_long_log_is_scored_in_batches() -> None:
    told = Told()
    turns = (LoggedTurn("c", n, "pay") for n in range(2 * BATCH + 1))
    assert sum(1 for _ in scored(turns, Judge("m1", told, 0.6, 0.1))) == 2 * BATCH + 1
    assert told.asked == [BATCH, BATCH, 1]
