"""What is wrong with a log that was brought along? Findings with file and line, told once each, however many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One line that cannot be used as it is."""

    file: str
    line: int
    message: str
    todo: str

    def __str__(self) -> str:
        """``file:line: message; what to do``."""
        return f"{self.file}:{self.line}: {self.message}; {self.todo}"


@dataclass(slots=True)
class Problems:
    """Takes findings; keeps the first ones whole and counts the rest."""

    told: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """Message without its particulars -> how often."""

    def add(self, file: Path, line: int, message: str, todo: str, kind: str = "") -> None:
        """Take one finding; ``kind`` is what it is counted under, the message if not given."""
        self.counts[kind or message] += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(Problem(str(file), line, message, todo))

    def lines(self) -> list[str]:
        """Return what to tell: the first findings, then how many more of each kind there are."""
        more = sum(self.counts.values()) - len(self.told)
        kinds = ", ".join(f"{kind}: {count}" for kind, count in self.counts.most_common(5))
        return [*map(str, self.told), *([f"and {more} more ({kinds})"] if more else [])]
