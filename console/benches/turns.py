"""Time turns beside bare LangGraph, and loading beside PyYAML's composer and LangGraph's compile.

Turns: conversations of the benchmark's own project (fill, confirm, correction, digression, repairs, menu, handlers
that answer at once, pinned understanding) in one process; then the same paths through a StateGraph with the same
nodes and nothing in them, one ainvoke a turn, no checkpointer. The sides take turns. CPU is the process's, less
that of empty turns.

Loading: made flows, read, checked and compiled; beside yaml.compose with CLoader on the same files and
StateGraph.compile of the same graph. CPU, best of the rounds.
"""

from __future__ import annotations

import importlib
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from telephony.server import fast_loop

ABOVE_MS = 2.0
"""A turn is to cost at most so much CPU more than the same path through bare LangGraph."""
LATE = 1.5
"""A turn's p95 is to be at most so many times bare LangGraph's."""
LOADING = 3.0
"""Loading and checking is to take at most so many times PyYAML's composer and LangGraph's compile."""


def run(
    conversations: Annotated[int, typer.Option(help="Simultaneous conversations.", min=1)] = 100,
    rounds: Annotated[int, typer.Option(help="Rounds, each of every side.", min=1)] = 5,
    pause: Annotated[float, typer.Option(help="Seconds a caller waits before a turn, on average.", min=0)] = 1.0,
    flows: Annotated[int, typer.Option(help="Flows of 20 steps to load and check.", min=1)] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    typer.echo(f"measuring, more than {3 * rounds * 8 * pause:.0f} s in all ...", err=True)
    told = importlib.import_module("engine.bench.turns").report(conversations, rounds, pause, fast_loop())
    told["loading"] = importlib.import_module("engine.bench.loading").report(flows, rounds)
    told["targets"] = {"above_ms_per_turn": ABOVE_MS, "p95_ratio": LATE, "loading_ratio": LOADING}
    typer.echo(json.dumps(told)) if as_json else _show_turns(told)


def _show_turns(told: dict[str, Any]) -> None:
    table = Table("", *(row["side"] for row in told["rows"]))
    for name in [name for name in told["rows"][0] if name != "side"]:
        table.add_row(name.replace("_", " "), *(str(row[name]) for row in told["rows"]))
    Console().print(table)
    kinds = Table("rule", "turns", "nodes", "trunkline p50 ms", "bare p50 ms")
    for kind in told["kinds"]:
        kinds.add_row(*map(str, kind.values()))
    Console().print(kinds)
    loading = told["loading"]
    typer.echo(f"{told['above_ms_per_turn']} ms of CPU a turn above bare LangGraph (<= {ABOVE_MS})")
    typer.echo(f"{told['p95_ratio']} times its p95 (<= {LATE})")
    typer.echo(f"{loading['ratio']} times the floor to load, check and compile {loading['steps']} steps (<= {LOADING})")
