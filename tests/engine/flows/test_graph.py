from __future__ import annotations

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
    nodes = {name: Node(name, AT) for name in (TURN, *names, RETURN)}
    return Plan(Project("P", "en-GB", "a", AT), nodes, {}, {}, {}, {}, {})


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
