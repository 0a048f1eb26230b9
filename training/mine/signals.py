"""What does the course of a call say about its turns? Repeats, give-ups, corrections, protests, disagreement. Pure.

Nothing here knows a score: these are the caller's own verdicts on ours. A turn of which nobody knows what was made
of it tells nothing. Who wants something else once he was served corrects nothing: a correction takes something back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from engine.types import Act
from engine.understanding.normalise import normalise
from training.log.record import LoggedTurn
from training.mine.item import Reason
from training.mine.protests import protests, takes_back

ALIKE = 0.6
"""Share of words that two turns have in common when one repeats the other."""
_LOCAL = frozenset({"classifier", "rule", "closed question", "keys", "nobody", ""})
"""Who understands without a language model."""
_ACTS = frozenset(get_args(Act))
"""What is said at any point of a call, and is no wish."""
Signals = Mapping[int, frozenset[Reason]]
"""Position in the call -> reasons."""


def signals(call: Sequence[LoggedTurn]) -> Signals:
    """Return which turns of ``call`` went wrong, and how it shows."""
    found: dict[int, set[Reason]] = defaultdict(set)
    for n, turn in enumerate(call):
        if disagrees(turn):
            found[n].add("disagreement")
        if n and _known(call[n - 1]):
            _after(call, n, found)
    if call and _unheard(call[-1]):
        found[len(call) - 1].add("gave up")
    elif len(call) > 1 and call[-1].meaning == "human" and _unheard(call[-2]):
        found[len(call) - 2].add("gave up")
    return {n: frozenset(reasons) for n, reasons in found.items()}


def told_later(call: Sequence[LoggedTurn]) -> list[LoggedTurn]:
    """Return ``call`` with what a caller keyed in answer to "A or B?" as the meaning of what was said before it."""
    turns = list(call)
    for n, turn in enumerate(turns[1:], start=1):
        before = turns[n - 1]
        if turn.by == "keys" and turn.meaning and before.utterance and not before.meaning:
            turns[n - 1] = replace(before, meaning=turn.meaning, by="keys")
    return turns


def disagrees(turn: LoggedTurn) -> bool:
    """Whether a language model, or the caller, meant something else than the classifier held likeliest."""
    other = turn.by not in _LOCAL or (turn.by == "keys" and bool(turn.utterance))
    return other and bool(turn.meaning and turn.candidates) and turn.candidates[0].label != turn.meaning


def _after(call: Sequence[LoggedTurn], n: int, found: dict[int, set[Reason]]) -> None:
    turn, before = call[n], call[n - 1]
    if _unheard(before) and _alike(turn.utterance, before.utterance):
        found[n - 1].add("repeat")
    if before.meaning and protests(turn.utterance):
        found[n - 1].add("not wanted")
    elif _other(before, turn) and (takes_back(turn.utterance) or _alike(turn.utterance, before.utterance)):
        found[n - 1].add("correction")
    if n > 1 and before.meaning == "cancel" and call[n - 2].meaning not in _ACTS and _other(call[n - 2], turn):
        found[n - 2].add("correction")


def _other(before: LoggedTurn, turn: LoggedTurn) -> bool:
    """Whether another wish is acted on at ``turn`` than the one that was accepted ``before``."""
    acted = before.verdict == "accept" and bool(before.meaning)
    return acted and bool(turn.meaning) and turn.meaning not in {before.meaning, *_ACTS}


def _known(turn: LoggedTurn) -> bool:
    return bool(turn.verdict or turn.meaning)


def _unheard(turn: LoggedTurn) -> bool:
    """Whether something was said, and nothing was made of it though the classifier was asked."""
    return bool(turn.utterance) and turn.verdict in ("defer", "clarify") and not turn.meaning


def _alike(one: str, other: str) -> bool:
    a, b = set(normalise(one).split()), set(normalise(other).split())
    return bool(a and b) and len(a & b) / len(a | b) >= ALIKE
