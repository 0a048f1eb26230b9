"""Where are scores kept? One Parquet file a chunk, in a folder of the model's: each is there whole, or not at all.

A shard holds the ids of what was said and the model's scores, row for row in the log's order: no text, no call, no
caller. So erasing a caller has nothing to find here, and a notebook joins it with a log by the ids. Polars writes it:
columns go from NumPy to the file as they are, and its scans read a folder of shards that is larger than memory.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import polars as pl

from engine.understanding.manifest import Manifest
from training.mine.marks import Marks
from training.rescore.chunk import Chunk

SCORED = "scored"
"""The folder in a project's home; in it there is one for each model."""
NAMES = "labels"
"""Of a shard's metadata: the model's labels as JSON, in the order that the numbers count."""


def fingerprint(manifest: Manifest) -> str:
    """Return what tells two models' scores apart: the bytes of both, and the normaliser's version."""
    told = [manifest.normaliser, list(manifest.labels), sorted(manifest.files.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


class Shelf:
    """The shards of one model."""

    def __init__(self, home: Path, manifest: Manifest) -> None:
        """Keep them in ``home``, the project's."""
        self.model = fingerprint(manifest)
        self.labels = manifest.labels
        self.folder = home / SCORED / self.model
        self.folder.mkdir(parents=True, exist_ok=True)

    def path(self, chunk: Chunk) -> Path:
        """Return where a chunk's shard is, or would be."""
        return self.folder / f"{chunk.number:06}-{chunk.key(self.model)}.parquet"

    def read(self, chunk: Chunk) -> Marks | None:
        """Return a mark for each of ``chunk.said``; None where there is no shard that can be used."""
        try:
            frame = pl.read_parquet(self.path(chunk))
        except (FileNotFoundError, pl.exceptions.PolarsError):
            return None  # one that a disk has damaged is made again
        if not np.array_equal(frame["id"].to_numpy(), _numbers(chunk)):
            return None
        return Marks(frame["intents"].to_numpy(), frame["shares"].to_numpy(), frame["none"].to_numpy())

    def write(self, chunk: Chunk, marks: Marks) -> None:
        """Keep ``marks``, one for each of ``chunk.said``, in one step."""
        frame = pl.DataFrame(
            {
                "id": pl.Series(_numbers(chunk)),
                "intents": pl.Series(marks.labels),
                "shares": pl.Series(marks.shares),
                "none": pl.Series(marks.none),
            }
        )
        path = self.path(chunk)
        following = path.with_name(f".{path.stem}-{os.getpid()}")
        with following.open("wb") as file:
            frame.write_parquet(file, metadata={NAMES: json.dumps(self.labels)})
            file.flush()
            os.fsync(file.fileno())
        following.replace(path)


def _numbers(chunk: Chunk) -> np.ndarray:
    return np.asarray([int(one, 16) for one in chunk.said], np.uint64)
