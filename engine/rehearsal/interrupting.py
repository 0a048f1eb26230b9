"""How much does a caller hear who interrupts after certain words? The lines that were cut, and what was heard of each.

Pure. A line that may not be interrupted cannot be, and words that nobody said cannot be waited for: both are a sentence
that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.rehearsal.heard import up_to
from engine.rehearsal.model import Fragment
from engine.types import Line


@dataclass(frozen=True, slots=True)
class Cut:
    """What an interruption leaves of a turn's lines."""

    lines: tuple[tuple[str, str], ...]
    """(line id, the text that was heard of it, perhaps none) of every line that was cut."""
    said: tuple[str, ...]
    """All that was heard, in order."""


def cut(lines: Sequence[Line], after: Fragment) -> Cut | str:
    """Return what is heard of ``lines`` by a caller who interrupts ``after`` words of theirs, or why that cannot be."""
    for at, line in enumerate(lines):
        heard = up_to(after, line.text)
        if heard is not None:
            if not line.barge:
                return f"nobody can interrupt '{line.text}'"
            rest = tuple((each.id, "") for each in lines[at + 1 :])
            return Cut(((line.id, heard), *rest), (*(each.text for each in lines[:at]), heard))
    return f"nobody said '{after.text}', so nobody can interrupt after it"
