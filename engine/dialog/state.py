"""What does a conversation remember between turns? Slots, results, the open flows, the cursor, counters. No more.

Frozen and small: no transcript, no audio, no secrets (``Vaulted`` stands for one). A turn makes a new ``State``;
whoever holds the call swaps it in when the turn succeeded. The functions are pure and return new values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.types import Untaken

UNTAKEN = "(untaken)"
"""Where a frame keeps the transfer that nobody took: among its results, under a name that no flow can write."""


@dataclass(frozen=True, slots=True)
class Vaulted:
    """Stands in the state for a value that is in the call's vault."""

    key: str

    def __str__(self) -> str:
        """Dots."""
        return "•••"


# --------------------------------------------------------------------------------------------------------- pending


@dataclass(frozen=True, slots=True)
class Choice:
    """We asked "A or B"; both are flows."""

    first: str
    second: str
    said: str = field(default="", repr=False)
    """The masked utterance that could mean either."""


@dataclass(frozen=True, slots=True)
class Readback:
    """We asked "four five six eight, is that right?"."""

    slot: str
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """We asked what to change."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The caller asked us to wait."""


@dataclass(frozen=True, slots=True)
class Resume:
    """A handler committed while the caller interrupted; the flow goes on here."""

    node: str


@dataclass(frozen=True, slots=True)
class Transferred:
    """The caller is put through to people; when nobody takes the call, it comes back."""

    node: str
    """The step that transferred."""


Pending = Choice | Readback | Change | Hold | Resume | Transferred


# ----------------------------------------------------------------------------------------------------------- frames


@dataclass(frozen=True, slots=True)
class Visit:
    """A step that used slots or results, and how to get back to it."""

    node: str
    under: tuple[Frame, ...] = ()
    """The ``run`` frames between the root flow and the step."""
    committed: bool = False
    """It changed the world."""


@dataclass(frozen=True, slots=True)
class Then:
    """A flow that the caller asked for together with another, and that comes after it."""

    flow: str
    said: str = field(default="", repr=False)
    """The masked words that asked for it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that is open, or a detour that will come back.

    ``start`` and ``digress`` are roots: they own what was asked and produced until they end. ``run`` came from a step,
    ``on`` from an act and re-asks afterwards, ``abort`` ends its root flow afterwards.
    """

    kind: Literal["start", "digress", "run", "on", "abort"]
    flow: str
    resume: str = ""
    """The node that follows when this is done."""
    said: str = field(default="", repr=False)
    """Roots: the masked utterance that started the flow, ``caller.said``."""
    slots: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """None stands for a value that a flow below holds and this one has forgotten."""
    results: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Result -> its fields; none of them likewise."""
    trail: tuple[Visit, ...] = ()
    tries: Mapping[str, int] = field(default_factory=dict)
    """Node -> failed answers, or rounds of a ``redo``."""
    then: Then | None = None
    """Roots: what follows when this one has ended well."""

    @property
    def is_root(self) -> bool:
        """Whether this frame owns values."""
        return self.kind in ("start", "digress")


@dataclass(frozen=True, slots=True)
class State:
    """One conversation between two turns."""

    release: str
    turn: int = 0
    """Turns that have begun."""
    cursor: str = ""
    """The node that waits for the caller."""
    stack: tuple[Frame, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Slots with ``keep: call``."""
    counters: Mapping[str, int] = field(default_factory=dict)
    pending: Pending | None = None
    verified: str | None = field(default=None, repr=False)
    """The account that the caller has proven to own."""
    locale: str = ""
    """The language of the call; empty: the project's own."""


# ---------------------------------------------------------------------------------------------------------- reading


def root_at(state: State) -> int | None:
    """Return the index of the root frame on top, or None when no flow is open."""
    return next((i for i in range(len(state.stack) - 1, -1, -1) if state.stack[i].is_root), None)


def root(state: State) -> Frame | None:
    """Return the root frame on top."""
    at = root_at(state)
    return None if at is None else state.stack[at]


def depth(state: State) -> int:
    """Return how many digressions are open."""
    return sum(frame.kind == "digress" for frame in state.stack)


def slots_of(state: State) -> Mapping[str, Any]:
    """Return every known slot; the innermost flow's value wins."""
    known = dict(state.kept)
    for frame in state.stack:
        known.update(frame.slots)
    return {name: value for name, value in known.items() if value is not None}


