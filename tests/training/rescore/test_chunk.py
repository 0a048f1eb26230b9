"""Is every turn in one chunk, in order, and is a chunk known by what was said in it?"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from training.log.record import LoggedTurn
from training.rescore.chunk import chunks


@given(st.lists(st.text(max_size=8), max_size=40), st.integers(1, 9))
def test_no_turn_is_lost_or_doubled(said: list[str], size: int) -> None:
    turns = [LoggedTurn("CA", n, text) for n, text in enumerate(said)]
    found = list(chunks(turns, size))
    assert [turn for chunk in found for turn in chunk.turns] == turns
    assert [chunk.number for chunk in found] == list(range(len(found)))
    assert all(len(chunk.turns) == size for chunk in found[:-1])
    assert all(len(chunk.said) == len(chunk.texts) for chunk in found)


def test_the_key_is_of_words_place_and_model() -> None:
    turns = [LoggedTurn("CA", n, text) for n, text in enumerate(["pay", "", "my bill"])]
    (chunk,) = chunks(turns)
    (same,) = chunks([replace(turn, utterance=turn.utterance.upper() + "!", sid="CB") for turn in turns])
    (other,) = chunks([*turns[:2], replace(turns[2], utterance="my bills")])
    assert chunk.key("m1") == same.key("m1")
    assert len({chunk.key("m1"), chunk.key("m2"), other.key("m1"), replace(chunk, number=1).key("m1")}) == 4
