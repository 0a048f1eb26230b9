"""Where does a setting stand, and which names does nobody read? What the environment and ``.env`` hold, by name.

What is ignored in silence is found out at the worst moment: a limit that was misspelt does not hold. So a name that
begins like ours and is none of ours is a problem, as is a line of the file that is no assignment. Values are never
told: they may be secrets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from engine.flows.findings import nearest

PREFIX = "TRUNKLINE_"
ELSEWHERE = frozenset({"TRUNKLINE_VENV"})
"""Read from the environment by scripts/bootstrap.py, before there is an engine."""


@dataclass(frozen=True, slots=True)
class Variables:
    """Which names are set."""

    environment: frozenset[str]
    """In capitals; an empty one is not set."""
    file: str = ".env"
    lines: Mapping[str, int] = field(default_factory=dict)
    """Name in the file, in capitals -> its last line."""
    broken: tuple[int, ...] = ()
    """Lines of the file that are neither assignment, comment nor empty."""

    def where(self, name: str) -> str:
        """Say where ``name`` gets its value from; the environment goes before the file."""
        if name in self.environment or name not in self.lines:
            return "environment"
        return f"{self.file}, line {self.lines[name]}"

    def problems(self, known: Collection[str]) -> Iterator[str]:
        """Yield a sentence for every line that cannot be read, and for every name of ours that is not ``known``."""
        for line in self.broken:
            yield f"{self.file}, line {line}, is no assignment: NAME=value"
        for name in sorted(self.environment - ELSEWHERE):
            if _is_ours(name) and name not in known:
                yield f"{name} (environment) is no setting{_hint(name, known)}"
        for name, line in sorted(self.lines.items(), key=lambda each: each[1]):
            if _is_ours(name) and name not in known:
                yield f"{name} ({self.file}, line {line}) is no setting{_hint(name, known)}"


def read_variables(environment: Mapping[str, str], file: Path) -> Variables:
    """Read which names are set. Raises ``OSError`` and ``UnicodeDecodeError`` for a file that is no text."""
    here = frozenset(name.upper() for name, value in environment.items() if value)
    if not file.is_file():
        return Variables(here, str(file))
    lines: dict[str, int] = {}
    broken: list[int] = []
    for binding in parse_stream(StringIO(file.read_text("utf-8"))):
        if binding.error or (binding.key is not None and binding.value is None):
            broken.append(_line(binding))
        elif binding.key is not None:
            lines[binding.key.upper()] = _line(binding)
    return Variables(here, str(file), lines, tuple(broken))


def _line(binding: Binding) -> int:
    """Return the line a binding stands on; its text begins with the empty lines above."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX)


def _hint(name: str, known: Collection[str]) -> str:
    bare = name.removeprefix(PREFIX)
    near = bare if bare in known else nearest(name, known)
    return f"; did you mean {near}?" if near else ""
