"""How does a caller leave all that was learned from? Every version, the decisions, the queue, the traffic.

Each version that held him is followed by one without, and its data are removed; which models were trained on it is
told, because a model cannot be mended by leaving out: it is to be trained anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from engine.understanding.manifest import MANIFEST as MODEL
from engine.understanding.manifest import Manifest
from training.dataset.build import Built
from training.dataset.sources import DATASETS, HOME, REVIEW, read_traffic
from training.dataset.version import latest, read_rows, tombstone, versions, write_version
from training.mine.item import QUEUE, read_queue, write_lines
from training.mine.sample import TRAFFIC
from training.review.decisions import LABELS, read_decisions

ERASED = "erased"
"""Who must not come back, one hash a line."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing a caller came to."""

    versions: Mapping[str, str] = field(default_factory=dict)
    """Version that held him -> the one without."""
    models: tuple[str, ...] = ()
    """Trained on one that held him."""
    decisions: int = 0
    queued: int = 0
    sampled: int = 0


def erased(project: Path) -> frozenset[str]:
    """Return the callers who were erased."""
    path = project / HOME / DATASETS / ERASED
    return frozenset(path.read_text("utf-8").split()) if path.exists() else frozenset()


def erase(project: Path, caller: str) -> Erased:
    """Erase ``caller``, a keyed hash, from all but the call log. Doing it twice finds nothing more."""
    home = project / HOME
    _remember(home / DATASETS / ERASED, erased(project) | {caller})
    followed = _versions(home / DATASETS, caller)
    review = home / REVIEW
    decisions = _without(review / LABELS, read_decisions(review / LABELS), caller)
    queued = _without(review / QUEUE, read_queue(review / QUEUE), caller)
    sampled = _without(review / TRAFFIC, read_traffic(review / TRAFFIC), caller)
    return Erased(followed, _models(home / "models", _held(home / DATASETS, followed)), decisions, queued, sampled)


def _versions(folder: Path, caller: str) -> dict[str, str]:
    followed: dict[str, str] = {}
    for version in versions(folder):
        if version.gone:
            continue
        rows, traffic = read_rows(folder / version.name)
        kept = tuple(row for row in rows if row.caller != caller)
        turns = tuple(turn for turn in traffic if turn.caller != caller)
        if len(kept) == len(rows) and len(turns) == len(traffic):
            continue
        newest = latest(folder) == version.name
        built = Built(kept, turns, {**version.left_out, "erased": len(rows) - len(kept)}, ())
        everyone = (*version.erased, caller)
        after = write_version(folder, built, parent=version.name, erased=everyone, newest=newest)
        tombstone(folder / version.name, after.name)
        followed[version.name] = after.name
    return followed


def _held(folder: Path, followed: Mapping[str, str]) -> frozenset[str]:
    """Return the versions that held the caller: ``followed``, and those that these took the place of for another."""
    after = {version.name: version.gone for version in versions(folder)}
    held = set(followed)
    while more := {name for name, gone in after.items() if gone in held} - held:
        held |= more
    return frozenset(held)


def _without(path: Path, rows: Sequence[object], caller: str) -> int:
    kept = [row for row in rows if getattr(row, "caller", "") != caller]
    if len(kept) < len(rows):
        write_lines(path, kept)
    return len(rows) - len(kept)


def _models(folder: Path, names: frozenset[str]) -> tuple[str, ...]:
    """Return the models that say they were trained on one of ``names``."""
    found = []
    for path in sorted(folder.glob(f"[!.]*/{MODEL}")):
        try:
            manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
        except msgspec.MsgspecError:
            continue
        if manifest.dataset in names:
            found.append(manifest.name)
    return tuple(found)


def _remember(path: Path, callers: frozenset[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{each}\n" for each in sorted(callers)), "utf-8")
