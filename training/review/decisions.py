"""What has been decided about which utterance? One line a decision, appended and on the disk before the next is asked.

Nothing is ever changed in the file: taking a decision back is a line too. The last one about an utterance holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from engine.errors import DataError
from engine.intents import BACKGROUND
from training.mine.item import Item

LABELS = "labels.jsonl"
Act = Literal["accept", "relabel", "new", "out", "discard", "undo"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person said about one utterance."""

    id: str
    act: Act
    text: str = field(default="", repr=False)
    label: str = ""
    """The intent; ``_out_of_scope`` for none; empty when discarded or taken back."""
    sid: str = ""
    index: int = 0
    caller: str = ""
    by: str = ""
    """Who decided."""
    at: datetime | None = None
    audit: bool = False
    """Whether it was drawn at random."""
    seen: int = 1
    """Turns with these words, when it was mined."""


def decided(item: Item, act: Act, label: str, by: str, at: datetime) -> Decision:
    """Return the decision ``act`` on ``item``."""
    kept = "" if act in ("discard", "undo") else BACKGROUND if act == "out" else label
    audit = "audit" in item.reasons
    return Decision(item.id, act, item.text, kept, item.sid, item.index, item.caller, by, at, audit, item.seen)


def standing(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the decisions that hold, by utterance, in the order in which they were made."""
    found: dict[str, Decision] = {}
    for each in decisions:
        found.pop(each.id, None)
        if each.act != "undo":
            found[each.id] = each
    return found


def proposal(item: Item) -> str:
    """Return the label that accepting ``item`` gives it: what it was acted on as, else the likeliest, else none."""
    if item.meaning:
        return item.meaning
    best = item.candidates[0] if item.candidates else None
    return BACKGROUND if best is None or best.score <= item.none else best.label


def append(path: Path, decision: Decision) -> None:
    """Write one decision down, to the disk. What a crash left half written before it is closed off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(msgspec.json.encode(decision) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_decisions(path: Path) -> list[Decision]:
    """Read what was decided. A half line is what a crash left of a decision that nobody was told was kept.

    Raises ``DataError`` for a line that is whole and no decision.
    """
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(msgspec.json.decode(line, type=Decision))
        except msgspec.DecodeError as error:
            if not isinstance(error, msgspec.ValidationError) and not line.rstrip().endswith(b"}"):
                continue
            raise DataError(f"{path}:{number}: {error}", todo="mend or remove the line") from None
    return found
