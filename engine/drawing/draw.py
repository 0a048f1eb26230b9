"""How does a compiled plan become a picture? Step by step in the file's order, each block with what hangs on it.

Pure. The engine's own steps are not drawn: a designer did not write them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from engine.coverage.count import committing
from engine.coverage.items import ACTS, ANYWHERE, Item, items
from engine.drawing.boxes import box
from engine.drawing.picture import DONE, Bond, Box, Branch, Chip, Panel, Picture, Tree, Way
from engine.flows.model import Block, End, Flow, Listen, Position, Redo, Run, Step
from engine.flows.naming import blocks_of
from engine.flows.plan import BUILT_IN, RETURN, Node, Plan


def picture(plan: Plan, flows: Collection[str] = ()) -> Picture:
    """Draw ``flows``, or the whole project when none are named."""
    drawing = _Drawing(plan)
    names = [*plan.project.flows, ANYWHERE]
    panels = [drawing.panel(name) for name in names if not flows or name in flows]
    shown = {panel.name for panel in panels if panel.boxes}
    bonds = tuple(bond for bond in dict.fromkeys(_bonds(plan)) if {bond.source, bond.target} <= shown)
    return Picture(plan.project.name, tuple(panel for panel in panels if panel.boxes), bonds)


class _Drawing:
    """Knows which node a step became, and what can happen there."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._nodes = {id(node.step): node for node in plan.nodes.values() if node.step is not None}
        self._commits = committing(plan)
        self._items: dict[str, list[Item]] = defaultdict(list)
        for item in items(plan):
            self._items[item.key[1]].append(item)

    def panel(self, name: str) -> Panel:
        """Draw one flow."""
        flow = self._plan.flow(name)
        trees = tuple(self._trees(flow))
        nodes = [self._plan.nodes[each] for tree in trees for branch in tree.branches for each in _names(branch)]
        ways = tuple(_ways(nodes))
        boxes = [box(self._plan, node, self._items) for node in nodes]
        if any(way.target == DONE for way in ways):
            boxes.append(Box(DONE, "done", DONE, "", boxes[-1].at))
        chips = [(item.key[2], item) for item in self._items[name]]
        return Panel(
            name=name,
            title="what happens anywhere" if flow is None else flow.title or name,
            about="" if flow is None else flow.about,
            at=self._plan.project.at if flow is None else flow.at,
            commits=name in self._commits,
            boxes=tuple(boxes),
            ways=ways,
            trees=trees,
            starts=tuple(Chip(text, item.at, item.key) for text, item in chips if item.kind == "start"),
            acts=tuple(Chip(text, item.at, item.key) for text, item in chips if text in ACTS),
        )

    def _trees(self, flow: Flow | None) -> Iterator[Tree]:
        if flow is None:
            for event, block in self._plan.project.on.items():
                yield from self._tree(f"on {event}", block)
            return
        yield from self._tree("steps", flow.steps)
        for event, block in flow.on.items():
            yield from self._tree(f"on {event}", block)
        for slot in flow.slots.values():
            for event, block in slot.on.items():
                yield from self._tree(f"{slot.name} on {event}", block)

    def _tree(self, name: str, block: Block) -> Iterator[Tree]:
        if block:
            yield Tree(name, self._node(block[0]).name, self._branches(block))

    def _branches(self, block: Block) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                self._node(step).name,
                tuple((label, self._branches(inner)) for label, inner in blocks_of(step).items()),
            )
            for step in block
        )

    def _node(self, step: Step) -> Node:
        return self._nodes[id(step)]


def _names(branch: Branch) -> Iterator[str]:
    yield branch.node
    for _, block in branch.blocks:
        for each in block:
            yield from _names(each)


def _ways(nodes: list[Node]) -> Iterator[Way]:
    """Yield the ways between the boxes of one panel; outcomes that lead to the same step share one."""
    for node in nodes:
        targets: dict[str, list[str]] = defaultdict(list)
        for label, target in _edges(node):
            targets[DONE if target == RETURN else target].append(label)
        for target, labels in targets.items():
            yield Way(node.name, target, tuple(label for label in labels if label), isinstance(node.step, Redo))


def _edges(node: Node) -> Iterator[tuple[str, str]]:
    match node.step:
        case Run():
            yield "", node.edges["next"]
        case _ if node.outcomes:
            yield from ((label, node.edges[label]) for label in node.outcomes if label in node.edges)
        case End():
            return  # a box where the flow is done by itself
        case _:
            yield from (("", target) for target in node.edges.values())


def _bonds(plan: Plan) -> Iterator[Bond]:
    for node in plan.nodes.values():
        if node.at == BUILT_IN:
            continue
        match node.step:
            case Run(flow=flow):
                yield Bond(node.flow or ANYWHERE, flow, "run")
            case Listen(keys=keys):
                yield from (Bond(node.flow or ANYWHERE, flow, "menu", f"key {key}") for key, flow in keys.items())
    for name, started in plan.project.flows.items():
        if started.start:
            yield Bond(ANYWHERE, name, "digress", ", ".join(started.start))


def place_of(picture: Picture) -> Mapping[str, Position]:
    """Return node -> where it stands, for every box."""
    return {each.node: each.at for panel in picture.panels for each in panel.boxes}
