"""Which slip in how its lines are written keeps a file from parsing? An indent, or a space or colon left out.

One line is held against the one before it and those it stands under, as a person would who looks at the left edge.
Nothing is concluded where the lines look right; then the parser's own words are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from engine.flows.findings import Edit, Finding, error
from engine.flows.model import Position
from engine.flows.vocabulary import BESIDE, BESIDE_ANY, CHECK_KEYS, FLOW_KEYS, PROJECT_KEYS, SLOT_KEYS

WORDS = frozenset({
    *FLOW_KEYS, *PROJECT_KEYS, *SLOT_KEYS, *CHECK_KEYS, *BESIDE, *BESIDE_ANY,
    *(key for keys in BESIDE.values() for key in keys),
    "any", "examples", "call", "given", "opening", "turns", "ends", "caller", "silence", "hears", "never", "did",
    "understood",
})  # fmt: skip
"""Every word that these files have as a key."""
AROUND = 200
"""Lines that are looked at before and behind."""
UNIT = 2
"""Spaces by which one block stands in another."""

_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<rest>.*?)\s*")
_KEY = re.compile(r"(?P<key>[^\s:#'\"{\[-][^:#]*?|\"[^\"]*\"|'[^']*'):(?: +(?P<value>[^#].*)| *(?:#.*)?)")
_TIGHT = re.compile(r"(?P<key>[\w.-]+):(?=[^\s:/])")
_DASH = re.compile(r"-(?P<key>\w+)(?=:(?: |$))")
_BARE = re.compile(r"(?P<key>\w+)(?: [^:]*)?")
_TAKES_STEPS = frozenset({"if", "confirm", "match", "do", "listen"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty and no comment."""

    number: int
    """From 0."""
    text: str
    indent: int
    """Spaces before anything, a dash too."""
    column: int
    """Spaces and dashes before the key."""
    rest: str
    """What stands there."""
    key: str
    """Empty when the line has none."""
    value: str
    """What stands behind the key."""

    @property
    def is_item(self) -> bool:
        """Whether it begins an item of a list."""
        return self.column > self.indent


def slip(text: str, file: str, number: int, opened: int | None = None) -> Finding | None:
    """Return what is wrong with the line ``number`` (from 0) or the one before it, None when neither looks wrong.

    ``opened`` is the line of something that the parser still waits for the end of.
    """
    lines = [*_lines(text, max(number - AROUND, 0), number + AROUND)]
    index = next((i for i, line in enumerate(lines) if line.number >= number), len(lines))
    near = [i for i in (index, index - 1) if 0 <= i < len(lines)]
    near = [i for i, line in enumerate(lines) if line.number == opened] + near
    for line in (lines[i] for i in near):
        lacking = _lacking(line, file)
        if lacking is not None:
            return lacking
    return _misplaced(lines, index, file) if 0 < index < len(lines) else None


def _lines(text: str, first: int, last: int) -> Iterator[Line]:
    for number, each in enumerate(text.split("\n")[first:last], first):
        found = _LINE.fullmatch(each)
        if found is None or not (rest := found["rest"]) or rest.startswith("#"):
            continue
        key = _KEY.fullmatch(rest)
        column = len(found["indent"]) + len(found["dashes"])
        value = (key["value"] or "") if key else ""
        yield Line(number, each, len(found["indent"]), column, rest, key["key"] if key else "", value)


# ------------------------------------------------------------------------------------------ a space or a colon lacks


def _lacking(line: Line, file: str) -> Finding | None:
    dash, tight, bare = _DASH.match(line.rest), _TIGHT.match(line.rest), _BARE.fullmatch(line.rest)
    if dash is not None and dash["key"] in WORDS:
        return _put(line, file, (0, "-", "- "), "a space is missing behind '-'")
    if tight is not None and tight["key"] in WORDS:
        key = tight["key"]
        return _put(line, file, (len(key), ":", ": "), f"a space is missing behind '{key}:'")
    if bare is not None and bare["key"] in WORDS and bare["key"] != "end":
        key = bare["key"]
        return _put(line, file, (0, key, f"{key}:"), f"a colon is missing behind '{key}'")
    return None


