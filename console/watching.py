"""Which files changed since we last looked? Polled by their times and sizes, so that any editor and any disk will do.

The loop is told how to wait, so that a test need not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

Stamps = Mapping[Path, tuple[int, int]]
"""File -> when it was written, in nanoseconds, and its size."""
WATCHED = ("flows", "intents", "tests/calls", "tests/intents")
"""Folders of a project whose YAML decides what its conversations do."""
POLL_S = 0.3


def stamps(project: Path) -> Stamps:
    """Look at every file that a rerun would read."""
    return {path: stamp for path in _files(project) if (stamp := _stamp(path)) is not None}


def _files(project: Path) -> Iterator[Path]:
    for folder in WATCHED:
        yield from sorted((project / folder).rglob("*.yaml"))
    yield from sorted(project.glob("*.py"))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:  # it went between being listed and being looked at
        return None
    return found.st_mtime_ns, found.st_size


def changed(before: Stamps, after: Stamps) -> tuple[Path, ...]:
    """Return the files that were written, made or removed."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


def watch(project: Path, rerun: Callable[[tuple[Path, ...]], None], ticks: Iterable[object]) -> None:
    """Call ``rerun`` once, then again whenever files have changed and lie still for one tick, until the ticks end.

    A program that saves a file in steps is so met only when it is done.
    """
    seen = stamps(project)
    rerun(())
    moving: Stamps | None = None
    for _ in ticks:
        now = stamps(project)
        if now != seen and now == moving:
            files, seen, moving = changed(seen, now), now, None
            rerun(files)
        else:
            moving = now
