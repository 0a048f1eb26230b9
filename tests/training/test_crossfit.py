from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch")

from training.crossfit import folds
from training.data import Dataset, dataset

pytestmark = pytest.mark.train


def made(intents: int, shots: int, background: int) -> Dataset:
    examples = {f"i{n}": [f"say {n} {k}" for k in range(shots)] for n in range(intents)}
    return dataset(examples, [f"other {k}" for k in range(background)])


@settings(max_examples=30)
@given(st.integers(4, 12), st.integers(8, 20), st.integers(0, 30), st.integers(0, 5))
def test_nothing_held_out_is_learned_from_and_everything_is_held_out(
    intents: int, shots: int, background: int, seed: int
) -> None:
    data = made(intents, shots, background)
    parts = folds(data, 4, seed)
    assert len(parts) == min(4, intents // 2)
    for fold in parts:
        learned = {row.text for row in fold.material.rows} | set(fold.material.background)
        held = {row.text for row in fold.scope} | {text for text, _ in fold.near} | set(fold.far)
        assert not learned & held
        assert learned | held == {row.text for row in data.rows} | set(data.background)
        assert {fold.material.labels[row.label] for row in fold.material.rows} == set(fold.material.labels)
        for row in (*fold.material.rows, *fold.scope):
            assert row.text.startswith(f"say {fold.material.labels[row.label][1:]} ")
        assert all(text.startswith(f"say {label[1:]} ") for text, label in fold.near)
    left_out = [label for fold in parts for label in data.labels if label not in fold.material.labels]
    assert len(left_out) == len(set(left_out))
    in_scope = [row.text for fold in parts for row in fold.scope]
    assert len(in_scope) == len(set(in_scope))


def test_two_intents_are_still_divided() -> None:
    (fold,) = folds(made(2, 8, 4), 4, 0)
    assert len(fold.material.labels) == 1
