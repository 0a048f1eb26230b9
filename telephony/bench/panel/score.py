"""Who talked over whom on a call, and who let whom? Two stamped tracks in, what happened out; pure.

The caller's track holds stretches, each of a kind; ours holds spells in which we were audible, as played at the
caller's side. A spell ends where something stops us, however soon we begin anew, and where we are silent for longer
than a breath, so a pause of ours counts as yielding. An end that nobody forced (the reply was simply over) is neither
yielding nor talking through: such an event is ``void``. Noises beside speech are judged like tics, and told apart.

Windows are the field's: a caller who interrupts is to be let within 2.0 s; a backchannel, tic or aside over our speech
is an error when we stop within 1.0 s of its beginning; in silence a tic or aside is an error when we answer it within
2.0 s, here from its end, so that a long aside is judged as strictly as a short one. What is said while an answer is due
is not judged: the answer comes because it is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, get_args

Kind = Literal["turn", "interruption", "backchannel", "tic", "aside", "noise"]
Result = Literal["answered", "unanswered", "yielded", "kept on", "right", "wrong", "void", "due"]

KINDS: tuple[Kind, ...] = get_args(Kind)
DIRECTED = frozenset(("turn", "interruption"))
BREATH_MS = 200
"""We are silent for less than this inside a spell."""
GOES_ON_MS = 1000
"""A caller who goes on so soon, unanswered, is still at the same turn: he did not have to."""
YIELD_MS = 2000
STOP_MS = 1000
ANSWER_MS = 2000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something the caller was heard with."""

    kind: Kind
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Spell:
    """We were audible."""

    start_ms: int
    end_ms: int
    cut: bool = True
    """Whether something stopped us; False: our reply was over."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the panel."""

    kind: Kind
    """Of the caller's stretch. Directed speech that begins over ours is an interruption, in silence a turn."""
    at_ms: int
    over: bool
    """Whether we were audible as it began."""
    result: Result
    ms: int = -1
    """How long it took us to answer or to stop; -1: it did not happen, or not in time."""
    strict: bool = True
    """Of a ``right`` over our speech: whether we did not stop until a second after its end either."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What happened on one call."""

    events: tuple[Happened, ...]
    our_interruptions: int
    """Spells of ours that began while the caller was addressing us."""


def score(caller: Sequence[Stretch], ours: Sequence[Spell]) -> Scored:
    """Return what happened. Both tracks on one clock, in any order; spells may be as fine as 20 ms."""
    stretches = sorted(caller, key=lambda stretch: (stretch.start_ms, stretch.end_ms, stretch.kind))
    spells = joined(ours)
    directed = [each for each in stretches if each.kind in DIRECTED]
    events = [*_answers(directed, spells), *_yields(directed, spells)]
    for stretch in stretches:
        if stretch.kind not in DIRECTED:
            events += _judged(stretch, directed, spells)
    begun = sum(any(each.start_ms < spell.start_ms < each.end_ms for each in directed) for spell in spells)
    return Scored(tuple(sorted(events, key=lambda event: (event.at_ms, event.kind, event.result))), begun)


def joined(ours: Sequence[Spell]) -> tuple[Spell, ...]:
    """Return the spells with the breaths between them closed, those after a cut excepted."""
    found: list[Spell] = []
    for spell in sorted(ours, key=lambda each: (each.start_ms, each.end_ms, each.cut)):
        last = found[-1] if found else None
        if last is not None and spell.start_ms - last.end_ms < (0 if last.cut else BREATH_MS):
            later = spell if spell.end_ms >= last.end_ms else last
            found[-1] = Spell(last.start_ms, later.end_ms, later.cut)
        else:
            found.append(spell)
    return tuple(found)


def _at(spells: Sequence[Spell], ms: int) -> Spell | None:
    return next((spell for spell in spells if spell.start_ms <= ms < spell.end_ms), None)


def _first(spells: Sequence[Spell], since_ms: int, before_ms: float = float("inf")) -> Spell | None:
    return next((spell for spell in spells if since_ms <= spell.start_ms < before_ms), None)


def _answers(directed: Sequence[Stretch], spells: Sequence[Spell]) -> Iterator[Happened]:
    """Yield, for every turn at whose end we were silent, whether we answered before the caller spoke again."""
    for stretch, following in zip_longest(directed, directed[1:]):
        if any(spell.start_ms < stretch.end_ms < spell.end_ms for spell in spells):
            continue
        until = float("inf") if following is None else following.start_ms
        answer = _first(spells, stretch.end_ms, until)
        if answer is not None:
            yield Happened("turn", stretch.end_ms, False, "answered", answer.start_ms - stretch.end_ms)
        elif until - stretch.end_ms >= GOES_ON_MS:
            yield Happened("turn", stretch.end_ms, False, "unanswered")


def _yields(directed: Sequence[Stretch], spells: Sequence[Spell]) -> Iterator[Happened]:
    """Yield, for every interruption, whether we stopped in time."""
    for stretch in directed:
        spell = _at(spells, stretch.start_ms)
        if spell is None:
            continue
        took = spell.end_ms - stretch.start_ms
        if took > YIELD_MS:
            yield Happened("interruption", stretch.start_ms, True, "kept on")
        elif not spell.cut:
            yield Happened("interruption", stretch.start_ms, True, "void")
        else:
            yield Happened("interruption", stretch.start_ms, True, "yielded", took)


def _judged(stretch: Stretch, directed: Sequence[Stretch], spells: Sequence[Spell]) -> Iterator[Happened]:
    """Yield whether we let ourselves be disturbed by what was not for us."""
    spell = _at(spells, stretch.start_ms)
    if spell is not None:
        yield _talked_through(stretch, spell)
    elif stretch.kind != "backchannel":
        yield _left_alone(stretch, directed, spells)


def _talked_through(stretch: Stretch, spell: Spell) -> Happened:
    took = spell.end_ms - stretch.start_ms
    if took > STOP_MS:
        strict = not spell.cut or spell.end_ms > stretch.end_ms + STOP_MS
        return Happened(stretch.kind, stretch.start_ms, True, "right", strict=strict)
    return Happened(stretch.kind, stretch.start_ms, True, "wrong" if spell.cut else "void", took if spell.cut else -1)


def _left_alone(stretch: Stretch, directed: Sequence[Stretch], spells: Sequence[Spell]) -> Happened:
    asked = max((each.end_ms for each in directed if each.end_ms <= stretch.start_ms), default=None)
    if asked is not None and _first(spells, asked, stretch.start_ms) is None:
        return Happened(stretch.kind, stretch.start_ms, False, "due")
    until = stretch.end_ms + ANSWER_MS
    addressed = min((each.start_ms for each in directed if each.start_ms >= stretch.start_ms), default=until)
    answer = _first(spells, stretch.start_ms, min(until, addressed))
    if answer is None:
        return Happened(stretch.kind, stretch.start_ms, False, "right")
    return Happened(stretch.kind, stretch.start_ms, False, "wrong", answer.start_ms - stretch.start_ms)
