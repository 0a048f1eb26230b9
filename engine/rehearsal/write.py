"""How is a recorded conversation written as a test? YAML in the format of ``tests/calls``, secrets left out; pure.

What a handler gave stands under ``given``, what an utterance was taken for under ``understood`` unless it is a sentence
of ``intents/``. Of what we said a test keeps a few words a turn, of what was learned the slots.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import yaml

from engine.privacy import MASK
from engine.rehearsal.deeds import Answered, Recorded
from engine.types import Act, Answer, Correct, DoAct, Fill, HangUp, Listening, Move, Secret, Transfer, Turn
from engine.understanding.normalise import normalise

DOTS = "•••"
WORDS = 6
"""Of a line that a test keeps: enough to know it by, few enough to survive a new wording."""
SLOW_S = 1.0
"""A handler that takes longer is bridged by a filler, so a test says how long."""
_TOLD = ("correct", "change", "refuse", "digress", "back", "stay", "choose", "check", "read_back", "menu")
"""Rules that a test keeps in ``path``."""
_STARTS = ("start", "digress", "back", "stay", "choose")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Known:
    """What a rehearsal of the same project understands without being told."""

    sentences: Mapping[str, str | None]
    """Normalised sentence -> its label, None for the background."""
    starts: Mapping[str, str]
    """Label -> the flow it starts."""
    days: frozenset[str] = frozenset()
    """Slots that hold a day."""


def written(
    name: str,
    deeds: Sequence[Recorded],
    known: Known,
    today: date,
    *,
    locale: str = "",
    dated: bool = False,
    idle: bool = False,
    without: Collection[str] = (),
) -> str:
    """Return ``deeds``, the first being the ringing phone, as a file with one call.

    ``dated``: it goes like that on ``today`` only. ``idle``: no flow is open at the end.
    ``without``: words that it shall not insist on.
    """
    call: dict[str, Any] = {"call": name}
    if locale:
        call["locale"] = locale
    if dated:
        call["today"] = today.isoformat()
    given = _given([answer for deed in deeds for answer in deed.answers], today)
    if given:
        call["given"] = given
    if heard := _hears(deeds[0].turn, without):
        call["opening"] = heard
    call["turns"] = [_turn(deed, known, today, without) for deed in deeds[1:]]
    silent = deeds[-1].caller.does in ("interrupts", "hangs up")
    ends = None if silent else _ends(deeds[-1].turn, without, idle=idle)
    if ends:
        call["ends"] = ends
    file = [_plain(call)]
    return yaml.dump(file, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


def _plain(tree: Any) -> Any:  # noqa: ANN401 - maps and lists of text
    """Return ``tree`` of nothing but plain text: names from flow files know their place, which YAML does not."""
    match tree:
        case dict():
            return {str(key): _plain(value) for key, value in tree.items()}
        case list():
            return [_plain(each) for each in tree]
        case _:
            return str(tree)


class _Dumper(yaml.SafeDumper):
    """Indents the items of a list below its key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's
        """Write everything out: the format knows no anchors."""
        return True


# ------------------------------------------------------------------------------------------------------------ turns


def _turn(deed: Recorded, known: Known, today: date, without: Collection[str]) -> Any:  # noqa: ANN401 - a word, or a map
    caller = deed.caller
    match caller.does:
        case "hangs up":
            return "hangs up"
        case "interrupts":
            return {"interrupts": {"after": caller.interrupts.text if caller.interrupts else ""}}
        case "says":
            found: dict[str, Any] = {"caller": caller.text}
            pin = _pin(deed, known)
            if pin is not None:
                found["understood"] = pin
        case "keys":
            found = {"keys": caller.text}
        case _:
            found = {}
    expected = dict(_expected(deed, known, today, without))
    if caller.does in ("silence", "unanswered"):
        return {caller.does: expected} if expected else caller.does
    return {**found, **expected}


def _expected(deed: Recorded, known: Known, today: date, without: Collection[str]) -> Iterator[tuple[str, Any]]:
    turn = deed.turn
    rule = turn.rule.partition("(")[0]
    if rule in _TOLD:
        yield "path", [turn.rule]
    slots = {
        name: _text(date.fromisoformat(str(value)) if name in known.days else value, today)
        for name, value in turn.slots.items()
        if deed.known.get(name) != value and value != DOTS and MASK not in str(value)
    }
    if slots:
        yield "slots", slots
    if turn.did:
        yield "did", [name if outcome == "done" else {name: outcome} for name, outcome in turn.did]
    if heard := _hears(turn, without):
        yield "hears", heard
    if deed.secret and deed.caller.does == "keys" and deed.caller.text not in without:
        yield "never", [deed.caller.text]


