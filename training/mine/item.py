"""What is put before a reviewer? One utterance, why it is asked about, and what was made of it; and the queue's file.

The queue is a JSONL file that is written whole or not at all; what has been decided stands elsewhere and is kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

from engine.errors import DataError
from engine.types import Candidate
from engine.understanding.normalise import normalise

Reason = Literal["unsure", "disagreement", "repeat", "gave up", "correction", "not wanted", "unknown", "audit"]
REASONS: tuple[Reason, ...] = get_args(Reason)
QUEUE = "queue.jsonl"
TOP = 3
"""Candidates that a reviewer sees."""
REMEMBERED = 1 << 14
"""Utterances whose ids are not computed again: each is asked for a few times while its call is read."""


@dataclass(frozen=True, slots=True)
class Item:
    """One utterance to be reviewed."""

    id: str
    """Of the normalised utterance: the same words are asked about once."""
    text: str = field(repr=False)
    sid: str
    index: int
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...] = ()
    """The classifier's best three."""
    none: float = 0.0
    meaning: str = ""
    """What it was acted on as."""
    by: str = ""
    """Who understood it so."""
    place: str = ""
    caller: str = ""
    at: datetime | None = None
    seen: int = 1
    """Turns in the log with these words; in a log of millions never too few, and one or two too many at times."""
    name: str = ""
    """A name for the intent that it may be one of, where many unknown ones are alike."""


@lru_cache(REMEMBERED)
def identity(text: str) -> str:
    """Return the id of an utterance: 16 hex digits over what the model sees of it."""
    return named(normalise(text))


def named(said: str) -> str:
    """Return the id of what an utterance was normalised to."""
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def whose(caller: str, sid: str) -> str:
    """Return who is behind a turn: the caller, or where he is unknown the call."""
    return caller or f"call {sid}"


def write_lines(path: Path, rows: Iterable[object]) -> None:
    """Write ``rows`` as JSONL in one step: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    following = path.with_name(f".{path.name}-{os.getpid()}")
    with following.open("wb") as file:
        for row in rows:
            file.write(msgspec.json.encode(row) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    following.replace(path)


def read_queue(path: Path) -> list[Item]:
    """Read a queue; none has been made: it is empty. Raises ``DataError`` naming the line that is broken."""
    if not path.exists():
        return []
    items = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            items.append(msgspec.json.decode(line, type=Item))
        except msgspec.MsgspecError as error:
            raise DataError(f"{path}:{number}: {error}", todo="make the queue anew: trunkline mine") from None
    return items
