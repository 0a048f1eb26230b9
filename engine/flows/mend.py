"""How is a project changed so that a finding goes away, and is it better for it? Edits in place, one finding at a time.

Only what a finding is certain of is changed, exactly where it stands; every other character of the file stays. After
each edit the project is inspected again, and an edit after which it is not better is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.flows.findings import Edit, Finding
from engine.flows.model import Position

Texts = Mapping[str, str]
"""File, relative to the project -> what it holds."""
UNPARSED = frozenset({"F002", "F003"})
"""What is found of a line that does not parse."""
Inspect = Callable[[Texts], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Mended:
    """A project after what was certain has been mended."""

    texts: Texts
    """Every file, changed or not."""
    done: tuple[Finding, ...]
    """What was mended, in order; each finding's place is that of the moment."""
    left: tuple[Finding, ...]
    """What is still found."""


def mend(texts: Texts, inspect: Inspect) -> Mended:
    """Mend what is certain in ``texts``. Ends when no edit makes the findings fewer."""
    now, found = dict(texts), tuple(inspect(texts))
    done: list[Finding] = []
    refused: set[Finding] = set()
    while (each := next((f for f in found if f.edits and f not in refused), None)) is not None:
        changed = applied(now, each.edits)
        after = found if changed is None else tuple(inspect(changed))
        if changed is not None and is_better(found, after):
            now, found = dict(changed), after
            done.append(each)
        else:
            refused.add(each)
    return Mended(now, tuple(done), found)


def is_better(before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Whether less keeps the project from being served, or as much and less is left to look at.

    What is found comes in stages: a line that does not parse may hide an error, and an error what conversations say
    wrong. So fewer of the earlier are better however many of the later come to light.
    """
    return _hardship(after) < _hardship(before)


def _hardship(findings: Sequence[Finding]) -> tuple[int, int, int, int]:
    errors = [finding for finding in findings if finding.severity == "error"]
    unparsed = sum(finding.code in UNPARSED for finding in errors)
    in_conversations = sum(finding.code.startswith("T") for finding in errors)
    return unparsed, len(errors) - in_conversations, len(errors), len(findings)


def applied(texts: Texts, edits: Sequence[Edit]) -> Texts | None:
    """Return ``texts`` with all of ``edits`` made; None when one of them does not find what it is to replace."""
    changed = dict(texts)
    for edit in sorted(edits, key=lambda each: each.at, reverse=True):
        text = changed.get(edit.at.file, "")
        offset = offset_of(text, edit.at)
        if not edit.old or offset is None or not text.startswith(edit.old, offset):
            return None
        changed[edit.at.file] = f"{text[:offset]}{edit.new}{text[offset + len(edit.old) :]}"
    return changed


def offset_of(text: str, at: Position) -> int | None:
    """Return where in ``text`` the place is, None when there is none."""
    start = 0
    for _ in range(at.line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    offset = start + at.column - 1 + text.startswith("\ufeff") * (at.line == 1)
    return offset if offset <= len(text) else None
