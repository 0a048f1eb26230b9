from __future__ import annotations

import pytest

from engine.errors import ModelError
from training.data import dataset

PAY = [f"pay bill {n}" for n in range(8)]
ORDER = [f"where is order {n}" for n in range(8)]


def test_sentences_are_normalised_and_counted_once() -> None:
    made = dataset({"pay": [*PAY, "PAY, bill 0!"], "order": ORDER}, ["The weather?", "the weather", "?!"])
    assert made.labels == ("order", "pay")
    assert len(made.rows) == 16
    assert made.background == ("the weather",)
    assert {made.labels[row.label] for row in made.rows if row.text.startswith("pay")} == {"pay"}


def test_the_hash_is_of_the_content_not_of_its_order() -> None:
    one = dataset({"pay": PAY, "order": ORDER}, ["a", "b"])
    same = dataset({"order": ORDER[::-1], "pay": [text.upper() for text in PAY]}, ["b", "a"])
    other = dataset({"pay": PAY, "order": [*ORDER, "order nine"]}, ["a", "b"])
    assert one.digest == same.digest
    assert one.digest != other.digest


def test_every_problem_at_once() -> None:
    with pytest.raises(ModelError) as error:
        dataset({"pay": [*PAY, "hello there"], "order": ["Hello there!", "x"]}, ["pay bill 3"])
    message = str(error.value)
    assert "'hello there' is an example of both order and pay" in message
    assert "order has 2 different examples" in message
    assert "'pay bill 3' is an example of pay and out of scope" in message


def test_one_intent_is_no_choice() -> None:
    with pytest.raises(ModelError, match="needs two"):
        dataset({"pay": PAY}, [])
