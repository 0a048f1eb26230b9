"""Who scores? The cores of this machine, each with a thread of its own that runs the encoder.

onnxruntime lets the interpreter go while it computes, so threads share one model. Two threads of one computing thread
each do twice what one session of two does: sentences of ten tokens are too small to be parted.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, Self

from training.mine.marks import Marks
from training.mine.scoring import ModelScorer

MOST = 8
"""Threads; reading and mining the log keeps one interpreter busy beside that many. Beyond: a cluster."""


class Pool(Protocol):
    """Scores several chunks at once."""

    @property
    def width(self) -> int:
        """How many."""
        ...

    def submit(self, texts: Sequence[str]) -> Future[Marks]:
        """Begin to score ``texts``, which are all different."""
        ...


class Cores:
    """Scores on this machine. Use as a context manager."""

    def __init__(self, scorer: ModelScorer, width: int = 0) -> None:
        """``width`` 0: as many as there are cores, ``MOST`` at most."""
        self.width = width or min(os.cpu_count() or 1, MOST)
        self._scorer = scorer
        self._threads = ThreadPoolExecutor(self.width, thread_name_prefix="rescore")

    def __enter__(self) -> Self:
        """Ready at once."""
        return self

    def __exit__(self, *problem: object) -> None:
        """Wait for what is being scored; what has not begun is dropped."""
        self._threads.shutdown(cancel_futures=True)

    def submit(self, texts: Sequence[str]) -> Future[Marks]:
        """Begin to score ``texts``."""
        return self._threads.submit(self._scorer.marks, texts)
