import io
from typing import Any

from rich.console import Console

from console.turns import Turns


def printed(width: int = 200, **more: Any) -> str:
    row: dict[str, Any] = {
        "index": 2,
        "event": "said",
        "heard": {"text": "pay [bold]my[/bold] bill"},
        "rule": "start(make_payment)",
        "by": "classifier",
        "candidates": [["make_payment", 0.987], ["balance", 0.01], ["faq", 0.0]],
        "path": ["a/ask.x", "a/do.y"],
        "did": [["y", "done"]],
        "lines": [{"id": "2.1", "text": "How much?"}],
        "millis": {"total": 5.04},
    }
    screen = Console(file=io.StringIO(), width=width)
    Turns(screen).turn(row | more)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_a_turn_shows_all_that_matters() -> None:
    text = printed()
    assert "2  “pay [bold]my[/bold] bill”" in text
    assert "start(make_payment) by classifier (make_payment 0.99, balance 0.01)" in text
    assert "steps  a/ask.x → a/do.y" in text
    assert "did  y → done" in text
    assert "time  total 5 ms" in text
    assert "How much?" in text


def test_keys_silence_and_the_beginning() -> None:
    assert "#•••" in printed(event="keyed", heard={"text": "•••"})
    assert "(silence)" in printed(event="silent", heard=None)
    begun = printed(event="started", heard=None, candidates=[], rule="started", by="nobody")
    assert "(the call begins)" in begun
    assert "nobody" not in begun


def test_what_is_long_goes_on_below_itself() -> None:
    rows = printed(width=60, lines=[{"id": "2.1", "text": "We open at nine. " * 8}]).splitlines()
    said = rows[next(n for n, row in enumerate(rows) if "we say" in row) :]
    assert len(said) > 1
    assert all(len(row) <= 60 for row in rows)
    assert all(row.startswith(" " * 17) for row in said[1:])


def test_a_cut_line_shows_what_was_heard_of_it() -> None:
    screen = Console(file=io.StringIO(), width=200)
    turns = Turns(screen)
    turns.cut({"id": "3.1", "heard": "So that's"})
    turns.cut({"id": "3.2", "heard": ""})
    assert isinstance(screen.file, io.StringIO)
    text = screen.file.getvalue()
    assert "of line 3.1 was heard: So that's" in text
    assert "of line 3.2 was heard: nothing" in text
