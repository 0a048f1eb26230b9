"""How is a log of any length scored anew? Chunk after chunk, several at once, each kept as soon as it is done.

What is on the shelf is not scored again, so an interrupted run goes on where it was. The order is the log's, and what
is held is a few chunks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from training.log.record import LoggedTurn
from training.mine.marks import Marks
from training.mine.read import Read
from training.rescore.chunk import SIZE, Chunk, chunks
from training.rescore.done import Done
from training.rescore.pool import Pool
from training.rescore.shelf import Shelf


@dataclass(frozen=True, slots=True)
class _Begun:
    chunk: Chunk
    held: Marks | None
    """On the shelf already."""
    coming: Future[Marks] | None
    rows: np.ndarray
    """For each of ``chunk.said``, the row of its mark in ``coming``."""


def rescored(
    turns: Iterable[LoggedTurn], pool: Pool, shelf: Shelf, done: Done | None = None, size: int = SIZE
) -> Iterator[Read]:
    """Yield ``turns`` in order with what the shelf's model makes of them; ``done`` is kept up to date."""
    done = Done() if done is None else done
    waiting: deque[_Begun] = deque()
    for chunk in chunks(turns, size):
        waiting.append(_begin(chunk, pool, shelf))
        while len(waiting) > pool.width + 1:
            yield from _finish(waiting.popleft(), shelf, done)
    while waiting:
        yield from _finish(waiting.popleft(), shelf, done)


def _begin(chunk: Chunk, pool: Pool, shelf: Shelf) -> _Begun:
    said = chunk.said
    held = shelf.read(chunk)
    if held is not None or not said:
        return _Begun(chunk, held, None, np.arange(len(said)))
    once = dict(zip(said, chunk.texts, strict=True))
    place = {one: n for n, one in enumerate(once)}
    return _Begun(chunk, None, pool.submit(list(once.values())), np.asarray([place[one] for one in said]))


def _finish(begun: _Begun, shelf: Shelf, done: Done) -> Iterator[Read]:
    marks = begun.held
    if marks is not None:
        done.kept += len(marks)
    elif begun.coming is not None:
        marks = begun.coming.result().taken(begun.rows)
        shelf.write(begun.chunk, marks)
        done.scored += len(marks)
    scores = iter(()) if marks is None else marks.scores(shelf.labels)
    for turn, one in zip(begun.chunk.turns, begun.chunk.ids, strict=True):
        yield Read(turn, one, next(scores) if one else None)
