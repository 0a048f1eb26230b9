"""What is in the picture? A panel for each flow, in it a box for each step and the ways between them; bonds of flows.

Plain values, no geometry and no colour. Everything has its place in a file, and the key by which coverage, a trace or
traffic finds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.coverage.items import Key
from engine.flows.model import Position

BoxKind = Literal[
    "say", "ask", "confirm", "listen", "do", "if", "match", "run", "redo", "transfer", "end", "hangup", "done"
]
DONE = "done"
"""The box where a flow is done and goes back to whoever began it; no step of a file."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Something that is folded away inside a box: a text that may be said there, or a repair."""

    label: str
    """``retry 2``, ``silence 1``, ``correct amount``."""
    text: str
    """What is said; empty for a repair."""
    at: Position
    key: Key


@dataclass(frozen=True, slots=True)
class Box:
    """One step."""

    node: str
    kind: BoxKind
    head: str
    """``ask amount``, ``do payments.take``."""
    text: str
    """The prompt, the condition, or the note for the human."""
    at: Position
    folds: tuple[Fold, ...] = ()
    keys: tuple[Fold, ...] = ()
    """The menu of an open question, which is never folded away."""
    tags: tuple[str, ...] = ()
    """``commits``, ``secret``, ``external``."""
    flow: str = ""
    """``run``: the flow."""
    key: Key = ("", "", "")


@dataclass(frozen=True, slots=True)
class Way:
    """From one box to another."""

    source: str
    target: str
    labels: tuple[str, ...] = ()
    """Outcomes that lead this way; none for a step that knows one way on."""
    back: bool = False
    """A ``redo``: against the direction of reading."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One block of steps with everything inside it: a flow's steps, or one ``on:``."""

    name: str
    """``steps``, ``on human``, ``amount on help``."""
    entry: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A step, and the blocks that hang on it by the label that leads into each."""

    node: str
    blocks: tuple[tuple[str, tuple[Branch, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A small sign at a panel's head: an intent that starts the flow, an act that it answers."""

    text: str
    at: Position
    key: Key


@dataclass(frozen=True, slots=True)
class Panel:
    """One flow, or ``project`` for what happens anywhere."""

    name: str
    title: str
    about: str
    at: Position
    commits: bool
    boxes: tuple[Box, ...] = field(repr=False)
    """In the file's order."""
    ways: tuple[Way, ...] = field(repr=False)
    trees: tuple[Tree, ...] = field(repr=False)
    starts: tuple[Chip, ...] = ()
    acts: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class Bond:
    """From one flow to another."""

    source: str
    target: str
    kind: Literal["run", "menu", "digress"]
    """``run`` comes back; ``menu`` is a key; ``digress``: callers may ask for it, at once or from within another."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A project, or some of its flows."""

    name: str
    panels: tuple[Panel, ...]
    bonds: tuple[Bond, ...]
    """Between flows that have a panel."""
