from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.report.axes import Frame, bar, drawing, text, ticks


def test_values_lie_between_the_edges() -> None:
    frame = Frame(y_low=0.5)
    assert (frame.x(0), frame.x(1)) == (frame.left, frame.right)
    assert (frame.y(0.5), frame.y(1)) == (frame.bottom, frame.top)
    assert frame.x(0.5) == pytest.approx((frame.left + frame.right) / 2)
    assert frame.y(0.1) == frame.bottom
    assert frame.x(7) == frame.right


@given(st.floats(0, 0.9), st.floats(0.001, 1))
def test_ticks_are_few_round_and_inside(low: float, wide: float) -> None:
    high = low + wide
    found = ticks(low, high)
    assert len(found) <= 6
    assert all(low - 1e-6 <= value <= high + 1e-6 for value in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 0.1, [0, 0.02, 0.04, 0.06, 0.08, 0.1]), (0.94, 1, [0.94, 0.96, 0.98, 1])],
)
def test_ticks(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_texts_are_escaped() -> None:
    assert "&lt;b&gt;" in text("<b>", 0, 0, "tick")
    assert "&lt;b&gt;" in bar(0, 0, 1, 1, "column", tip="<b>")
    assert "&quot;" in drawing([], 'a "plot"')


def test_no_bar_has_a_negative_size() -> None:
    assert 'width="0.0" height="0.0"' in bar(0, 0, -1, -2, "column", tip="")
