"""What does a compiled project look like? Flat nodes with labelled edges, and the tables the dialog looks things up in.

The intermediate form between the flow language and LangGraph: frozen values that know no runtime. Every node knows
where it stands in a file, so that traces, coverage and errors all point at a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.flows.model import Ask, Confirm, Expression, Flow, Listen, Position, Project, Run, Slot, Step

TURN = "turn"
"""The fixed node where a turn begins: the turn policy."""
BUILT_IN = Position("built-in", 1, 1)
"""Where the engine's own steps stand."""
RETURN = "return"
"""The fixed node that ends a flow and goes back to whoever started it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step of one flow."""

    name: str
    """``make_payment/ask.amount``: made of names, so that it survives edits elsewhere."""
    at: Position
    flow: str = ""
    """The flow it belongs to; empty for what happens anywhere."""
    step: Step | None = None
    """None for the two fixed nodes."""
    edges: Mapping[str, str] = field(default_factory=dict)
    """Label -> node: ``next``, ``yes``, ``no``, ``enter``, a case, an outcome."""
    reads: frozenset[str] = frozenset()
    """Slots and results it uses."""
    writes: str = ""
    """The slot or result it brings."""
    wiring: Mapping[str, Expression] = field(default_factory=dict)
    """``do``: parameter -> where its value comes from."""
    commits: bool = False
    """``do``: its handler changes the world."""
    before_commit: bool = False
    """``confirm``: a yes leads to a handler that commits before anything else is asked."""
    outcomes: tuple[str, ...] = ()
    """What can come of it, with an edge of its own or without: ``yes``, ``else``, ``not_found``, ``timeout``."""

    @property
    def waits(self) -> bool:
        """Whether a turn can end here, waiting for the caller."""
        return isinstance(self.step, Ask | Confirm | Listen)


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled project."""

    project: Project = field(repr=False)
    nodes: Mapping[str, Node] = field(repr=False)
    entries: Mapping[str, str]
    """Flow -> its first node."""
    starts: Mapping[str, str]
    """Intent label -> the flow it starts."""
    slots: Mapping[str, Slot] = field(repr=False)
    """Every slot of the project by name."""
    events: Mapping[tuple[str, str], str]
    """(scope, event) -> its first node. Scopes: ``slot.<name>``, ``flow.<name>``, ``project``, ``built-in``."""
    kinds: Mapping[tuple[str, ...], str]
    """``("order", "day")`` -> how such a value is spoken."""
    home: str = ""
    """The language that the flows are written in, and that notes for people are; ``project.locale`` is the callers'."""
    words: Mapping[tuple[str, ...], Mapping[str, str]] = field(default_factory=dict, repr=False)
    """``("order", "state")`` -> value -> how it is said, where callers speak another language than the flows."""
    others: Mapping[str, Plan] = field(default_factory=dict, repr=False)
    """Locale -> this plan in that language: the same nodes and edges, other words."""
    roles: Mapping[Position, tuple[str, str]] = field(default_factory=dict, repr=False)
    """Where a text stands -> the node or ``slot.<name>`` that says it, and as what: ``ask``, ``retry 2``."""

    def within(self, locale: str) -> Plan:
        """Return this plan for calls in ``locale``; itself where it does not speak that."""
        return self.others.get(locale, self)

    def flow(self, name: str) -> Flow | None:
        """Return the flow called ``name``."""
        return self.project.flows.get(name)

    def event(self, event: str, node: Node | None) -> str | None:
        """Return the nearest ``on:`` block for ``event`` at ``node``: slot, flow, project, built in."""
        scopes: list[str] = []
        if node is not None:
            slot = node.step.slot if isinstance(node.step, Ask) else ""
            scopes = [f"slot.{slot}", f"flow.{node.flow}"]
        return next(
            (self.events[s, event] for s in (*scopes, "project", "built-in") if (s, event) in self.events), None
        )

    def overridden(self, event: str, node: Node | None) -> str | None:
        """Return the project's own ``on:`` block for ``event``, or None where the built-in behaviour stands."""
        found = self.event(event, node)
        return None if found is None or found == self.events.get(("built-in", event)) else found

    def tries(self, node: Node) -> int:
        """Return how often the question of ``node`` may fail before we give up."""
        own = None
        match node.step:
            case Ask(slot=name):
                own = self.slots[name].tries
            case Confirm(tries=tries) | Listen(tries=tries):
                own = tries
        return own or self.project.limits.tries

    def successors(self, node: Node) -> Iterator[str]:
        """Yield the nodes that can follow ``node`` within a turn, returns from a flow included."""
        if node.name == RETURN:
            yield from (n.edges["next"] for n in self.nodes.values() if isinstance(n.step, Run))
        yield from node.edges.values()

    def listed(self, flow: str) -> Iterator[Node]:
        """Yield the nodes of ``flow`` in the order of its file."""
        return (node for node in self.nodes.values() if node.flow == flow)
