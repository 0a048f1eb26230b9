from __future__ import annotations

from engine.understanding.normalise import normalise
from training.generated import generated

SAID = {
    "pay": ["i would like to pay my bill please", "how do i pay what i owe you"],
    "order": ["where is my order that was due on friday", "when will my parcel be here"],
    "_out_of_scope": ["what is the capital of france then", "tell me a joke about a horse and a bar"],
}


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    one = generated(SAID, 300, seed=1)
    assert one == generated(SAID, 300, seed=1)
    assert one != generated(SAID, 300, seed=2)


def test_rows_are_different_and_normalised_and_a_fifth_is_out_of_scope() -> None:
    rows = generated(SAID, 500, seed=3)
    texts = [row.text for row in rows]
    assert len(rows) == len({*texts}) == 500
    assert texts == [normalise(text) for text in texts]
    outside = sum(row.label == "_out_of_scope" for row in rows)
    assert 70 < outside < 130
    assert {row.label for row in rows} == {*SAID}


def test_sentences_that_run_out_end_it() -> None:
    rows = generated({"pay": ["pay"]}, 500, seed=1)
    assert 0 < len(rows) < 500
    assert generated({}, 10, seed=1) == ()
