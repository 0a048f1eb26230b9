"""What do a step and a slot say, and which names do they read? One step or slot at a time; nothing is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from engine.flows import naming
from engine.flows.expression import references
from engine.flows.model import (
    Ask,
    Block,
    Confirm,
    Do,
    Expression,
    Flow,
    If,
    Listen,
    Match,
    Name,
    Position,
    Prompt,
    Reference,
    Say,
    Slot,
    Step,
    TransferTo,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text that goes to the caller or to a person."""

    prompt: Prompt
    flow: Flow
    voiced: bool = True
    """False for a hand-off note, which is read."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression and where it stands."""

    expression: Expression
    flow: Flow
    role: Literal["truth", "subject", "input"] = "truth"
    """Whether it must come out as yes or no, is what a ``match`` looks at, or is handed to a handler."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a step needs a value for."""

    reference: Reference
    role: Literal["text", "condition", "input", "check"]
    """``check``: a condition of the slot that is asked, which may be decided later."""


def place(name: str, otherwise: Position) -> Position:
    """Return where ``name`` stands, if it knows."""
    return name.at if isinstance(name, Name) else otherwise


def blocks_of(block: Block) -> Iterator[Block]:
    """Yield ``block`` and every block inside it."""
    yield block
    for step in block:
        for part in naming.blocks_of(step).values():
            yield from blocks_of(part)


def walk(block: Block) -> Iterator[Step]:
    """Yield every step in the order of the file."""
    for step in block:
        yield step
        for part in naming.blocks_of(step).values():
            yield from walk(part)


def parts(prompt: Prompt) -> Iterator[Reference]:
    """Yield the names that a text speaks."""
    for variant in prompt.variants:
        yield from (part for part in variant.parts if isinstance(part, Reference))


def of_slot(slot: Slot) -> Iterator[Prompt]:
    """Yield what is said while a slot is asked."""
    yield from _asking(slot)
    yield from (check.otherwise for check in slot.checks)


def _asking(slot: Slot) -> Iterator[Prompt]:
    yield slot.ask
    yield from (prompt for prompt in (slot.short, slot.silence, slot.help) if prompt is not None)
    yield from slot.retry


def of_step(step: Step, flow: Flow) -> tuple[Spoken, ...]:
    """Return what a step says itself."""
    match step:
        case Say(prompt=prompt):
            return (Spoken(prompt, flow),)
        case Confirm(prompt=prompt, retry=retry) | Listen(prompt=prompt, retry=retry):
            return tuple(Spoken(text, flow) for text in (prompt, *retry))
        case Do(filler=filler) if filler is not None:
            return (Spoken(filler, flow),)
        case TransferTo(note=note) if note is not None:
            return (Spoken(note, flow, voiced=False),)
        case _:
            return ()


def uses(step: Step, flow: Flow, slots: Mapping[str, Slot], wiring: Mapping[str, Expression]) -> tuple[Use, ...]:
    """Return every name that ``step`` needs; ``wiring``: input of its handler -> where it comes from."""
    found = [Use(part, "text") for spoken in of_step(step, flow) for part in parts(spoken.prompt)]
    match step:
        case Ask(slot=name) if name in slots:
            found += _of_question(slots[name])
        case If(condition=expression) | Match(subject=expression):
            found += [Use(reference, "condition") for reference in references(expression)]
        case Do():
            found += [Use(reference, "input") for each in wiring.values() for reference in references(each)]
        case _:
            pass
    return tuple(found)


def _of_question(slot: Slot) -> Iterator[Use]:
    yield from (Use(part, "text") for prompt in _asking(slot) for part in parts(prompt))
    for check in slot.checks:
        needed = [reference for reference in references(check.condition) if reference.path[0] != slot.name]
        named = {reference.path[0] for reference in needed} | {slot.name}
        yield from (Use(reference, "check") for reference in needed)
        yield from (Use(part, "text") for part in parts(check.otherwise) if part.path[0] not in named)


def sketch(value: object) -> object:
    """Return what a step says and does, without where it stands or what it is called."""
    match value:
        case Mapping():
            return tuple((key, sketch(each)) for key, each in value.items())
        case tuple():
            return tuple(sketch(each) for each in value)
        case _ if is_dataclass(value):
            kept = [each.name for each in fields(value) if each.name not in ("at", "id")]
            return (type(value).__name__, *(sketch(getattr(value, name)) for name in kept))
        case _:
            return value
