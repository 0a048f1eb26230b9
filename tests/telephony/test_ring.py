"""The last half minute of a call's audio."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telephony.ring import SIZE, Ring


@given(st.lists(st.binary(max_size=23), max_size=20), st.integers(0, 300))
def test_it_holds_the_last_bytes_by_their_place(pieces: list[bytes], place: int) -> None:
    ring, all_of_it = Ring(16), b"".join(pieces)
    for piece in pieces:
        ring.put(piece)
    assert ring.end == len(all_of_it)
    assert ring.start == max(0, len(all_of_it) - 16)
    assert ring.since(place) == all_of_it[max(place, ring.start) :]


def test_it_is_bounded() -> None:
    ring = Ring()
    ring.put(bytes(3 * SIZE))
    assert len(ring.since(0)) == SIZE == 240_000
