"""How does a turn look in the terminal? What was heard, who understood it, what was done, and how long it took."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

NAMES = 15
"""Columns before what is told; what does not fit on the line goes on below itself, not below its name."""


class Turns:
    """Prints turns of a trace."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen

    def turn(self, row: dict[str, Any]) -> None:
        """Print one turn."""
        self._screen.print()
        self._screen.print(Text(f"{row['index']:>3}  {_heard(row)}", "bold"))
        self.told(row)
        for line in row["lines"]:
            self._print("we say", line["text"], "green")

    def told(self, row: dict[str, Any]) -> None:
        """Print how one turn was decided and what it did, without what was said."""
        for name, text in _told(row):
            self._print(name, text, "dim")

    def cut(self, line: dict[str, Any]) -> None:
        """Print what was heard of a line that was interrupted."""
        self._print("barge-in", f"of line {line['id']} was heard: {line['heard'] or 'nothing'}", "yellow")

    def _print(self, name: str, text: str, style: str) -> None:
        name, room = f"{name:>{NAMES}}  ", " " * (NAMES + 2)
        for line in textwrap.wrap(text, self._screen.width, initial_indent=name, subsequent_indent=room) or [name]:
            self._screen.print(Text(line, style), soft_wrap=True)


def _told(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if row.get("number"):
        yield "rule", row["number"]
    yield "understood", _understood(row)
    if row["path"]:
        yield "steps", " → ".join(row["path"])
    if row["did"]:
        yield "did", ", ".join(f"{name} → {outcome}" for name, outcome in row["did"])
    if row.get("slots"):
        yield "slots", ", ".join(f"{name} = {value}" for name, value in row["slots"].items())
    if row["millis"]:
        yield "time", ", ".join(f"{name} {ms:.0f} ms" for name, ms in row["millis"].items())


def _heard(row: dict[str, Any]) -> str:
    if row["heard"] is None:
        return "(the call begins)" if row["event"] == "started" else "(silence)"
    text = row["heard"]["text"]
    return f"#{text}" if row["event"] == "keyed" else f"“{text}”"


def _understood(row: dict[str, Any]) -> str:
    by = "" if row["by"] == "nobody" else f" by {row['by']}"
    best = ", ".join(f"{label} {score:.2f}" for label, score in row["candidates"][:2])
    return f"{row['rule']}{by}" + (f" ({best})" if best else "")
