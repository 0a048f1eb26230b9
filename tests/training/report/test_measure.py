from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flows.model import Position
from engine.types import Accept, Candidate, Defer
from training.evaluate import NONE, Judged, report
from training.report.measure import cells, curve, groups, held, promise, quality, scored


def test_every_row_is_a_sentence(sentences: list[Judged]) -> None:
    found = held(sentences)
    assert len(found.score) == len(sentences)
    assert found.in_scope.sum() == len([one for one in sentences if one.label != NONE])
    assert found.weight.sum() == pytest.approx(1)
    assert found.accuracy() == pytest.approx(report(sentences).accuracy)


def test_quality_of_what_is_known(sentences: list[Judged]) -> None:
    found = quality(sentences)
    assert found.accuracy == pytest.approx(82 / 83)
    assert 0.9 < found.macro_f1 < 1
    assert found.auroc is not None
    assert found.auroc > 0.98
    assert found.fpr95 == 0.0
    assert found.coverage_at["0.95"] == 1.0


def test_without_sentences_out_of_scope_nothing_is_said_of_them(sentences: list[Judged]) -> None:
    found = quality([one for one in sentences if one.label != NONE])
    assert found.auroc is None
    assert found.fpr95 is None


def test_the_curve_ends_where_everything_is_accepted(sentences: list[Judged]) -> None:
    points = curve(sentences)
    assert points[0].risk == 0.0
    assert points[-1].coverage == pytest.approx(1)
    assert points[-1].risk == pytest.approx(11 / len(sentences))
    assert [point.score for point in points] == sorted((point.score for point in points), reverse=True)


def many(right: int, wrong: int) -> list[Judged]:
    guess = Accept((Candidate("pay", 0.9),))
    return [Judged("r", "pay", guess)] * right + [Judged("w", "order", guess)] * wrong


@pytest.mark.parametrize(
    ("right", "wrong", "asked", "standing"),
    [(300, 0, 0.95, "certified"), (58, 0, 0.95, "unsupported"), (80, 3, 0.95, "open"), (80, 20, 0.95, "missed")],
)
def test_a_promise_is_kept_broken_or_cannot_be_told(right: int, wrong: int, asked: float, standing: str) -> None:
    found = promise(many(right, wrong), asked, 0.7, 0.8)
    assert found.standing == standing
    assert (found.accepted, found.right) == (right + wrong, right)
    assert found.lower <= found.precision <= found.upper
    assert found.needed == 59


def test_perfection_is_never_certified() -> None:
    found = promise(many(500, 0), 1.0, 0.7, 0.8)
    assert (found.standing, found.needed) == ("unsupported", None)


@settings(deadline=None)  # a speed is no test
@given(st.integers(0, 60), st.integers(0, 60))
def test_bounds_hold_what_was_counted(right: int, wrong: int) -> None:
    found = promise(many(right, wrong), 0.95, 0.7, 0.8)
    assert 0.0 <= found.lower <= found.precision + 1e-9
    assert found.precision <= found.upper + 1e-9 <= 1.0 + 1e-9


def test_traffic_weighs_strangers_anew() -> None:
    stranger = Judged("weather", NONE, Accept((Candidate("pay", 0.9),)))
    found = promise([*many(8, 0), stranger, replace(stranger, verdict=Defer(()))], 0.95, 0.7, 0.8)
    assert found.precision == 8 / 9
    assert found.in_traffic == pytest.approx(0.8 / 0.9)  # half of the fifth that is out of scope is accepted
    assert promise(many(9, 1), 0.95, 0.7, 0.8).in_traffic == pytest.approx(0.9)


def test_the_matrix_names_what_went_wrong(sentences: list[Judged]) -> None:
    found = {(cell.label, cell.taken): cell for cell in cells(sentences)}
    assert sum(cell.count for cell in found.values()) == len(sentences)
    assert found["pay", "pay"].examples == ()
    (wrong,) = found["pay", "order"].examples
    assert wrong.text == "<script>alert('pay')</script>"
    assert wrong.accepted
    assert wrong.at == Position("tests/intents/pay.yaml", 50, 5)
    assert found["order", NONE].examples[0].text == "mumble"
    assert found[NONE, "human"].count == 1
    assert found[NONE, NONE].count == 9


def test_the_histogram_holds_every_sentence(sentences: list[Judged]) -> None:
    found = scored(sentences)
    assert sum(found.in_scope) == 83
    assert sum(found.out_of_scope) == 10


def test_acts_have_a_row_of_their_own(sentences: list[Judged]) -> None:
    acts, others = groups(report(sentences).intents)
    assert (acts.label, acts.sentences, acts.accepted, acts.taken, acts.taken_right) == ("global acts", 10, 10, 11, 10)
    assert (others.label, others.sentences) == ("all other intents", 73)
