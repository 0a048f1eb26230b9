from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from training.benchmark.sets import Labelled, Sets
from training.benchmark.task import Choice, task

LABELS = ("a", "b", "c", "d")
SETS = Sets(
    tuple(Labelled(f"{label} {n}", label) for label in LABELS for n in range(20)),
    tuple(Labelled(f"{label} test {n}", label) for label in LABELS for n in range(5)),
    tuple(f"else {n}" for n in range(30)),
    tuple(f"strange {n}" for n in range(10)),
)


@given(st.integers(1, 20), st.integers(0, 3))
def test_a_draw_is_what_was_asked_for_and_repeats(shots: int, seed: int) -> None:
    one = task(SETS, Choice(shots), seed)
    assert one == task(SETS, Choice(shots), seed)
    assert [row.label for row in one.data.rows].count(0) == shots
    assert one.data.labels == LABELS
    assert len(one.scope) == 20
    assert one.out == {"oos": SETS.oos_test}
    assert one.oos_share == pytest.approx(10 / 30)
    assert set(one.data.background) == set(SETS.oos_train)


def test_other_intents_become_out_of_scope_in_equal_kinds() -> None:
    drawn = task(SETS, Choice(8, labels=("a", "b"), near=("c",), oos_share=0.2), 0)
    assert drawn.data.labels == ("a", "b")
    assert {kind: len(texts) for kind, texts in drawn.out.items()} == {"near": 5, "other": 5, "oos": 10}
    assert drawn.oos_share == 0.2
    assert {row.label for row in drawn.scope} == {0, 1}


def test_background_comes_from_elsewhere_but_never_from_what_is_asked() -> None:
    elsewhere = ("a 1", "strange 1", "new 1", "new 2", "new 3")
    drawn = task(SETS, Choice(0, background=elsewhere, background_size=2), 1)
    assert len(drawn.data.background) == 2
    assert set(drawn.data.background) <= {"new 1", "new 2", "new 3"}


def test_sentences_of_two_intents_and_of_the_test_are_not_learned() -> None:
    sets = Sets(
        (*SETS.train, Labelled("both", "a"), Labelled("both", "b"), Labelled("a test 1", "a")), SETS.test, (), ()
    )
    drawn = task(sets, Choice(0), 0)
    assert not {"both", "a test 1"} & {row.text for row in drawn.data.rows}
    assert drawn.oos_share == 0.0


def test_what_cannot_be_drawn_is_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        task(SETS, Choice(labels=("a", "x"), near=("a", "y")), 0)
    assert set(str(error.value).splitlines()) == {
        "there is no intent x",
        "there is no intent y",
        "a is both known and near",
        "no sentence of x is in the test",
    }
