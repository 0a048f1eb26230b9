"""What does the course of a call say about its turns? Repeats, give-ups, corrections, protests, disagreement. Pure.

Nothing here knows a score: these are the caller's own verdicts on ours. A turn of which nobody knows what was made
of it tells nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.understanding.normalise import normalise
from training.log.record import LoggedTurn
from training.mine.item import Reason

ALIKE = 0.6
"""Share of words that two turns have in common when one repeats the other."""
_LOCAL = frozenset({"classifier", "rule", "closed question", "keys", "nobody", ""})
"""Who understands without a language model."""
_PROTEST = re.compile(
    r"\b(?:not what i (?:wanted|meant|said|asked)|(?:did ?n.?t|never) (?:want|ask|say) (?:that|for that)|"
    r"(?:(?:that|it)(?:.?s| is)|this is) (?:wrong|not it|not right|the wrong)|wrong (?:one|thing|department)|"
    r"(?:das|so) (?:meinte|wollte|war) (?:ich )?(?:so )?nicht|nicht das,? was ich|falsch verstanden|"
    r"no es (?:eso|lo que)|eso no es|no (?:quer.a|ped.|dije) eso|me (?:ha )?entend\w+ mal)",
    re.IGNORECASE,
)

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
    if before.meaning and _PROTEST.search(turn.utterance):
        found[n - 1].add("not wanted")
    elif before.verdict == "accept" and before.meaning and turn.meaning not in ("", before.meaning, "human"):
        found[n - 1].add("correction")


def _known(turn: LoggedTurn) -> bool:
    return bool(turn.verdict or turn.meaning)


def _unheard(turn: LoggedTurn) -> bool:
    """Whether something was said, and nothing was made of it though the classifier was asked."""
    return bool(turn.utterance) and turn.verdict in ("defer", "clarify") and not turn.meaning


def _alike(one: str, other: str) -> bool:
    a, b = set(normalise(one).split()), set(normalise(other).split())
    return bool(a and b) and len(a & b) / len(a | b) >= ALIKE