def _put(line: Line, file: str, instead: tuple[int, str, str], message: str) -> Finding:
    offset, old, new = instead
    at = Position(file, line.number + 1, line.column + offset + 1)
    return error(at, "F003", message, "", (Edit(at, old, new),))


# ------------------------------------------------------------------------------------------------- wrongly indented


def _misplaced(lines: Sequence[Line], index: int, file: str) -> Finding | None:
    line, before = lines[index], lines[index - 1]
    if not line.key and not line.is_item:
        return None
    under = line.is_item and bool(before.value) and before.key in _TAKES_STEPS and line.indent >= before.column
    if under:
        return _without_key(line, before, file)
    wrong, wanted = _wanted(lines, index)
    stands = lines[wrong].indent
    if wanted in (None, stands):
        return None
    at = Position(file, lines[wrong].number + 1, stands + 1)
    message = f"this line has {_spaces(stands)}, its neighbours {wanted}"
    return error(
        at, "F003", message, "indent the lines of one block alike", _moved(lines, wrong, wanted - stands, file)
    )


def _wanted(lines: Sequence[Line], index: int) -> tuple[int, int | None]:
    """Return which of two lines stands wrong, and with how many spaces it would stand right."""
    line, before = lines[index], lines[index - 1]
    stands, other = _edge(line, before), _edge(before, line)
    parent = next((each for each in reversed(lines[: index - 1]) if each.column < before.column), None)
    first = parent is not None and lines[index - 2] is parent and not parent.value
    if parent is not None and first and stands - parent.column == UNIT != other - parent.column:
        return index - 1, stands
    if stands > other:
        return index, other if before.value or before.is_item else None
    above = [_edge(each, line) for each in _above(lines, index - 1) if each.is_item == line.is_item or not line.is_item]
    return index, min((edge for edge in above if edge > stands), default=None)


def _edge(line: Line, beside: Line) -> int:
    """Return where a line begins: two items are held together by their dashes, all else by its keys."""
    return line.indent if line.is_item and beside.is_item else line.column


def _above(lines: Sequence[Line], index: int) -> Iterator[Line]:
    """Yield a line and those that it stands under, from the inside."""
    yield lines[index]
    edge = lines[index].indent
    for each in reversed(lines[:index]):
        if each.indent < edge:
            yield each
            edge = each.indent


def _moved(lines: Sequence[Line], index: int, by: int, file: str) -> tuple[Edit, ...]:
    """Return what moves a line, and the lines under it if they stand as if they had been moved with it."""
    line, behind = lines[index], lines[index + 1 :]
    if line.is_item:
        together = bool(behind) and behind[0].indent == line.column
    else:
        together = bool(behind) and not line.value and behind[0].indent == line.indent + UNIT
    under = [line, *(takewhile(lambda each: each.indent > line.indent, behind) if together else ())]
    return tuple(
        Edit(Position(file, each.number + 1, 1), each.text, f"{' ' * (each.indent + by)}{each.text.lstrip(' ')}")
        for each in under
    )


def _without_key(line: Line, before: Line, file: str) -> Finding:
    at = Position(file, line.number + 1, line.indent + 1)
    if before.key != "if":
        hint = "give them a key, such as 'yes:' or 'on:', or indent them like the line above"
        return error(at, "F003", f"these steps stand under the text of '{before.key}'", hint)
    begin = Position(file, line.number + 1, 1)
    edits = (Edit(begin, line.text, f"{' ' * before.column}then:\n{line.text}"),)
    return error(at, "F003", "'then:' is missing above these steps", "write it on a line of its own", edits)


def _spaces(number: int) -> str:
    return "1 space" if number == 1 else f"{number or 'no'} spaces"
