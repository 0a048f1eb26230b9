"""Why does this line not parse as YAML, in a designer's words, and how can reading go on behind it.

A phone script trips YAML in a few known ways (a text that begins with ``{``, a colon inside a text, a tab); each has
its own sentence. Reading goes on by taking the rest of the line as one quoted text, so that a file's other problems
show in the same run.
"""

from __future__ import annotations

import re
from typing import Any

from engine.flows.findings import Edit, Finding, error
from engine.flows.lines import slip
from engine.flows.mend import applied
from engine.flows.model import Position

MAX_REPAIRS = 20

_ENTRY = re.compile(r"(?P<lead>[ ]*(?:- +)*(?:[\w.-]+: +|(?<=- )))(?P<value>[^ \n].*)")
_QUOTE = "put the whole text in quotes"
_NEVER_CLOSED = (
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)
_UNPARTED = ("did not find expected ',' or '}'", "did not find expected ',' or ']'")
_UNPARTED_KEY = re.compile(r"(?P<value>.*[{,].*\S)(?P<space> +)(?P<key>[\w-]+)")
_LAID_OUT = (
    "mapping values", "expected key", "expected '-' indicator", "could not find expected ':'",
    "expected <document start>", "expected <block end>",
)  # fmt: skip
"""What a parser says of lines that do not stand where they should."""
_ESCAPE = ("a backslash in double quotes begins an escape, and this is none", "write it twice, or use single quotes")
_INDENT = ("this line does not belong to the one before", "indent the lines of one block alike")
_SAID: dict[str, tuple[str, str]] = {
    "mapping values": ("a text with a colon and a space in it needs quotes", _QUOTE),
    "unexpected end of stream": ("this quote is never closed", "close it, or put the whole text in other quotes"),
    "expected ',' or ']'": ("the list that begins here has no ']', or lacks a ','", "close it"),
    "expected ',' or '}'": ("what begins here has no '}', or lacks a ','", f"close it; if it is a text, {_QUOTE}"),
    "unknown escape": _ESCAPE,
    "expected hexdecimal": _ESCAPE,
    "invalid Unicode character escape": _ESCAPE,
    "expected key": _INDENT,
    "expected '-' indicator": _INDENT,
    "expected <document start>": ("this line stands outside of what came before", "begin it where the first line does"),
}
"""Part of what the parser says -> what that means, and what to do."""


def explained(text: str, file: str, problem: Any) -> tuple[int, Finding]:  # noqa: ANN401 - PyYAML's errors are untyped
    """Return where in ``text`` a parser's ``problem`` lies, and the finding for it."""
    said = str(getattr(problem, "problem", "") or "")
    mark = _mark(problem, said)
    index = min(mark.index, len(text)) if mark else 0
    at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    slipped = _slipped(text, file, problem, said)
    if slipped is not None:
        return index, slipped
    entry = _ENTRY.match(_line(text, index))
    if entry is not None and said not in _NEVER_CLOSED and _told(said) is not _ESCAPE:
        trap = _trap(at, entry, said)
        if trap is not None:
            return index, trap
    if text[index : index + 1] == "\t":
        return index, error(at, "F003", "a tab cannot indent", "use spaces")
    known = _told(said)
    if known is not None:
        return index, error(at, "F003", *known)
    return index, error(at, "F003", f"this is not YAML: {said}", "look at the indentation and the quotes around here")


def _slipped(text: str, file: str, problem: Any, said: str) -> Finding | None:  # noqa: ANN401
    """Return the finding for a slip in how the lines are written, when that is what a parser stumbled over."""
    mark, opened = (getattr(problem, name, None) for name in ("problem_mark", "context_mark"))
    if mark is None:
        return None
    before = _line(text, mark.index)[: mark.column]
    if said in _UNPARTED:
        return _without_comma(Position(file, mark.line + 1, 1), before, _line(text, mark.index)[mark.column :])
    inside = said.startswith("mapping values") and re.search(r":\s", before)
    if inside or "\t" in before or text[mark.index : mark.index + 1] == "\t" or not any(p in said for p in _LAID_OUT):
        return None
    return slip(text, file, mark.line, opened.line if opened is not None and "':'" in said else None)


def _without_comma(start: Position, before: str, behind: str) -> Finding | None:
    found = _UNPARTED_KEY.fullmatch(before)
    if found is None or not behind.startswith(":") or not ("}" in behind or "]" in behind):
        return None
    at = Position(start.file, start.line, len(found["value"]) + 1)
    key = found["key"]
    edits = (Edit(at, found["space"], ", "),)
    return error(at, "F003", f"a comma is missing before '{key}:'", f"write ', {key}:'", edits)


def mended(text: str, finding: Finding) -> str | None:
    """Return ``text`` as it must be meant, when a finding is certain of that and every line stays where it is."""
    if not finding.edits or any("\n" in edit.new or "\n" in edit.old for edit in finding.edits):
        return None
    changed = applied({finding.at.file: text}, finding.edits)
    return None if changed is None else changed[finding.at.file]


def _mark(problem: Any, said: str) -> Any:  # noqa: ANN401
    """Return the place to look at: where it went wrong, but of what is never closed, where it was opened."""
    opened = getattr(problem, "context_mark", None)
    if opened is not None and said in _NEVER_CLOSED:
        return opened
    return getattr(problem, "problem_mark", None) or opened


def _told(said: str) -> tuple[str, str] | None:
    return next((told for part, told in _SAID.items() if part in said), None)


def _trap(at: Position, entry: re.Match[str], said: str) -> Finding | None:
    """Return the finding for one of the known ways in which a text trips YAML."""
    value, whole = entry["value"], _of_value(at, entry)
    edits = (Edit(whole, value.rstrip(), in_quotes(value.rstrip())),) if " #" not in value else ()
    if value.startswith("{"):
        return error(whole, "F002", "a text that begins with '{' needs quotes", _QUOTE, edits)
    if value.startswith(("[", "%", "@", "`", "!", "&", "*", ">", "|")):
        return error(whole, "F003", f"a text that begins with '{value[0]}' needs quotes", _QUOTE, edits)
    if value.startswith(("'", '"')):
        return error(whole, "F003", "the text goes on behind its closing quote", _QUOTE)
    if said.startswith("mapping values"):
        return error(at, "F003", "a text with a colon and a space in it needs quotes", _QUOTE, edits)
    return None


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
