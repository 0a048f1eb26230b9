"""What was sent and may be taken back: whose it is, in which order, and no more than was sent."""

from __future__ import annotations

from engine.types import Line
from telephony.voiced import REMEMBERED_BYTES, Tail, Voiced


def test_the_last_bytes_go_back_to_their_lines_in_front_of_what_waits() -> None:
    tail, first, second = Tail(), Voiced(Line("1", "one", "a"), sent=6), Voiced(Line("2", "two", "a"), sent=4)
    second.audio += b"zz"
    tail.sent(first, b"abcdef")
    tail.sent(second, b"wxyz")
    assert list(tail.take_back(7)) == [second, first]
    assert (bytes(first.audio), bytes(second.audio)) == (b"def", b"wxyzzz")
    assert (first.sent, second.sent) == (3, 0)


def test_no_more_goes_back_than_is_remembered() -> None:
    tail, voiced = Tail(), Voiced(Line("1", "one", "a"), sent=3 * REMEMBERED_BYTES)
    for _ in range(3):
        tail.sent(voiced, bytes(REMEMBERED_BYTES))
    list(tail.take_back(3 * REMEMBERED_BYTES))
    assert len(voiced.audio) == REMEMBERED_BYTES


def test_what_is_forgotten_does_not_come_back() -> None:
    tail = Tail()
    tail.sent(Voiced(Line("1", "one", "a")), b"abc")
    tail.clear()
    assert list(tail.take_back(3)) == []
