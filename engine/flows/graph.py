"""How does a plan run? As one flat LangGraph, one invocation per turn. The only module that knows LangGraph.

Every node of the plan is a node of the graph. A node's body calls ``perform`` and goes where that says, itself where
only one node can follow: a step of LangGraph's costs more than most of ours. No conditional edges, no ``interrupt()``
(it re-runs a node from its top), no checkpointer (whoever holds the call holds its state). The turn's event and every
secret travel as runtime context, which nothing ever stores.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from engine.errors import FlowError
from engine.flows.plan import TURN, Node, Plan

os.environ["LANGSMITH_TRACING"] = "false"  # what callers say goes nowhere, whatever the installation's environment says
os.environ["LANGCHAIN_TRACING_V2"] = "false"

MOST_NODES = 200
"""Nodes in one turn. More is a loop."""
_UNLIMITED = 2 * MOST_NODES
"""LangGraph's own limit, which ours never lets it reach."""

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
    nodes: int = 0
    """How many have run."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What all nodes of a graph share."""

    plan: Plan
    perform: Perform
    only: Mapping[str, str]
    """Node -> the one node that can follow it, where no other can."""

    async def visit(self, name: str, held: Held, runtime: Runtime[Run]) -> Command[Any]:
        """Do what the node called ``name`` does, and what can only follow; go where that leads."""
        run, state, ahead = runtime.context, held["state"], name
        while ahead:
            name = ahead
            run.nodes += 1
            if run.nodes > MOST_NODES:
                raise FlowError(f"a turn ran more than {MOST_NODES} steps", todo="look for a loop in the flows")
            state, ahead = await self.perform(self.plan, self.plan.nodes[name], state, run.turn)
            run.state = state
            if self.only.get(name) != ahead:
                break
        return Command(goto=ahead or END, update={"state": state})


class Graph:
    """A compiled plan, shared by every call of its release."""

    def __init__(self, plan: Plan, perform: Perform) -> None:
        """Make one graph node per plan node."""
        builder: StateGraph[Held, Any, Held, Held] = StateGraph(Held, context_schema=object)
        after = {node.name: tuple(dict.fromkeys(plan.successors(node))) for node in plan.nodes.values()}
        after[TURN] = tuple(plan.nodes)
        walk = Walk(plan, perform, {name: ahead[0] for name, ahead in after.items() if len(ahead) == 1})
        for name, ahead in after.items():
            # A partial, for LangGraph takes a closure apart, byte by byte, in search of graphs: once for every node.
            body: Any = partial(walk.visit, name)
            builder.add_node(name, body, destinations=(*ahead, END))
        builder.add_edge(START, TURN)
        self._graph = builder.compile()

    async def run(self, state: Any, turn: Any) -> Any:  # noqa: ANN401 - the dialog's own types, not LangGraph's business
        """Run one turn from ``state`` and return the state after it. Raises ``FlowError`` when the flows loop."""
        run = Run(turn, state)
        steps = self._graph.astream(Held(state=state), {"recursion_limit": _UNLIMITED}, context=run, stream_mode=[])
        async for _ in steps:
            pass
        return run.state

    def drawing(self) -> str:
        """Return the graph as Mermaid text."""
        return str(self._graph.get_graph().draw_mermaid())
