from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.types import Candidate
from training.agreement import Agreement, Both, Difference, Scored, agreement


def scored(label: str, verdict: str) -> Scored:
    return Scored((Candidate(label, 0.9), Candidate("z", 0.1)), verdict)


def test_what_counts_is_what_a_call_would_have_done() -> None:
    a, b, asks, unsure = scored("a", "accept"), scored("b", "accept"), scored("a", "defer"), scored("b", "clarify")
    found = agreement(
        [Both("x", a, a), Both("x", asks, unsure), Both("y", a, asks), Both("y", a, asks), Both("z", asks, b),
         Both("w", a, b)]
    )  # fmt: skip
    assert (found.same, found.only_in_force, found.only_shadow, found.other) == (2, 2, 1, 1)
    assert found.differences[0] == Difference("y", "a", "", 2)
    assert found.share == 2 / 6


def test_of_nothing_nothing_differs() -> None:
    assert agreement([]) == Agreement(0, 0, 0, 0, 0, ())
    assert agreement([]).share == 1.0


SCORED = st.builds(scored, st.sampled_from("ab"), st.sampled_from(["accept", "clarify", "defer"]))


@given(st.lists(st.builds(Both, st.sampled_from(["x", "y"]), SCORED, SCORED)))
def test_every_utterance_is_counted_once(found: list[Both]) -> None:
    counted = agreement(found)
    assert counted.utterances == len(found)
    assert counted.same + counted.only_in_force + counted.only_shadow + counted.other == len(found)
    assert sum(each.count for each in counted.differences) == len(found) - counted.same
