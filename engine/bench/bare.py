"""What is the least that a turn costs in LangGraph? The same nodes on the same path, with nothing in them.

One flat ``StateGraph`` with ``Command(goto=...)``, one ``ainvoke`` a turn, no checkpointer: the floor of
``bench turns``. No flows, no slots, no repairs, no voice: nobody could talk to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from engine.bench.script import Way
from engine.flows.plan import TURN, Plan

MOST_NODES = 200


class Held(TypedDict):
    """The graph's one channel."""

    state: Any


@dataclass(slots=True)
class Walk:
    """One invocation's runtime context."""

    ahead: Iterator[str]
    """The nodes that come."""


class Bare:
    """A graph whose nodes only say which comes next."""

    def __init__(self, ahead: Mapping[str, Iterable[str]]) -> None:
        """``ahead``: node -> the nodes that may follow it."""
        builder: StateGraph[Held, Walk, Held, Held] = StateGraph(Held, context_schema=Walk)
        for name, after in ahead.items():
            builder.add_node(name, _BODY, destinations=(*after, END))
        builder.add_edge(START, TURN)
        self._graph = builder.compile()

    async def turn(self, way: Way) -> None:
        """Walk one turn's path."""
        await self._graph.ainvoke(Held(state=way), {"recursion_limit": MOST_NODES}, context=Walk(iter(way.nodes[1:])))


async def _body(held: Held, runtime: Runtime[Walk]) -> Command[Any]:  # noqa: ARG001 - a node takes the state
    return Command(goto=next(runtime.context.ahead, END))


_BODY: Any = _body  # of LangGraph's many kinds of node the type checker finds none that fits


def edges(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """Return where each node of ``plan`` may lead, as our own graph declares it."""
    names = tuple(plan.nodes)
    return {
        node.name: names if node.name == TURN else tuple(dict.fromkeys(plan.successors(node)))
        for node in plan.nodes.values()
    }
