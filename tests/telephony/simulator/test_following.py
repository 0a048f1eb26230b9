from typing import Any

from telephony.simulator.following import Following


def line(number: str, heard: str | None) -> dict[str, Any]:
    return {"id": number, "text": "Hello there.", "heard": heard}


def test_each_turn_is_shown_once_and_each_cut_line_once_it_is_known() -> None:
    turns: list[int] = []
    cuts: list[str] = []
    following = Following(
        "http://x/", "CA1", turn=lambda row: turns.append(row["index"]), cut=lambda c: cuts.append(c["id"])
    )
    first = {"index": 1, "lines": [line("1.1", None), line("1.2", None)]}
    following._report([first])
    assert (turns, cuts) == ([1], [])
    first = {"index": 1, "lines": [line("1.1", "Hello there."), line("1.2", "Hello")]}
    second = {"index": 2, "lines": [line("2.1", "")]}
    following._report([first, second])
    following._report([first, second])
    assert (turns, cuts) == ([1, 2], ["1.2", "2.1"])


async def test_no_server_is_not_an_error() -> None:
    following = Following("http://127.0.0.1:9", "CA1", turn=print, cut=print)
    await following.once()
    assert following.trace == {}
