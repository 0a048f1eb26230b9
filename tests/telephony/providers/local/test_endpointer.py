from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.local.endpointer import Edge, Endpointer
from telephony.speech import SILENCE

LOUD = b"\x10\x90" * 80
NOISE = b"\x70\xf0" * 80


def edges(endpointer: Endpointer, pattern: str) -> list[tuple[int, Edge]]:
    """``pattern``: a character a frame, ``#`` loud, ``~`` noise, ``.`` silence."""
    frames = {"#": LOUD, "~": NOISE, ".": SILENCE}
    found = ((tick, endpointer.feed(frames[sign])) for tick, sign in enumerate(pattern))
    return [(tick, edge) for tick, edge in found if edge is not None]


def test_a_turn_begins_pauses_and_ends_after_the_patience() -> None:
    found = edges(Endpointer(patience_ms=400), "." * 10 + "#" * 10 + "." * 30)
    assert found == [(13, Edge.BEGAN), (31, Edge.PAUSED), (39, Edge.ENDED)]


def test_a_caller_who_goes_on_resumes() -> None:
    found = edges(Endpointer(patience_ms=400), "#" * 10 + "." * 14 + "#" * 5 + "." * 30)
    assert [edge for _, edge in found] == [Edge.BEGAN, Edge.PAUSED, Edge.RESUMED, Edge.PAUSED, Edge.ENDED]


def test_a_click_is_not_speech_and_neither_is_a_noisy_line() -> None:
    assert edges(Endpointer(), "..##....##......" + "~" * 200) == []


def test_a_patience_shorter_than_a_pause_still_pauses_first() -> None:
    found = edges(Endpointer(patience_ms=100), "#" * 10 + "." * 30)
    assert [edge for _, edge in found] == [Edge.BEGAN, Edge.PAUSED, Edge.ENDED]


def test_a_turn_that_keys_answered_is_forgotten() -> None:
    endpointer = Endpointer()
    edges(endpointer, "#" * 10)
    endpointer.reset()
    assert edges(endpointer, "." * 60) == []


AFTER = {
    None: {Edge.BEGAN},
    Edge.BEGAN: {Edge.PAUSED},
    Edge.PAUSED: {Edge.RESUMED, Edge.ENDED},
    Edge.RESUMED: {Edge.PAUSED},
    Edge.ENDED: {Edge.BEGAN},
}


@given(st.lists(st.tuples(st.sampled_from("#.~"), st.integers(1, 40)), max_size=20), st.integers(0, 1000))
def test_edges_come_in_no_other_order(runs: list[tuple[str, int]], patience_ms: int) -> None:
    last: Edge | None = None
    pattern = "".join(sign * length for sign, length in runs)
    for _, edge in edges(Endpointer(patience_ms=patience_ms), pattern):
        assert edge in AFTER[last]
        last = edge
