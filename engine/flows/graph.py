"""How does a plan run? As one flat LangGraph, one invocation per turn. The only module that knows LangGraph.

Every node of the plan is a node of the graph. A node's body calls ``perform`` and goes where that says; no
conditional edges, no ``interrupt()`` (it re-runs a node from its top), no checkpointer (whoever holds the call holds
its state). The turn's event and every secret travel as runtime context, which nothing ever stores.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypedDict

from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from engine.errors import FlowError
from engine.flows.plan import TURN, Node, Plan

os.environ["LANGSMITH_TRACING"] = "false"  # what callers say goes nowhere, whatever the installation's environment says
os.environ["LANGCHAIN_TRACING_V2"] = "false"

MOST_NODES = 200
"""Nodes in one turn. More is a loop."""

Perform = Callable[[Plan, Node, Any, Any], Awaitable[tuple[Any, str]]]
"""(plan, node, state, turn) -> the state after the node, and the next node's name or empty."""


class Held(TypedDict):
    """The graph's one channel. A turn replaces its value and never adds to it."""

    state: Any


@dataclass(slots=True)
class Run:
    """One invocation's runtime context."""

    turn: Any
    """The event and all that the steps work with."""
    state: Any
    """As the last node left it. Asking LangGraph to stream it out would cost a tenth of a turn."""


class Graph:
    """A compiled plan, shared by every call of its release."""

    def __init__(self, plan: Plan, perform: Perform) -> None:
        """Make one graph node per plan node."""
        builder: StateGraph[Held, Any, Held, Held] = StateGraph(Held, context_schema=object)
        names = tuple(plan.nodes)
        for node in plan.nodes.values():
            # A partial, for LangGraph takes a closure apart, byte by byte, in search of graphs: once for every node.
            body: Any = partial(_visit, plan, node, perform)
            ahead = names if node.name == TURN else tuple(dict.fromkeys(plan.successors(node)))
            builder.add_node(node.name, body, destinations=(*ahead, END))
        builder.add_edge(START, TURN)
        self._graph = builder.compile()

    async def run(self, state: Any, turn: Any) -> Any:  # noqa: ANN401 - the dialog's own types, not LangGraph's business
        """Run one turn from ``state`` and return the state after it. Raises ``FlowError`` when the flows loop."""
        run = Run(turn, state)
        steps = self._graph.astream(Held(state=state), {"recursion_limit": MOST_NODES}, context=run, stream_mode=[])
        try:
            async for _ in steps:
                pass
        except GraphRecursionError:
            raise FlowError(f"a turn ran more than {MOST_NODES} steps", todo="look for a loop in the flows") from None
        return run.state

    def drawing(self) -> str:
        """Return the graph as Mermaid text."""
        return str(self._graph.get_graph().draw_mermaid())


async def _visit(plan: Plan, node: Node, perform: Perform, held: Held, runtime: Runtime[Run]) -> Command[Any]:
    """Do what ``node`` does and go where that leads."""
    state, ahead = await perform(plan, node, held["state"], runtime.context.turn)
    runtime.context.state = state
    return Command(goto=ahead or END, update={"state": state})
