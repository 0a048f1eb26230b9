"""How do flows become flat nodes? Blocks are compiled backwards, each step knowing what comes after it.

Pure. ``on:`` blocks are compiled once per scope and end in ``return``, like flows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.errors import FlowError
from engine.flows.dataflow import Wiring, leads_to_commit, reads_of, writes_of
from engine.flows.model import Ask, Block, Confirm, Do, End, If, Match, Project, Redo, Run, Slot, TransferTo
from engine.flows.naming import Named, Namer, Scope, scopes, walk
from engine.flows.outcomes import Outcomes
from engine.flows.plan import RETURN, TURN, Node, Plan
from engine.flows.roles import texts_of
from engine.handlers.registry import Registry
from engine.handlers.results import fields, kind_of


def compile_plan(project: Project, registry: Registry, builtin: Mapping[str, Block]) -> Plan:
    """Compile ``project`` with the engine's own ``on:`` blocks. Raises ``FlowError`` for a dangling name."""
    slots = {name: slot for flow in project.flows.values() for name, slot in flow.slots.items()}
    namer = Namer()
    named = [(scope, namer.named(scope.block, scope.prefix)) for scope in scopes(project, builtin)]
    entries = {scope.flow: _entry(block) for scope, block in named if scope.event is None}
    dos = _dos(named)
    linker = _Linker(entries, slots, Wiring(registry, slots, dos), Outcomes(registry, slots, dos), registry)
    for scope, block in named:
        linker.scope(scope.flow, block)
    nodes = {TURN: Node(TURN, project.at), **linker.nodes, RETURN: Node(RETURN, project.at)}
    return Plan(
        project=project,
        nodes={name: _marked(node, nodes) for name, node in nodes.items()},
        entries=entries,
        starts={label: flow.name for flow in project.flows.values() for label in flow.start},
        slots=slots,
        events={scope.event: _entry(block) for scope, block in named if scope.event is not None},
        kinds=_kinds(slots, named, registry),
        home=project.locale,
        roles={
            variant.at: (text.where, text.called(number))
            for text in texts_of(slots.values(), nodes.values())
            for number, variant in enumerate(text.prompt.variants)
        },
    )


def _entry(block: tuple[Named, ...]) -> str:
    return block[0].name if block else RETURN


def _dos(named: list[tuple[Scope, tuple[Named, ...]]]) -> dict[str, list[Do]]:
    found: dict[str, list[Do]] = {}
    for scope, block in named:
        found.setdefault(scope.flow, []).extend(n.step for n in walk(block) if isinstance(n.step, Do))
    return found


class _Linker:
    """Joins named steps with edges, last step first."""

    def __init__(
        self,
        entries: Mapping[str, str],
        slots: Mapping[str, Slot],
        wiring: Wiring,
        outcomes: Outcomes,
        registry: Registry,
    ) -> None:
        self.nodes: dict[str, Node] = {}
        self._entries = entries
        self._slots = slots
        self._wiring = wiring
        self._outcomes = outcomes
        self._registry = registry

    def scope(self, flow: str, block: tuple[Named, ...]) -> None:
        """Link one scope; keep its nodes in the order of the file."""
        order = list(walk(block))
        linked: dict[str, Node] = {}
        self._block(flow, block, RETURN, order, linked)
        self.nodes.update({named.name: linked[named.name] for named in order})

    def _block(
        self, flow: str, block: tuple[Named, ...], after: str, order: list[Named], linked: dict[str, Node]
    ) -> str:
        for named in reversed(block):
            inner = {k: self._block(flow, b, after, order, linked) for k, b in named.blocks.items()}
            linked[named.name] = self._node(flow, named, self._edges(named, inner, after, order))
            after = named.name
        return after

    def _node(self, flow: str, named: Named, edges: Mapping[str, str]) -> Node:
        step = named.step
        wiring = self._wiring.of(step, flow) if isinstance(step, Do) else {}
        handler = self._registry.get(step.handler) if isinstance(step, Do) else None
        return Node(
            name=named.name,
            at=step.at,
            flow=flow,
            step=step,
            edges=edges,
            reads=reads_of(step, self._slots, wiring),
            writes=writes_of(step),
            wiring=wiring,
            commits=handler is not None and handler.commits,
            outcomes=self._outcomes.of(step, flow),
        )

    def _edges(  # noqa: PLR0911 - one return per word of the language
        self, named: Named, inner: Mapping[str, str], after: str, order: list[Named]
    ) -> Mapping[str, str]:
        match named.step:
            case Confirm():
                return {"yes": after, **inner}
            case Do():
                return {"done": after, **inner}
            case If() | Match():
                return {**inner, "else": inner.get("else", after)}
            case Run(flow=flow, at=at):
                if flow not in self._entries:
                    raise FlowError(f"{at}: there is no flow '{flow}' to run", todo="run: trunkline check")
                return {"enter": self._entries[flow], "next": after}
            case Redo():
                return {"next": _redone(named, order)}
            case TransferTo():
                return {}
            case End(hangup=hangup):
                return {} if hangup else {"next": RETURN}
            case _:
                return {"next": after}


def _redone(redo: Named, order: list[Named]) -> str:
    """Return the nearest step before ``redo`` that asks for or produces its name, or else the first after it."""
    assert isinstance(redo.step, Redo)  # noqa: S101 - the caller matched it
    here = next(i for i, each in enumerate(order) if each is redo)
    for each in (*reversed(order[:here]), *order[here:]):
        if isinstance(each.step, Ask | Do) and writes_of(each.step) == redo.step.name:
            return each.name
    raise FlowError(f"{redo.step.at}: nothing here asks for '{redo.step.name}' to redo", todo="run: trunkline check")


def _marked(node: Node, nodes: Mapping[str, Node]) -> Node:
    marked = isinstance(node.step, Confirm) and leads_to_commit(node, nodes)
    return replace(node, before_commit=True) if marked else node


def _kinds(
    slots: Mapping[str, Slot], named: list[tuple[Scope, tuple[Named, ...]]], registry: Registry
) -> dict[tuple[str, ...], str]:
    kinds: dict[tuple[str, ...], str] = {(name,): slot.type.kind for name, slot in slots.items()}
    for _, block in named:
        for step in (each.step for each in walk(block)):
            handler = registry.get(step.handler) if isinstance(step, Do) else None
            if handler is not None and isinstance(step, Do) and step.result:
                kinds |= {(step.result, name): kind_of(kind) for name, kind in fields(handler).items()}
    return kinds
