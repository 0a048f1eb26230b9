"""What do callers say for each intent? Reads ``intents/`` and insists on its held-out mirror, ``tests/intents/``.

The file's name is the label. The model learns from ``intents/`` and never sees ``tests/intents/``, so no sentence may
stand in both, nor under two labels. Problems are findings; nothing here trains or classifies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.flows.findings import Finding, error, respelled, suggestion, warning
from engine.flows.model import Name, Position
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode, Source, read_file

BACKGROUND = "_out_of_scope"
"""The file of sentences that belong to no intent."""
MIN_EXAMPLES = 8
MIN_HELD_OUT = 1
KEYS = ("about", "examples", "slots")
_PLACE_HELD = re.compile(r"\$?\{[^{}]*\}|<[^<>]*>|\[[^\[\]]*\](?:\([^()]*\))?|\$[A-Za-z_]\w*")
"""What stands for a value elsewhere, be it in our texts or in other systems' examples, and what no caller says."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing callers want."""

    label: str
    about: str
    examples: tuple[str, ...]
    """What the model learns from, in the file's order. Each is a ``Name`` and knows its place."""
    slots: tuple[Name, ...]
    """Slots whose values such a sentence often brings along."""
    at: Position


@dataclass(frozen=True, slots=True)
class LoadedIntents:
    """``intents/`` and ``tests/intents/``, read."""

    intents: Mapping[str, Intent] = field(default_factory=dict)
    background: tuple[str, ...] = ()
    """Sentences of no intent."""
    held_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Label (or ``_out_of_scope``) -> sentences that the model must never learn from."""
    findings: tuple[Finding, ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """The labels of the intent model."""
        return frozenset(self.intents)


def load_intents(folder: Path) -> LoadedIntents:
    """Read the intents of the project in ``folder``. Sorted by label; findings by place."""
    findings: list[Finding] = []
    learnt = {path.stem: _read(path, folder, findings) for path in _files(folder / "intents")}
    mirror = {path.stem: _read(path, folder, findings) for path in _files(folder / "tests" / "intents")}
    if not any(label != BACKGROUND for label in learnt):
        findings.append(
            error(Position("intents", 1, 1), "I001", "there are no intents", "write one YAML file per intent")
        )
    for intent in learnt.values():
        findings.extend(_of_file(intent))
    findings.extend(_of_mirror(learnt, mirror))
    files = [*learnt.values(), *mirror.values()]
    findings.extend(_unsaid(files))
    findings.extend(_repeated(files))
    background = learnt.pop(BACKGROUND, None)
    return LoadedIntents(
        intents=learnt,
        background=background.examples if background else (),
        held_out={label: sentences.examples for label, sentences in mirror.items()},
        findings=tuple(sorted(findings)),
    )


def misnamed(loaded: LoadedIntents, slots: Collection[str]) -> tuple[Finding, ...]:
    """Return I005 for every slot that an intent is said to bring and no flow defines."""
    return tuple(
        warning(name.at, "I005", f"no flow defines the slot '{name}'", suggestion(name, slots), respelled(name, slots))
        for intent in loaded.intents.values()
        for name in intent.slots
        if name not in slots
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _read(path: Path, folder: Path, findings: list[Finding]) -> Intent:
    file = path.relative_to(folder).as_posix()
    return read_intent(read_file(path, file), path.stem, file, findings)


def read_intent(source: Source, label: str, file: str, findings: list[Finding]) -> Intent:
    """Read one file that is already parsed; report into ``findings``."""
    findings.extend(source.findings)
    start = Position(file, 1, 1)
    root = source.root
    if not isinstance(root, MappingNode):
        if not source.findings:
            findings.append(error(start, "F007", "this file needs the key 'examples'"))
        return Intent(label, "", (), (), start)
    for key, _ in root.entries:
        if key.text not in KEYS:
            hint, edits = suggestion(key.text, KEYS), respelled(key.text, KEYS, key.at)
            findings.append(error(key.at, "F005", f"unknown key '{key.text}'", hint, edits))
    about = root.get("about")
    return Intent(
        label=label,
        about=about.text if isinstance(about, ScalarNode) else "",
        examples=tuple(_texts(root.get("examples"), findings)),
        slots=tuple(_texts(root.get("slots"), findings)),
        at=start,
    )


def _texts(node: Node | None, findings: list[Finding]) -> Iterator[Name]:
    if isinstance(node, ScalarNode):
        node = SequenceNode((node,), node.at)
    items: Iterable[Node] = node.items if isinstance(node, SequenceNode) else ((node,) if node else ())
    for item in items:
        if not isinstance(item, ScalarNode) or not item.text.strip():
            findings.append(
                error(item.at, "F006", "a sentence must stand here", "quote it if it has '{', '[' or ': ' in it")
            )
        elif item.cut:
            findings.append(error(item.at, "F004", f"'#' cuts the text short: only '{item.text}' is left", "quote it"))
        else:
            yield item.name


def _of_file(intent: Intent) -> Iterator[Finding]:
    if not intent.about and intent.label != BACKGROUND:
        yield error(intent.at, "F007", "this intent needs 'about': one line that says what such a caller wants")
    if len(intent.examples) < MIN_EXAMPLES:
        count = len(intent.examples)
        yield error(intent.at, "I001", f"{count} examples are too few to learn from", f"write at least {MIN_EXAMPLES}")


def _of_mirror(learnt: Mapping[str, Intent], mirror: Mapping[str, Intent]) -> Iterator[Finding]:
    for label, intent in learnt.items():
        held = mirror.get(label)
        if held is None or len(held.examples) < MIN_HELD_OUT:
            yield error(intent.at, "I003", f"no held-out sentences for '{label}'", f"write tests/intents/{label}.yaml")
    for label, held in mirror.items():
        if label not in learnt:
            yield error(
                held.at, "I003", f"held-out sentences for '{label}', which is no intent", suggestion(label, learnt)
            )


def _unsaid(files: Iterable[Intent]) -> Iterator[Finding]:
    """Find sentences with a name where a caller says a value: the model would learn the name."""
    for sentence in (each for intent in files for each in intent.examples):
        held = _PLACE_HELD.search(sentence)
        if held and isinstance(sentence, Name):
            message = f"no caller says '{held[0]}'"
            yield error(sentence.at, "I006", message, "write a value as callers say it, such as 'on Friday'")


def _repeated(files: Iterable[Intent]) -> Iterator[Finding]:
    """Find sentences that stand twice anywhere: in one file, under two labels, or in training and held out."""
    first: dict[str, tuple[Intent, Name]] = {}
    for intent in files:
        for sentence in intent.examples:
            at = sentence.at if isinstance(sentence, Name) else intent.at
            other, place = first.setdefault(_plain(sentence), (intent, Name(sentence, at)))
            if place.at == at:
                continue
            message = f"'{sentence}' already stands at {place.at}"
            if other is intent:
                yield warning(at, "I002", message, "delete one")
            elif other.label != intent.label:
                yield error(at, "I002", f"{message} under '{other.label}'", "decide which intent it is")
            else:
                yield error(at, "I004", f"{message}, which the model learns from", "hold another sentence out")


def _plain(sentence: str) -> str:
    """Return what is left for the ear: case, punctuation and spacing gone."""
    return " ".join("".join(c if c.isalnum() else " " for c in sentence.lower().replace("'", "")).split())
