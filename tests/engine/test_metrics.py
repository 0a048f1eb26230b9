from __future__ import annotations

from engine.metrics import Metrics, Timeline
from engine.types import Listening, Turn

TURN = Turn(
    3, "said", "words", "fill(amount)", "classifier", (), (), (), (), {}, Listening("x"),
    {"understand": 2.0, "handler:orders.lookup": 40.0, "total": 50.0},
)  # fmt: skip


def test_counts_turns_and_their_stages_under_few_labels() -> None:
    metrics = Metrics()
    metrics.turn(TURN)
    page = metrics.page().decode()
    assert 'trunkline_turns_total{by="classifier",event="said"} 1.0' in page
    assert 'trunkline_stage_seconds_sum{stage="handler"} 0.04' in page
    assert "orders.lookup" not in page
    assert "words" not in page


def test_an_answer_is_timed_from_the_callers_last_sound_to_our_first() -> None:
    metrics = Metrics()
    metrics.answer(Timeline(caller_ended=1000, first_audio=1350))
    metrics.answer(Timeline(first_audio=10))
    metrics.answer(Timeline(caller_ended=1000))
    page = metrics.page().decode()
    assert "trunkline_answer_seconds_count 1.0" in page
    assert "trunkline_answer_seconds_sum 0.35" in page


def test_the_stages_of_an_answer_are_counted() -> None:
    metrics = Metrics()
    metrics.played({"hear": 230.0, "answer": 400.0})
    page = metrics.page().decode()
    assert 'trunkline_stage_seconds_sum{stage="hear"} 0.23' in page
    assert 'trunkline_stage_seconds_count{stage="answer"} 1.0' in page
