"""Why does this line not parse as YAML, in a designer's words, and how can reading go on behind it.

A phone script trips YAML in a few known ways (a text that begins with ``{``, a colon inside a text, a tab); each has
its own sentence. Reading goes on by taking the rest of the line as one quoted text, so that a file's other problems
show in the same run.
"""

from __future__ import annotations

import re
from typing import Any

from engine.flows.findings import Edit, Finding, error
from engine.flows.model import Position

MAX_REPAIRS = 20

_ENTRY = re.compile(r"(?P<lead>[ ]*(?:- +)*(?:[\w.-]+: +|(?<=- )))(?P<value>[^ \n].*)")
_QUOTE = "put the whole text in quotes"


def explained(text: str, file: str, problem: Any) -> tuple[int, Finding]:  # noqa: ANN401 - PyYAML's errors are untyped
    """Return where in ``text`` a parser's ``problem`` lies, and the finding for it."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    index = min(mark.index, len(text)) if mark else 0
    said = str(getattr(problem, "problem", "") or "")
    entry = _ENTRY.match(_line(text, index))
    value = entry["value"] if entry else ""
    at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    whole = _of_value(at, entry) if entry else at
    edits = (Edit(whole, value.rstrip(), in_quotes(value.rstrip())),) if value and " #" not in value else ()
    if entry and value.startswith("{"):
        return index, error(whole, "F002", "a text that begins with '{' needs quotes", _QUOTE, edits)
    if entry and value.startswith(("[", "%", "@", "`", "!", "&", "*", ">", "|")):
        return index, error(whole, "F003", f"a text that begins with '{value[0]}' needs quotes", _QUOTE, edits)
    if entry and value.startswith(("'", '"')):
        return index, error(whole, "F003", "the text goes on behind its closing quote", _QUOTE)
    if said.startswith("mapping values"):
        return index, error(at, "F003", "a text with a colon and a space in it needs quotes", _QUOTE, edits)
    if text[index : index + 1] == "\t":
        return index, error(at, "F003", "a tab cannot indent", "use spaces")
    return index, error(at, "F003", f"this is not YAML: {said}", "look at the indentation and the quotes around here")


def in_quotes(value: str) -> str:
    """Return ``value`` as a quoted YAML text of one line."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def quoted(text: str, index: int) -> str | None:
    """Return ``text`` with the value of the line around ``index`` as one quoted text, or None when that cannot help."""
    start = text.rfind("\n", 0, index) + 1
    line = _line(text, index)
    entry = _ENTRY.match(line)
    if entry is None or _is_quoted(entry["value"]):
        return None
    escaped = entry["value"].rstrip().replace("\\", "\\\\").replace('"', '\\"')
    return f'{text[:start]}{entry["lead"]}"{escaped}"{text[start + len(line) :]}'


def _is_quoted(value: str) -> bool:
    return re.fullmatch(r'"(?:[^"\\]|\\.)*"\s*', value) is not None


def _line(text: str, index: int) -> str:
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", index)
    return text[start:] if end < 0 else text[start:end]


def _of_value(at: Position, entry: re.Match[str]) -> Position:
    return Position(at.file, at.line, len(entry["lead"]) + 1)
