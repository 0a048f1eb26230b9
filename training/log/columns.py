"""Which field of somebody else's log is what? Names of columns, and how a record of theirs becomes a turn. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.learnable import learnable
from engine.types import Candidate
from training.log.record import LoggedTurn

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the fields; those that a file does not have are left empty."""

    text: str = "utterance"
    conversation: str = "sid"
    label: str = "label"
    caller: str = "caller"


OURS = Columns()
Hash = Callable[[str], str]
"""Turns whatever names a caller into a keyed hash."""
Kept = Callable[[str], str]
"""Takes out of an utterance what must not be kept."""


def turn_of(
    record: Mapping[str, object], columns: Columns, hashed: Hash, order: int, kept: Kept = learnable
) -> LoggedTurn:
    """Return the turn of ``record``, the ``order``-th of its call.

    Raises ``ValueError`` saying which field cannot be used.
    """
    text = record.get(columns.text)
    if not isinstance(text, str):
        raise ValueError(f"there is no text under '{columns.text}'")  # noqa: TRY004 - what a line holds, not a call
    return LoggedTurn(
        sid=_text(record, columns.conversation),
        index=_whole(record, "index", order),
        utterance=kept(text),
        at=_time(record),
        model=_text(record, "model"),
        locale=_text(record, "locale"),
        place=_text(record, "place"),
        candidates=_candidates(record.get("candidates")),
        none=_share(record, "none"),
        threshold=_share(record, "threshold"),
        verdict=_text(record, "verdict"),
        by=_text(record, "by"),
        meaning=_text(record, "meaning"),
        caller=hashed(_text(record, columns.caller)),
        label=_text(record, columns.label),
    )


def _text(record: Mapping[str, object], name: str) -> str:
    found = record.get(name)
    if found is None:
        return ""
    if isinstance(found, str | int):
        return str(found).strip()
    raise ValueError(f"'{name}' is no text")


def _whole(record: Mapping[str, object], name: str, default: int) -> int:
    found = record.get(name)
    if found in (None, ""):
        return default
    try:
        return int(float(str(found)))
    except (ValueError, OverflowError):
        raise ValueError(f"'{name}' is no number") from None


def _share(record: Mapping[str, object], name: str) -> float:
    found = record.get(name)
    if found in (None, ""):
        return 0.0
    try:
        share = float(str(found))
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise ValueError(f"'{name}' is no number from 0 to 1")
    return share


def _time(record: Mapping[str, object]) -> datetime | None:
    found = _text(record, "at")
    try:
        return datetime.fromisoformat(found) if found else None
    except ValueError:
        raise ValueError("'at' is no time like 2026-11-25T09:30:00Z") from None


def _candidates(found: object) -> tuple[Candidate, ...]:
    if found in (None, "", []):
        return ()
    pairs = found[:MOST_CANDIDATES] if isinstance(found, list | tuple) else (None,)
    try:
        return tuple(Candidate(str(label), float(score)) for label, score in pairs)
    except (TypeError, ValueError):
        raise ValueError("'candidates' is not [[label, score], ...]") from None
