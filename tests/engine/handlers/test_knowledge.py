from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.handlers.knowledge import Knowledge, answer, passages_of
from engine.handlers.registry import Call
from engine.types import Outcome


class WordVectors:
    """An embedder without a model: letter trigrams hashed into a unit vector."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 512), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace("?", "").replace(".", "").split():
                for i in range(max(1, len(word) - 2)):
                    row[hash_of(word[i : i + 3])] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def hash_of(piece: str) -> int:
    return sum(ord(c) * 31**i for i, c in enumerate(piece)) % 512


PAGE = """# Delivery

## How long delivery takes
Standard delivery takes three to five working days. We **never** deliver on Sundays. See [the page](https://example.com).

## What delivery costs
Delivery is free over fifty pounds.
"""


@pytest.fixture
def knowledge() -> Knowledge:
    return Knowledge(passages_of("delivery.md", PAGE), WordVectors())


def test_a_file_is_cut_at_its_headings_and_its_markup_is_gone() -> None:
    first, second = passages_of("delivery.md", PAGE)
    assert (first.source, second.title) == ("delivery.md#How long delivery takes", "What delivery costs")
    assert "**" not in first.text
    assert "http" not in first.text


def test_a_question_is_answered_by_the_passage_that_holds_it(knowledge: Knowledge) -> None:
    assert knowledge.answer("what does the delivery cost") == "Delivery is free over fifty pounds."
    assert "three to five" in (knowledge.answer("how long does standard delivery take") or "")


def test_a_question_that_nothing_is_near_to_gets_no_answer(knowledge: Knowledge) -> None:
    assert knowledge.answer("who won the football") is None
    assert Knowledge((), None).answer("anything") is None


def test_words_alone_decide_without_an_embedder() -> None:
    words = Knowledge(passages_of("delivery.md", PAGE), None)
    assert words.answer("delivery costs") == "Delivery is free over fifty pounds."
    assert words.answer("who won the football") is None


async def test_the_handler_reads_the_project_folder(project: Path) -> None:
    services = {Knowledge: Knowledge.read(project / "flows" / "knowledge", WordVectors())}
    call = Call(sid="CA1", key="k", services=services)
    said = await answer(call, "what does delivery cost")
    assert isinstance(said, dict)
    assert "free over fifty pounds" in str(said["say"])
    assert await answer(call, "who won the football") == Outcome("no_answer")
