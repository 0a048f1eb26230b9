"""How often is a value read exactly as it was meant? Labelled utterances, read as a call reads them.

Pure but for the file it opens. An utterance for one slot goes through ``read_slot``; one that brings several values
goes through the turn policy of a flow that asks those slots in their order, nothing known and the first one asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from engine.dialog.decisions import Filled
from engine.dialog.place import Place
from engine.dialog.policy import decide
from engine.dialog.slots import read_slot
from engine.dialog.state import Frame, State
from engine.errors import FlowError
from engine.flows.model import Ask, Flow, Position, Project, Prompt, Slot, SlotType, Template
from engine.flows.plan import Node, Plan
from engine.flows.read_slots import KINDS
from engine.types import Defer, Said

EXACT = 0.97
"""So much of a set is to be read exactly as it was meant."""
EXACT_BARE = 0.96
"""The same, as a transcriber without punctuation and capitals writes it."""
_FLOW = "said"
_AT = Position("bench", 1, 1)
_TYPE = re.compile(r"(?P<kind>\w+)(?:\((?:(?P<shortest>\d+)(?:-(?P<longest>\d+))?|(?P<of>[^()]*))\))?")
_INITIALS = re.compile(r"\b([a-z])\.([a-z])\.")
_EDGE = ".,;:?!\u2026"

Values = Mapping[str, str | None]
"""Slot -> its value in canonical form; None where the utterance brings none."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled utterance."""

    at: Position
    kind: str
    """What it is counted under: ``money``, ``correction``, ``several``."""
    heard: str
    slots: Mapping[str, SlotType]
    values: Values


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file of them."""

    today: date
    """The day on which they were said."""
    locale: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """An utterance that was read otherwise than it was meant."""

    case: Case
    got: Values

    def __str__(self) -> str:
        """``file:line heard / wanted / got``."""
        at = self.case.at
        return f"{at.file}:{at.line} {self.case.heard} / {_listed(self.case.values)} / {_listed(self.got)}"


@dataclass(frozen=True, slots=True)
class Score:
    """How well a set was read."""

    kinds: Mapping[str, tuple[int, int]]
    """Kind -> utterances read exactly, and utterances."""
    misses: tuple[Miss, ...]

    @property
    def right(self) -> int:
        """Utterances of which every value is exact, and nothing was read where nothing was said."""
        return sum(right for right, _ in self.kinds.values())

    @property
    def cases(self) -> int:
        """Utterances."""
        return sum(cases for _, cases in self.kinds.values())

    @property
    def exact(self) -> float:
        """Share of the utterances read exactly, 0 to 1."""
        return self.right / self.cases if self.cases else 0.0


def score(labelled: Labelled, *, asr: bool = False) -> Score:
    """Read every utterance of a set. ``asr``: as a transcriber without punctuation and capitals writes it."""
    kinds: dict[str, tuple[int, int]] = {}
    misses: list[Miss] = []
    for case in labelled.cases:
        got = read(case, bare(case.heard) if asr else case.heard, labelled.today, labelled.locale)
        right, cases = kinds.get(case.kind, (0, 0))
        kinds[case.kind] = right + (got == case.values), cases + 1
        if got != case.values:
            misses.append(Miss(case, got))
    return Score(kinds, tuple(misses))


def told(scores: Mapping[str, Score], target: float, *, asr: bool) -> dict[str, Any]:
    """Return scores, by file, as a program reads them."""
    return {
        "target": target,
        "asr": asr,
        "ok": all(found.exact >= target for found in scores.values()),
        "sets": {
            name: {
                "cases": found.cases,
                "right": found.right,
                "exact": round(found.exact, 4),
                "kinds": {kind: {"right": right, "cases": cases} for kind, (right, cases) in found.kinds.items()},
                "misses": [
                    {"at": str(m.case.at), "heard": m.case.heard, "wanted": dict(m.case.values), "got": dict(m.got)}
                    for m in found.misses
                ],
            }
            for name, found in scores.items()
        },
    }


def _listed(values: Values) -> str:
    if len(values) == 1:
        return str(next(iter(values.values())) or "nothing")
    return ", ".join(f"{name} {value or 'nothing'}" for name, value in values.items())


def read(case: Case, heard: str, today: date, locale: str) -> Values:
    """Read the slots of ``case`` from ``heard``."""
    if len(case.slots) > 1:
        return _turn(case.slots, heard, today, locale)
    ((name, kind),) = case.slots.items()
    reading = read_slot(kind, heard, today=today, locale=locale)
    return {name: None if reading is None else canonical(reading.value)}


def bare(text: str) -> str:
    """Return ``text`` in lower case without punctuation; apostrophes, and signs inside a figure or an address, stay."""
    text = _INITIALS.sub(r"\1\2", text.lower().replace("\u2019", "'"))
    return " ".join(part for word in text.split() if (part := _bare_word(word)))


def _bare_word(word: str) -> str:
    word = word.strip(_EDGE)
    if "@" in word:
        return word
    word = word.replace("-", " ")
    kept = r"[^\w\s'.,:/\u00a3$\u20ac%]" if any(c.isdigit() for c in word) else r"[^\w\s']"
    return re.sub(kept, "", word).strip()


def canonical(value: Any) -> str:  # noqa: ANN401 - any slot's value
    """Return a value as the labels write it: ``80.00``, ``2026-11-25``, ``16:30``, ``true``, ``12``."""
    match value:
        case bool():
            return "true" if value else "false"
        case time():
            return value.strftime("%H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


# ------------------------------------------------------------------------------------------- several values at once


def _turn(slots: Mapping[str, SlotType], heard: str, today: date, locale: str) -> Values:
    """Return what one turn takes while the first of ``slots`` is asked and the classifier knows nothing better."""
    plan = _plan(slots, locale)
    state = State("bench", cursor=plan.entries[_FLOW], stack=(Frame("start", _FLOW),))
    decision = decide(Place(plan, state, today), Said(heard), Defer(()), ())
    given = decision.given if isinstance(decision, Filled) else ()
    return dict.fromkeys(slots) | {each.slot: canonical(each.value) for each in given}


def _plan(slots: Mapping[str, SlotType], locale: str) -> Plan:
    """Return a project of one flow that asks ``slots``."""
    made = {name: Slot(name, kind, Prompt((Template("", (), _AT),), _AT), _AT) for name, kind in slots.items()}
    flow = Flow(_FLOW, "", "", (), tuple(Ask(name, _AT) for name in made), _AT, slots=made)
    nodes = {f"{_FLOW}/ask.{step.slot}": step for step in flow.steps if isinstance(step, Ask)}
    return Plan(
        project=Project("bench", locale, _FLOW, _AT, flows={_FLOW: flow}),
        nodes={name: Node(name, _AT, _FLOW, step, writes=step.slot) for name, step in nodes.items()},
        entries={_FLOW: next(iter(nodes))},
        starts={},
        slots=made,
        events={},
        kinds={},
        home=locale,
    )


# --------------------------------------------------------------------------------------------------------- the file


def labelled_in(path: Path) -> Labelled:
    """Read a file of labelled utterances. Raises ``FlowError`` that says where it is wrong."""
    try:
        root = yaml.compose(path.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        raise FlowError(f"{path}: {problem}", todo="mend the file") from None
    read = _File(str(path))
    top = read.mapping(root)
    cases = top.get("cases")
    if not isinstance(cases, yaml.SequenceNode):
        raise read.wrong(root, "no 'cases' here", "write today, locale and cases")
    return Labelled(read.day(root, top), read.text(root, top, "locale"), tuple(map(read.case, cases.value)))


@dataclass(frozen=True, slots=True)
class _File:
    """Makes values of a file's nodes, and says where one cannot be."""

    name: str

    def wrong(self, node: yaml.Node | None, message: str, todo: str) -> FlowError:
        return FlowError(f"{self.at(node)}: {message}", todo=todo)

    def at(self, node: yaml.Node | None) -> Position:
        mark = None if node is None else node.start_mark
        return Position(self.name, 1, 1) if mark is None else Position(self.name, mark.line + 1, mark.column + 1)

    def mapping(self, node: yaml.Node | None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, "names and values should stand here", "write {kind, heard, slots, values}")
        return {str(key.value): value for key, value in node.value}

    def text(self, node: yaml.Node | None, entries: Mapping[str, yaml.Node], key: str) -> str:
        found = entries.get(key)
        if not isinstance(found, yaml.ScalarNode):
            raise self.wrong(node, f"'{key}' is missing", f"write {key}: and a text")
        return str(found.value)

    def day(self, node: yaml.Node | None, entries: Mapping[str, yaml.Node]) -> date:
        text = self.text(node, entries, "today")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.wrong(entries["today"], f"'{text}' is no day", "write today: 2026-11-25") from None

    def case(self, node: yaml.Node) -> Case:
        entries = self.mapping(node)
        types = {name: self.type(kind) for name, kind in self.mapping(entries.get("slots")).items()}
        labels = {name: self.label(value) for name, value in self.mapping(entries.get("values")).items()}
        if not types or types.keys() != labels.keys():
            raise self.wrong(node, "'slots' and 'values' differ", "label every slot, null for no value")
        heard = self.text(node, entries, "heard")
        return Case(self.at(node), self.text(node, entries, "kind"), heard, types, labels)

    def type(self, node: yaml.Node) -> SlotType:
        """Read ``digits(4-6)``, ``one_of(red|green)``, ``money``."""
        found = _TYPE.fullmatch(str(node.value))
        if found is None or found["kind"] not in KINDS:
            raise self.wrong(node, f"'{node.value}' is no type", "write money, digits(4-6) or one_of(red|green)")
        if found["shortest"]:
            return SlotType("digits", int(found["shortest"]), int(found["longest"] or found["shortest"]))
        return SlotType(found["kind"], options={each: (each,) for each in (found["of"] or "").split("|") if each})

    def label(self, node: yaml.Node) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(node, "this is no value", "write it in canonical form, or null")
        return None if node.tag.endswith(":null") else str(node.value)
