"""How does a chat become a test? Written, read back, played, and kept only as far as it holds on the day of tests.

A test that was just saved passes: what would not hold is left out, what goes like that on its own day only names it,
and what cannot be said in a test is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from console.parts import Parts
from engine.flows.source import read_text
from engine.rehearsal.deeds import Recorded
from engine.rehearsal.model import DAY, Failure, Rehearsal
from engine.rehearsal.read import read_source
from engine.rehearsal.run import Theatre, play_all
from engine.rehearsal.write import written


@dataclass(frozen=True, slots=True)
class Saved:
    """A test, and what is wrong with it."""

    text: str
    problems: tuple[str, ...]
    """What does not hold although the conversation went like that."""


def as_test(parts: Parts, deeds: Sequence[Recorded], name: str, today: date, *, idle: bool) -> Saved:
    """Write ``deeds`` as a test called ``name``. It plays the test, on a loop of its own: not to be called on one."""

    def text(without: Collection[str] = (), *, dated: bool = False) -> str:
        locale = parts.locale or ""
        return written(name, deeds, parts.known, today, locale=locale, dated=dated, idle=idle, without=without)

    first = text()
    lost = _lost(parts, first, today)
    final = text(lost | _lost(parts, first, DAY))
    dated = bool(failures_on(parts, final, DAY))
    if dated:
        final = text(lost, dated=True)
    return Saved(final, tuple(str(each) for each in failures_on(parts, final, today if dated else DAY)))


def file_for(project: Path, name: str) -> Path:
    """Return where a test called ``name`` belongs."""
    stem = "_".join(re.findall(r"[^\W_]+", name.lower()))[:60] or "chat"
    return project / "tests" / "calls" / f"{stem}.yaml"


def _lost(parts: Parts, text: str, today: date) -> set[str]:
    """Return the words that ``text`` insists on and that are not heard, or not noted, on the day ``today``."""
    calls = _calls(text)
    failed = {failure.at for failure in _failures(parts, calls, today)}
    turns = [turn.expected for call in calls for turn in call.turns]
    fragments = [fragment for turn in turns for fragment in (*turn.hears, *turn.never)]
    fragments += [fragment for call in calls if call.ends for fragment in call.ends.note]
    return {fragment.text for fragment in fragments if fragment.at in failed}


def failures_on(parts: Parts, text: str, day: date) -> Sequence[Failure]:
    """Play the test ``text`` as if ``day`` were today; return what is not as it says. Not to be called on a loop."""
    return _failures(parts, _calls(text), day)


def _failures(parts: Parts, calls: Sequence[Rehearsal], today: date) -> Sequence[Failure]:
    theatre = Theatre(parts.release, parts.known.sentences, "pinned", today)
    return [failure for played in play_all(calls, theatre) for failure in played.failures]


def _calls(text: str) -> tuple[Rehearsal, ...]:
    calls, findings = read_source(read_text(text, "the test"))
    assert not findings, findings  # noqa: S101 - we wrote it
    return calls
