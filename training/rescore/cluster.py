"""Who scores where one machine is too slow? Ray's tasks: the same chunks and marks, on as many machines as it has.

Ray deals the tasks out, starts one again whose machine was lost, and brings the model's files to each machine once.
Every process checks them as a server would and keeps the model for the chunks that follow.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self

import ray

from engine.errors import MissingPartError
from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from engine.understanding.manifest import FILES, HEAD, MANIFEST, read_unsigned
from training.mine.marks import Marks
from training.mine.scoring import ModelScorer

LOCAL = "local"
"""The address that starts a Ray of its own on this machine."""
MOST = 32
"""Chunks under way at once, some hundred megabytes of turns; the one process that reads the log feeds no more cores."""
STORE = 256 << 20
"""Bytes that a local Ray keeps objects in: the model, and some chunks."""

_loaded: dict[str, ModelScorer] = {}
"""In a worker's process: the models that it has loaded, by the hash of their manifest."""


class Cluster:
    """Scores on a Ray cluster. Use as a context manager."""

    def __init__(self, folder: Path, address: str = LOCAL) -> None:
        """``folder``: a model's, checked already. ``address``: ``local``, ``auto``, or as ``ray.init`` takes it."""
        self._folder, self._address = folder, address
        self._files: Any = None
        self._model = ""
        self.width = 0

    def __enter__(self) -> Self:
        """Start Ray or join it. Raises ``MissingPartError`` where there is none at the address."""
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told that it runs
        asked: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        if self._address == LOCAL:
            ray.init(**asked, include_dashboard=False, object_store_memory=STORE)
        else:
            try:
                ray.init(self._address, **asked)
            except (ConnectionError, ValueError) as error:
                said = f"there is no Ray at '{self._address}': {error}"
                raise MissingPartError(said, todo="start it with `ray start --head`, or say --ray local") from None
        files = {name: (self._folder / name).read_bytes() for name in (*FILES, MANIFEST)}
        self._model = hashlib.sha256(files[MANIFEST]).hexdigest()
        self._files = ray.put((self._folder.name, files))
        self.width = max(1, min(int(ray.cluster_resources().get("CPU", 1)), MOST))
        return self

    def __exit__(self, *problem: object) -> None:
        """Leave it; one of our own ends."""
        ray.shutdown()

    def submit(self, texts: Sequence[str]) -> Future[Marks]:
        """Begin to score ``texts``."""
        # In a list the reference stays one: only a process that has no model yet fetches the files.
        found: Future[Marks] = _scored.remote(self._model, [self._files], texts).future()
        return found


def _score(model: str, files: list[Any], texts: Sequence[str]) -> Marks:
    if model not in _loaded:
        _loaded.clear()
        _loaded[model] = _scorer(*ray.get(files[0]))
    return _loaded[model].marks(texts)


_scored: Any = ray.remote(_score)


def _scorer(name: str, files: dict[str, bytes]) -> ModelScorer:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_bytes(content)
        manifest = read_unsigned(folder)
        head = Head.load(folder / HEAD, len(manifest.labels))
        return ModelScorer(OnnxEncoder.load(folder), head, manifest.labels)
