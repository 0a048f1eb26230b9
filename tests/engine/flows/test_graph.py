from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.errors import FlowError
from engine.flows.graph import MOST_NODES, Graph
from engine.flows.model import Position, Project
from engine.flows.plan import RETURN, TURN, Node, Plan

AT = Position("flows/x.yaml", 1, 1)


def plan(*names: str) -> Plan:
    return joined(*(Node(name, AT) for name in names))


def joined(*nodes: Node) -> Plan:
    known = {node.name: node for node in (Node(TURN, AT), *nodes, Node(RETURN, AT))}
    return Plan(Project("P", "en-GB", "a", AT), known, {}, {}, {}, {}, {})


@dataclass
class Seen:
    path: list[str] = field(default_factory=list)
    secret: str = "7391"


def walking(ways: dict[str, str]) -> Any:
    async def perform(_plan: Plan, node: Node, state: tuple[str, ...], turn: Seen) -> tuple[tuple[str, ...], str]:
        turn.path.append(node.name)
        return (*state, node.name), ways.get(node.name, "")

    return perform


async def test_a_turn_goes_where_each_node_says_and_returns_the_last_state() -> None:
    graph = Graph(plan("a/say.x", "a/say.y#2", "b/ask.z"), walking({TURN: "a/say.y#2", "a/say.y#2": "b/ask.z"}))
    seen = Seen()
    assert await graph.run((), seen) == (TURN, "a/say.y#2", "b/ask.z")
    assert seen.path == [TURN, "a/say.y#2", "b/ask.z"]


async def test_the_state_that_went_in_is_not_changed() -> None:
    graph = Graph(plan("a/say.x"), walking({TURN: "a/say.x"}))
    before = ("before",)
    await graph.run(before, Seen())
    assert before == ("before",)


async def test_a_loop_is_a_flow_error() -> None:
    graph = Graph(plan("a/say.x"), walking({TURN: "a/say.x", "a/say.x": "a/say.x"}))
    seen = Seen()
    with pytest.raises(FlowError, match="200 steps"):
        await graph.run((), seen)
    assert len(seen.path) <= MOST_NODES


async def test_nodes_that_can_only_follow_one_another_run_in_one_step_of_the_graph() -> None:
    flow = joined(
        Node("a/say.x", AT, edges={"next": "a/ask.y"}),
        Node("a/ask.y", AT, edges={"next": "a/do.z"}),
        Node("a/do.z", AT, edges={"done": "a/say.w", "error": RETURN}),
        Node("a/say.w", AT),
    )
    tasks = list[asyncio.Task[Any] | None]()

    async def perform(_plan: Plan, node: Node, state: Any, _turn: Any) -> tuple[Any, str]:
        tasks.append(asyncio.current_task())
        return state, {TURN: "a/say.x", "a/do.z": "a/say.w"}.get(node.name) or node.edges.get("next", "")

    await Graph(flow, perform).run((), None)
    turn, say, ask, do, last = tasks
    assert say is ask is do  # the handler is what follows the question
    assert turn is not say  # the turn may lead anywhere
    assert last is not do  # so may a handler


async def test_a_question_may_still_end_the_turn_or_lead_elsewhere() -> None:
    flow = joined(
        Node("a/ask.y", AT, edges={"next": "a/say.x"}),
        Node("a/say.x", AT),
        Node("a/say.sorry", AT),
    )
    stopped, given_up = Seen(), Seen()
    await Graph(flow, walking({TURN: "a/ask.y"})).run((), stopped)
    await Graph(flow, walking({TURN: "a/ask.y", "a/ask.y": "a/say.sorry"})).run((), given_up)
    assert (stopped.path, given_up.path) == ([TURN, "a/ask.y"], [TURN, "a/ask.y", "a/say.sorry"])


async def test_a_loop_of_nodes_that_only_follow_one_another_is_a_flow_error() -> None:
    flow = joined(
        Node("a/run.b", AT, edges={"enter": "b/run.a"}),
        Node("b/run.a", AT, edges={"enter": "a/run.b"}),
    )
    seen = Seen()
    with pytest.raises(FlowError, match="200 steps"):
        await Graph(flow, walking({TURN: "a/run.b", "a/run.b": "b/run.a", "b/run.a": "a/run.b"})).run((), seen)
    assert len(seen.path) == MOST_NODES


async def test_what_a_node_raises_comes_through() -> None:
    async def perform(*_args: object) -> tuple[object, str]:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await Graph(plan(), perform).run((), Seen())


async def test_the_runtime_context_is_not_part_of_any_state() -> None:
    graph = Graph(plan("a/say.x"), walking({TURN: "a/say.x"}))
    assert "7391" not in repr(await graph.run((), Seen()))
    held = [name for name in graph._graph.channels if not name.startswith(("branch:to:", "__"))]
    assert held == ["state"]


def test_a_graph_can_be_drawn_and_says_nothing_to_anybody() -> None:
    drawn = Graph(plan("a/say.x"), walking({})).drawing()
    assert "say.x" in drawn
    assert os.environ["LANGSMITH_TRACING"] == "false"
