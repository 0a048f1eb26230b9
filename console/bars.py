"""How is long work shown? One bar a stage, on the screen that is not read by programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


@contextmanager
def drawn(screen: Console | None = None) -> Iterator[Bars]:
    """Draw bars for as long as the block lasts."""
    columns = (TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen or Console(stderr=True)) as bars:
        yield Bars(bars)


class Bars:
    """Draws one bar a stage."""

    def __init__(self, bars: Progress) -> None:
        """Draw on ``bars``."""
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the stage's bar to ``done`` of ``total``."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage)
        self._bars.update(self._tasks[stage], completed=done, total=total)
