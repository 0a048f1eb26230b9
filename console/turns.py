"""How does a turn look in the terminal? What was heard, who understood it, what was done, and how long it took."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape


class Turns:
    """Prints turns of a trace."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen

    def turn(self, row: dict[str, Any]) -> None:
        """Print one turn."""
        self._screen.print()
        self._screen.print(f"[bold]{row['index']:>3}  {_heard(row)}[/bold]", highlight=False)
        for name, text in (("understood", _understood(row)), ("steps", _steps(row)), ("time", _time(row))):
            if text:
                self._screen.print(f"     [dim]{name:>10}  {text}[/dim]", highlight=False)
        for line in row["lines"]:
            self._screen.print(f"     [green]{'we say':>10}  {escape(line['text'])}[/green]", highlight=False)

    def cut(self, line: dict[str, Any]) -> None:
        """Print what was heard of a line that was interrupted."""
        heard = escape(line["heard"]) or "nothing"
        self._screen.print(
            f"     [yellow]{'barge-in':>10}  of {line['id']} was heard: {heard}[/yellow]", highlight=False
        )


def _heard(row: dict[str, Any]) -> str:
    if row["heard"] is None:
        return "(the call begins)" if row["event"] == "started" else "(silence)"
    sign = "#" if row["event"] == "keyed" else "“"
    return f"{sign}{escape(row['heard']['text'])}" + ("”" if sign == "“" else "")


def _understood(row: dict[str, Any]) -> str:
    best = ", ".join(f"{label} {score:.2f}" for label, score in row["candidates"][:2])
    return f"{escape(row['rule'])} by {escape(row['by'])}" + (f" ({escape(best)})" if best else "")


def _steps(row: dict[str, Any]) -> str:
    did = ", ".join(f"{name} → {outcome}" for name, outcome in row["did"])
    return escape(" → ".join(row["path"]) + (f"   did {did}" if did else ""))


def _time(row: dict[str, Any]) -> str:
    return "  ".join(f"{escape(name)} {ms:.1f} ms" for name, ms in row["millis"].items())
