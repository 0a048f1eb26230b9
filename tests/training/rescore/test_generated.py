"""Is the made log like a busy line's: long enough, nearly all different, calls in order, the same given its seed?"""

from __future__ import annotations

from itertools import islice
from statistics import median

import pytest

from training.rescore.generated import generated

SAID = {
    "pay": [f"i want to pay {what}" for what in ("my bill", "what i owe", "a fine", "the rest", "it off")],
    "order": [f"where is {what}" for what in ("my order", "the parcel", "what i bought", "it now", "my stuff")],
    "_out_of_scope": ["will it rain tomorrow", "i like your voice", "what is the time"],
    "empty": [],
}


def test_it_is_like_a_busy_line() -> None:
    records = list(generated(SAID, 5000))
    assert len(records) == 5000
    said = [record["utterance"] for record in records]
    assert len(set(said)) / len(said) >= 0.9
    assert median(len(text.split()) for text in said) >= 10
    places = [(record["sid"], record["index"]) for record in records]
    assert places == sorted(set(places))
    assert {record.get("verdict") for record in records} == {"accept", "defer", None}
    assert [record["at"] for record in records] == sorted(record["at"] for record in records)


@pytest.mark.parametrize("seed", [0, 7])
def test_it_is_the_same_given_its_seed(seed: int) -> None:
    assert list(generated(SAID, 300, seed)) == list(generated(SAID, 300, seed))
    assert list(generated(SAID, 300, seed)) != list(generated(SAID, 300, seed + 1))


def test_it_is_a_stream() -> None:
    assert len(list(islice(generated(SAID, 10**12), 5))) == 5
