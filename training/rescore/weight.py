"""How much memory did it take? The most that this process and those it started held at one time, by many samples."""

from __future__ import annotations

import resource
import sys
import threading
from types import TracebackType
from typing import Self

import psutil

EVERY_S = 0.5
MEGABYTE = 1_000_000


class Weight:
    """Weighs for as long as the block lasts."""

    def __init__(self) -> None:
        """Nothing is weighed yet."""
        self.before_mb = self.most_mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._weigh, name="weight", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self.before_mb = self.most_mb = held_mb()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End; a peak of this process between two samples counts as well."""
        self._stop.set()
        self._thread.join()
        unit = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in
        self.most_mb = max(self.most_mb, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE)

    def _weigh(self) -> None:
        while not self._stop.wait(EVERY_S):
            self.most_mb = max(self.most_mb, held_mb())


def held_mb() -> float:
    """Return what the process and all it started hold now, shared pages counted in each."""
    own = psutil.Process()
    held = 0
    for process in (own, *own.children(recursive=True)):
        try:
            held += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held / MEGABYTE
