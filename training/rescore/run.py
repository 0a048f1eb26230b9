"""How does a model read and mine a whole log? Its files loaded and checked, a pool, its shelf, and the stream."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MissingPartError
from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from engine.understanding.manifest import HEAD, read_manifest
from training.log.record import LoggedTurn
from training.mine.mine import Mined, Wanted, sift
from training.mine.scoring import ModelScorer
from training.progress import Progress, silent
from training.rescore.chunk import SIZE
from training.rescore.done import Done
from training.rescore.pool import Cores, Pool
from training.rescore.shelf import Shelf
from training.rescore.stream import rescored


@dataclass(frozen=True, slots=True)
class Reader:
    """A model that is ready to read a log."""

    scorer: ModelScorer
    pool: Pool
    shelf: Shelf

    def mine(
        self,
        turns: Iterable[LoggedTurn],
        known: frozenset[str],
        wanted: Wanted,
        *,
        progress: Progress = silent,
        total: int = 0,
        done: Done | None = None,
        size: int = SIZE,
    ) -> Mined:
        """Score ``turns`` anew and return what to review of them, in one pass; as ``training.mine.mine``."""
        reads = rescored(turns, self.pool, self.shelf, done, size)
        return sift(reads, known, self.scorer, wanted, progress=progress, total=total)


@contextmanager
def reading(folder: Path, home: Path, ray: str = "") -> Iterator[Reader]:
    """Load the model in ``folder``; its scores are kept in ``home``. ``ray``: an address, instead of this machine.

    Raises ``ModelError``, and ``MissingPartError`` where Ray is asked for and not installed.
    """
    manifest = read_manifest(folder)
    head = Head.load(folder / HEAD, len(manifest.labels))
    encoder = OnnxEncoder.load(folder)
    scorer = ModelScorer(encoder, head, manifest.labels)
    try:
        with _cluster(folder, ray) if ray else Cores(scorer) as pool:
            yield Reader(scorer, pool, Shelf(home, manifest))
    finally:
        encoder.close()


@contextmanager
def _cluster(folder: Path, address: str) -> Iterator[Pool]:
    try:
        made = importlib.import_module("training.rescore.cluster")
    except ModuleNotFoundError as missing:
        raise MissingPartError(
            f"a cluster needs {missing.name}, which is not installed", todo="pip install 'trunkline[train,ray]'"
        ) from None
    with made.Cluster(folder, address) as pool:
        yield pool
