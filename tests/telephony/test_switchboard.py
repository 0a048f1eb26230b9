from __future__ import annotations

import asyncio
from typing import Any

from telephony.switchboard import REMEMBERED, Switchboard


class Trace:
    def as_dict(self) -> dict[str, Any]:
        return {"turns": []}


def test_admits_up_to_its_most_counting_those_on_their_way(virtual: Any) -> None:
    async def story() -> None:
        board = Switchboard(2)
        board.open("CA1", Trace())
        assert board.admits()
        assert not board.admits(1)
        board.close("CA1")
        assert board.admits(1)

    virtual(story())


def test_a_call_that_begins_again_before_its_last_life_ended_is_live_until_both_are_over() -> None:
    board = Switchboard(1)
    board.open("CA1", Trace())
    board.open("CA1", Trace())
    board.close("CA1")
    assert (len(board), board.admits()) == (1, False)
    board.close("CA1")
    assert (len(board), board.admits()) == (0, True)


def test_drained_waits_for_calls_and_for_their_last_webhook(virtual: Any) -> None:
    async def story() -> None:
        loop, board = asyncio.get_running_loop(), Switchboard(2)
        began = loop.time()
        board.open("CA1", Trace())
        board.open("CA2", Trace())
        loop.call_later(2, board.depart, "CA1", "<Response/>")
        loop.call_later(3, board.close, "CA1")
        loop.call_later(3, board.depart, "CA2", None)
        loop.call_later(4, board.close, "CA2")
        loop.call_later(5, board.departure, "CA1")
        await board.drained(60)
        assert 5 <= loop.time() - began < 5.2

    virtual(story())


def test_forgets_the_oldest_calls_first(virtual: Any) -> None:
    async def story() -> None:
        board = Switchboard(2)
        for number in range(REMEMBERED + 1):
            board.open(f"CA{number}", Trace())
            board.depart(f"CA{number}", f"twiml {number}")
            board.close(f"CA{number}")
        assert board.trace("CA0") is None
        assert board.departure("CA0") is None
        assert board.trace("CA1") == {"turns": []}
        assert board.departure(f"CA{REMEMBERED}") == f"twiml {REMEMBERED}"

    virtual(story())


def test_each_call_is_told_of_when_it_begins_and_when_its_last_life_is_over(virtual: Any) -> None:
    async def story() -> None:
        told: list[str] = []
        board = Switchboard(2, begins=lambda sid: told.append(f"+{sid}"), ends=lambda sid: told.append(f"-{sid}"))
        for sid in ("CA1", "CA2", "CA1"):
            board.open(sid, Trace())
        board.close("CA1")
        board.close("CA2")
        assert told == ["+CA1", "+CA2", "-CA2"]
        board.close("CA1")
        assert told[3:] == ["-CA1"]

    virtual(story())