def value_at(state: State, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any slot value
    """Return the value of ``order_number``, ``order.state`` or ``caller.said``, None when it is not known."""
    name = path[0]
    if name == "caller":
        frame = root(state)
        return frame.said if frame is not None and path[1:] == ("said",) else None
    for frame in reversed(state.stack):
        if len(path) == 1 and name in frame.slots:
            return frame.slots[name]
        if name in frame.results:
            found = frame.results[name]
            return found.get(path[1]) if len(path) > 1 else found
    return state.kept.get(name)


def untaken(state: State) -> Untaken | None:
    """Return the transfer that nobody took, while what is done about it is under way."""
    found = next((frame.results[UNTAKEN] for frame in reversed(state.stack) if UNTAKEN in frame.results), None)
    return None if found is None else Untaken(found["queue"], found["note"])


def vaulted(state: State) -> Iterator[str]:
    """Yield the keys of everything in the vault that the state still stands for."""
    for holder in (state.kept, *(each for f in state.stack for each in (f.slots, *f.results.values()))):
        yield from (value.key for value in holder.values() if isinstance(value, Vaulted))


# ---------------------------------------------------------------------------------------------------------- writing


def with_root(state: State, **changes: Any) -> State:  # noqa: ANN401 - the frame's own fields
    """Change the root frame on top; nothing happens when no flow is open."""
    at = root_at(state)
    if at is None:
        return state
    stack = (*state.stack[:at], replace(state.stack[at], **changes), *state.stack[at + 1 :])
    return replace(state, stack=stack)


def push(state: State, frame: Frame) -> State:
    """Open a frame."""
    return replace(state, stack=(*state.stack, frame))


def fill(state: State, slot: str, value: object, *, keep: bool = False) -> State:
    """Give a slot its value."""
    frame = root(state)
    if keep or frame is None:
        return replace(state, kept={**state.kept, slot: value})
    others = {name: known for name, known in frame.slots.items() if name != slot}
    return with_root(state, slots={**others, slot: value})


def produce(state: State, result: str, facts: Mapping[str, Any]) -> State:
    """Keep a handler's facts under its result's name."""
    frame = root(state)
    return state if frame is None or not result else with_root(state, results={**frame.results, result: dict(facts)})


def forget(state: State, names: Iterable[str]) -> State:
    """Drop slots and results from the flow on top and from what is kept.

    What a flow below still holds stays its own, for when it goes on; the flow on top no longer sees it.
    """
    gone = frozenset(names)
    if not gone:
        return state

    def rest(known: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: value for name, value in known.items() if name not in gone}

    fresh = replace(state, kept=rest(state.kept))
    at, frame = root_at(state), root(state)
    if at is None or frame is None:
        return fresh
    below = state.stack[:at]
    slots = {name: None for each in below for name in gone & each.slots.keys()}
    results: dict[str, Any] = {name: {} for each in below for name in gone & each.results.keys()}
    return with_root(fresh, slots={**slots, **rest(frame.slots)}, results={**results, **rest(frame.results)})


def visit(state: State, node: str, *, committed: bool = False) -> State:
    """Note that a step used slots or results; the first time counts, a commit always does."""
    at = root_at(state)
    if at is None:
        return state
    frame = state.stack[at]
    under = tuple(each for each in state.stack[at + 1 :] if each.kind == "run")
    seen = next((i for i, each in enumerate(frame.trail) if each.node == node and each.under == under), None)
    if seen is None:
        return with_root(state, trail=(*frame.trail, Visit(node, under, committed)))
    if not committed:
        return state
    marked = replace(frame.trail[seen], committed=True)
    return with_root(state, trail=(*frame.trail[:seen], marked, *frame.trail[seen + 1 :]))


def tries(state: State, node: str) -> int:
    """Return how often ``node`` has failed."""
    frame = root(state)
    return (state.counters if frame is None else frame.tries).get(node, 0)


def tried(state: State, node: str) -> State:
    """Count one more failure of ``node``."""
    frame = root(state)
    if frame is None:
        return count(state, node)
    return with_root(state, tries={**frame.tries, node: frame.tries.get(node, 0) + 1})


def cleared(state: State, node: str) -> State:
    """Forget the failures of ``node``: it has been answered."""
    frame = root(state)
    if frame is None:
        return replace(state, counters={k: n for k, n in state.counters.items() if k != node})
    return with_root(state, tries={k: n for k, n in frame.tries.items() if k != node})


def count(state: State, counter: str) -> State:
    """Count one more of something that lasts for the whole call."""
    return replace(state, counters={**state.counters, counter: state.counters.get(counter, 0) + 1})


def unqueued(state: State, flow: str = "") -> State:
    """Forget that ``flow`` was to follow another; without a name, forget whatever was to follow."""

    def kept(frame: Frame) -> Frame:
        gone = frame.then is not None and flow in ("", frame.then.flow)
        return replace(frame, then=None) if gone else frame

    return replace(state, stack=tuple(map(kept, state.stack)))