def _hears(turn: Turn, without: Collection[str]) -> list[str]:
    """Return the first words of the first and of the last line that was no filler."""
    lines = [line.text for line in turn.lines if not line.filler]
    few = [_few(lines[at]) for at in sorted({0, len(lines) - 1})] if lines else []
    return [words for words in dict.fromkeys(few) if words and words not in without]


def _few(text: str) -> str:
    words = " ".join(text.split()[:WORDS]).rstrip(".,;:!?")
    return words if any(map(str.isalnum, words)) and not (words.startswith("/") and words.endswith("/")) else ""


# ---------------------------------------------------------------------------------------------------- understanding


def _pin(deed: Recorded, known: Known) -> Any:  # noqa: ANN401 - what ``understood:`` may hold
    """Return what ``understood:`` must say so that the same is understood; None: nothing need be said."""
    turn = deed.turn
    if turn.by in ("rule", "keys", "nobody"):
        return None
    by_flows = turn.rule.partition("(")[0] in (*_STARTS, "clarify")
    pin = _label(deed) if by_flows else _moves(deed.moves) or _label(deed)
    sentence = normalise(deed.caller.text)
    if sentence not in known.sentences:
        return pin
    label = known.sentences[sentence]
    means: Any = "nothing" if label is None else {"flow": known.starts.get(label, "")}
    return None if pin in (means, {"label": label}) else pin


def _label(deed: Recorded) -> Any:  # noqa: ANN401 - as above
    rule, _, what = deed.turn.rule.rstrip(")").partition("(")
    if rule == "clarify" and deed.between:
        return {"between": list(deed.between)}
    if rule in _STARTS:
        return {"flows": what.split(", ")} if ", " in what else {"flow": what}
    return {"label": rule} if rule in get_args(Act) else "nothing"


def _moves(moves: Iterable[Move]) -> dict[str, Any]:
    """Return a language model's moves, as far as no flow or pair of flows says them."""
    found: dict[str, Any] = {}
    for move in moves:
        match move:
            case Fill(slot=slot, text=text):
                found.setdefault("fill", {})[slot] = text
            case Correct(slot=slot, text=text):
                found.setdefault("correct", {})[slot] = text
            case DoAct(act=act):
                found["act"] = act
            case Answer(yes=yes):
                found["answer"] = "yes" if yes else "no"
    return found


# --------------------------------------------------------------------------------------------------- given and ends


def _given(answers: Sequence[Answered], today: date) -> dict[str, Any]:
    given: dict[str, list[Any]] = {}
    for answer in answers:
        given.setdefault(answer.handler.name, []).append(_stub(answer, today))
    return {name: _shortest(stubs) for name, stubs in given.items()}


def _shortest(stubs: list[Any]) -> Any:  # noqa: ANN401 - one stub or a list of them
    """Return a single answer for one that is always the same: the last one stays."""
    while len(stubs) > 1 and stubs[-1] == stubs[-2]:
        stubs.pop()
    return stubs[0] if len(stubs) == 1 else stubs


def _stub(answer: Answered, today: date) -> Any:  # noqa: ANN401 - an outcome's name, or a map
    stub: Any = answer.outcome
    if answer.outcome == "done":
        shown = {n: v for n, v in answer.facts.items() if not isinstance(v, Secret) and v is not None}
        stub = {name: _text(value, today) for name, value in shown.items()} or "done"
    slow = answer.seconds > SLOW_S and answer.outcome not in ("error", "timeout")
    return {"takes": f"{answer.seconds:.1f}s", "gives": stub} if slow else stub


def _text(value: Any, today: date) -> Any:  # noqa: ANN401 - any fact
    match value:
        case tuple():
            return [str(each) for each in value]
        case bool():
            return "yes" if value else "no"
        case date():
            return _day(value, today)
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _day(day: date, today: date) -> str:
    """Return a near day by its name, so that the test holds on any day."""
    away = (day - today).days
    if away in _NEAR:
        return _NEAR[away]
    return f"{day:%A}" if 0 < away <= _WEEK else day.isoformat()


def _ends(turn: Turn, without: Collection[str], *, idle: bool) -> Any:  # noqa: ANN401 - a word, or a map
    match turn.next:
        case Transfer(queue=queue, note=note):
            return {"transfer": queue, "note": note} if note and note not in without else {"transfer": queue}
        case HangUp():
            return "hangup"
        case Listening() if idle:
            return "done"
        case _:
            return None
