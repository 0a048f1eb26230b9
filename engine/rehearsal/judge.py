"""Was everything true that a turn, or the end of a call, was expected to be? Pure: what happened in, failures out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.flows.model import Position
from engine.rehearsal.heard import holds, holds_in_writing, in_order, plain
from engine.rehearsal.model import Did, Ending, Expected, Failure, Field, Fragment, ScriptedTurn
from engine.rehearsal.values import same
from engine.types import HangUp, Listening, Secret, Transfer, Turn

DECIDED_WITHOUT = ("keys", "rule")
"""Who decides without understanding (``Turn.by``)."""
ANSWERED = ("fill(", "check(", "read_back(")
"""A rule that begins so took the utterance for an answer, because nobody knew better: no need to pin that."""


NEVER_MEANT = ("unwired", "broke")
"""Troubles that no written answer of a handler brings about."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One turn, as it went."""

    turn: Turn
    said: tuple[str, ...] = ()
    """Every line, fillers included, in order."""
    first_line_s: float | None = None
    """Virtual seconds from the caller's end to the first line."""
    asked: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """Handlers and their arguments, in order."""
    missing: tuple[str, ...] = ()
    """Handlers that had no written answer."""
    idle: bool = False
    """No flow is open any more."""
    missed: bool = False
    """Understanding was asked and had nothing to go by."""
    traces: str = field(default="", repr=False)
    """All that the turn left behind: lines, slots, state, note, context."""


def judge(script: ScriptedTurn, happened: Happened, today: date) -> tuple[Failure, ...]:
    """Return what was not as ``script`` expects."""
    turn = happened.turn
    path = (turn.rule, *turn.path)
    return tuple(
        Failure(at, message, happened.said, path, turn.index) for at, message in _wrong(script, happened, today)
    )


def judge_ending(ending: Ending, happened: Happened) -> tuple[Failure, ...]:
    """Return how the call stands otherwise than ``ending`` says."""
    after = happened.turn.next
    path = (happened.turn.rule, *happened.turn.path)
    wrong: list[tuple[Position, str]] = []
    match ending.kind, after:
        case "transfer", Transfer() if after.queue == ending.queue:
            wrong = [
                (f.at, f"the note should hold '{f.text}', it is '{after.note}'")
                for f in ending.note
                if not holds_in_writing(f, after.note, str(after.context.get("language", "")))
            ]
        case "transfer", _:
            wrong = [(ending.at, f"the call should be transferred to '{ending.queue}', but {standing(after)}")]
        case "hangup", HangUp():
            pass
        case "hangup", _:
            wrong = [(ending.at, f"we should hang up, but {standing(after)}")]
        case "done", Listening() if happened.idle:
            pass
        case _:
            wrong = [(ending.at, f"nothing should be open any more, but {standing(after)}")]
    return tuple(Failure(at, message, happened.said, path, happened.turn.index) for at, message in wrong)


def standing(after: object) -> str:
    """Say in words what a call does next."""
    match after:
        case Transfer():
            return f"it is transferred to '{after.queue}'"
        case HangUp():
            return f"it is hung up ({after.reason})"
        case Listening():
            return f"it listens at '{after.step}'"
        case _:
            return "it has left our stream"


def _wrong(script: ScriptedTurn, happened: Happened, today: date) -> Iterator[tuple[Position, str]]:
    expected, turn = script.expected, happened.turn
    for name in happened.missing:
        yield script.at, f"'{name}' was called and has no answer in given:"
    for trouble in turn.trouble:
        if trouble.kind in NEVER_MEANT:
            yield script.at, str(trouble)
    if happened.missed and turn.by not in DECIDED_WITHOUT and not turn.rule.startswith(ANSWERED):
        yield script.at, f"nothing says what this utterance means: {_advice(expected, turn, today)}"
    heard = " ".join(happened.said)
    for fragment in expected.hears:
        if not holds(fragment, heard):
            yield fragment.at, f"the caller should hear '{fragment.text}'"
    for fragment in expected.never:
        if holds(fragment, heard) or plain(fragment.text) in plain(happened.traces):
            yield fragment.at, f"'{fragment.text}' must never appear"
    for slot in expected.slots:
        yield from _slot(slot, happened, today)
    yield from _handlers(expected, happened, today)
    yield from _path(expected.path, turn)
    late = happened.first_line_s is None or happened.first_line_s > (expected.within_s or 0)
    if expected.within_s is not None and late:
        when = "never" if happened.first_line_s is None else f"after {happened.first_line_s:.2f} s"
        yield expected.at or script.at, f"the first line should come within {expected.within_s:g} s, it came {when}"


def _advice(expected: Expected, turn: Turn, today: date) -> str:
    """Say what to do about an utterance that nobody understood: a correction belongs into no intent."""
    known = [f for f in expected.slots if turn.slots.get(f.name) is not None]
    changed = [f for f in known if not same(f.value, turn.slots[f.name], today)]
    if changed:
        name, value = changed[0].name, changed[0].value
        return (
            f"no rule took it for a correction of '{name}'; say it as 'no, I meant {value}', or pin what a language "
            f'model would make of it: understood: {{correct: {{{name}: "{value}"}}}}'
        )
    return "pin it with understood:, or add it to intents/"


def _slot(slot: Field, happened: Happened, today: date) -> Iterator[tuple[Position, str]]:
    turn = happened.turn
    if slot.name not in turn.slots:
        forgot = " any more: the flow has ended (look at 'with' of a handler)" if happened.idle else ""
        yield slot.at, f"the slot '{slot.name}' should be '{slot.value}', it is not known{forgot}"
    elif not same(slot.value, turn.slots[slot.name], today):
        yield slot.at, f"the slot '{slot.name}' should be '{slot.value}', it is '{turn.slots[slot.name]}'"


def _handlers(expected: Expected, happened: Happened, today: date) -> Iterator[tuple[Position, str]]:
    did = happened.turn.did
    if expected.did is not None and not expected.did and did and expected.at:
        yield expected.at, f"no handler should run, '{did[0][0]}' did"
    for each in expected.did or ():
        if not any(_is(each, name, outcome) for name, outcome in did):
            ran = ", ".join(f"{name} ({outcome})" for name, outcome in did) or "none did"
            yield each.at, f"'{each.handler}{f' ({each.outcome})' if each.outcome else ''}' should run; {ran}"
    wanted = {each.handler for each in expected.did or ()}
    arguments = [given for name, given in happened.asked if name in wanted]
    for argument in expected.given:
        if not any(_given(argument, given, today) for given in arguments):
            got = " and then ".join(
                f"'{given[argument.name]}'" if argument.name in given else "left out" for given in arguments
            )
            yield argument.at, f"'{argument.name}' should be given as '{argument.value}', it was {got or 'not asked'}"


def _is(did: Did, name: str, outcome: str) -> bool:
    return did.handler == name and did.outcome in ("", outcome)


def _given(argument: Field, given: Mapping[str, Any], today: date) -> bool:
    value = given.get(argument.name)
    return value is not None and not isinstance(value, Secret) and same(argument.value, value, today)


def _path(wanted: tuple[Fragment, ...], turn: Turn) -> Iterator[tuple[Position, str]]:
    lost = in_order([fragment.text for fragment in wanted], (turn.rule, *turn.path))
    if lost is not None:
        yield next(fragment.at for fragment in wanted if fragment.text == lost), f"the turn should go through '{lost}'"
