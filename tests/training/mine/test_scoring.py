"""Does the book give back what was scored, and ask only about what is new?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.understanding.classifier import Scores
from engine.understanding.encoder import Vectors
from training.mine.scoring import ModelScorer, ScoreBook


class Counting:
    def __init__(self, scorer: ModelScorer) -> None:
        self.asked: list[str] = []
        self._scorer = scorer

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        self.asked += texts
        return self._scorer.scores(texts)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return self._scorer.vectors(texts)


def test_a_second_run_asks_nothing_and_says_the_same(scorer: ModelScorer, tmp_path: Path) -> None:
    counting = Counting(scorer)
    texts = ["where is my order", "pay my bill", "where is my order"]
    with ScoreBook(counting, tmp_path / "scores.db") as book:
        first = book.scores(texts)
    with ScoreBook(counting, tmp_path / "scores.db") as book:
        assert book.scores([*texts, "speak to a person"])[:3] == first
    assert counting.asked == ["where is my order", "pay my bill", "speak to a person"]
    assert first[0].candidates[0].label == "order_status"
    assert first[0] == first[2]
