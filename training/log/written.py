"""How is a log written to a file that can be read back? JSONL, one turn a line, in the fields of ``Columns``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.log.record import LoggedTurn
from training.mine.item import write_lines

_DIGITS = 6


def write_log(path: Path, turns: Iterable[LoggedTurn]) -> None:
    """Write ``turns`` to ``path`` in one step; ``read_log`` reads the same turns, with callers hashed."""
    write_lines(path, (record(turn) for turn in turns))


def record(turn: LoggedTurn) -> dict[str, Any]:
    """Return a turn as a line says it; fields that are empty are left out."""
    fields = {
        "sid": turn.sid,
        "index": turn.index,
        "at": turn.at.isoformat() if turn.at else "",
        "caller": turn.caller,
        "utterance": turn.utterance,
        "locale": turn.locale,
        "place": turn.place,
        "model": turn.model,
        "candidates": [[each.label, round(each.score, _DIGITS)] for each in turn.candidates],
        "none": round(turn.none, _DIGITS),
        "threshold": turn.threshold,
        "verdict": turn.verdict,
        "by": turn.by,
        "meaning": turn.meaning,
        "label": turn.label,
    }
    return {name: value for name, value in fields.items() if value not in ("", [], None)}
