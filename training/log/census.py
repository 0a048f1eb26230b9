"""What is in a log? Its calls, weeks and intents, counted, and the turns that went wrong. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from training.log.record import LoggedTurn, calls
from training.mine.item import Reason, whose
from training.mine.signals import signals, told_later

AT_ONCE, WHICH, ELSEWHERE = "accept", "clarify", "defer"
"""Verdicts: acted on at once; asked "A or B?"; deferred to a language model or a closed question."""


@dataclass(slots=True)
class Share:
    """Utterances by what the classifier did."""

    at_once: int = 0
    which: int = 0
    elsewhere: int = 0

    @property
    def asked(self) -> int:
        """All of them."""
        return self.at_once + self.which + self.elsewhere

    @property
    def local(self) -> float:
        """Share acted on at once: nobody waited for a language model. 0 where nothing was asked."""
        return self.at_once / self.asked if self.asked else 0.0

    def count(self, verdict: str) -> None:
        """Take one more."""
        self.at_once += verdict == AT_ONCE
        self.which += verdict == WHICH
        self.elsewhere += verdict == ELSEWHERE


@dataclass(slots=True)
class Census:
    """One log, counted."""

    turns: int = 0
    calls: int = 0
    callers: int = 0
    """And calls of unknown ones."""
    whole: Share = field(default_factory=Share)
    weeks: dict[date, Share] = field(default_factory=dict)
    """Monday -> what was asked in that week; undated turns are in none."""
    intents: dict[str, Share] = field(default_factory=dict)
    """What an utterance was acted on as -> how it was understood."""
    scores: dict[str, list[float]] = field(default_factory=dict)
    """Verdict -> best scores."""
    reasons: Counter[Reason] = field(default_factory=Counter)
    """Turns that went wrong, by how it shows."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Deferred utterances of which nobody made an intent."""
    threshold: float = 0.0
    """The one that was in force last; 0 where none is known."""


def census(turns: Iterable[LoggedTurn]) -> Census:
    """Count. A call is held whole, the log is not."""
    found = Census()
    owners: set[str] = set()
    for call in calls(turns):
        found.calls += 1
        owners.add(whose(call[0].caller, call[0].sid))
        call = told_later(call)  # noqa: PLW2901 - the same call, with what was keyed later
        found.reasons.update(reason for reasons in signals(call).values() for reason in reasons)
        for turn in call:
            found.turns += 1
            if turn.verdict:
                _take(found, turn)
    found.callers = len(owners)
    found.weeks = dict(sorted(found.weeks.items()))
    return found


def _take(found: Census, turn: LoggedTurn) -> None:
    found.whole.count(turn.verdict)
    if turn.at is not None:
        day = turn.at.date()
        found.weeks.setdefault(day - timedelta(days=day.weekday()), Share()).count(turn.verdict)
    if turn.meaning:
        found.intents.setdefault(turn.meaning, Share()).count(turn.verdict)
    elif turn.verdict == ELSEWHERE:
        found.unknown[turn.utterance] += 1
    found.threshold = turn.threshold or found.threshold
    if turn.candidates:
        found.scores.setdefault(turn.verdict, []).append(turn.candidates[0].score)
