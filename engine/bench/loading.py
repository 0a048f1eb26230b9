"""How long does a large project take to load and check? Beside the least it could: PyYAML's C composer, LangGraph.

The floor reads the same files with ``yaml.compose`` on ``CLoader`` and compiles the same graph with ``StateGraph``.
Ours reads, checks and compiles the project. CPU time, best of rounds that alternate, so that noise hits both.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.bench.bare import Bare, edges
from engine.bench.generated import labels, write
from engine.dialog.repairs import builtin_blocks
from engine.dialog.steps import perform
from engine.errors import FlowError
from engine.flows.check import check
from engine.flows.compile import compile_plan
from engine.flows.facts import Facts
from engine.flows.findings import Finding, has_errors
from engine.flows.graph import Graph
from engine.flows.model import Project
from engine.flows.plan import Plan
from engine.flows.project import load
from engine.handlers.registry import Registry
from engine.release import registry_for

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Made:
    """A made project, read once."""

    folder: Path
    paths: tuple[Path, ...]
    labels: frozenset[str]
    project: Project
    registry: Registry
    plan: Plan

    def parts(self) -> Mapping[str, Work]:
        """Return what is measured, in the order of a round."""
        ahead = edges(self.plan)
        return {
            "compose": self._composed,
            "load": lambda: load(self.folder),
            "langgraph": lambda: Bare(ahead),
            "check": lambda: check(self.project, self.registry, self.labels),
            "compile": lambda: Graph(compile_plan(self.project, self.registry, builtin_blocks(self.project)), perform),
        }

    def _composed(self) -> None:
        for path in self.paths:
            yaml.compose(path.read_bytes(), Loader=yaml.CLoader)


def report(flows: int, rounds: int) -> dict[str, Any]:
    """Measure and return CPU milliseconds of each part, the two ratios, and the sizes."""
    with tempfile.TemporaryDirectory() as name:
        made = _made(Path(name), flows)
        found = _best(made.parts(), rounds)
        size = sum(path.stat().st_size for path in made.paths)
    floor = found["compose"] + found["langgraph"]
    checked = found["load"] + found["check"]
    return {
        "ms": {part: _ms(seconds) for part, seconds in found.items()},
        "floor_ms": _ms(floor),
        "load_and_check_ms": _ms(checked),
        "load_and_check_ratio": round(checked / floor, 3),
        "load_check_compile_ms": _ms(checked + found["compile"]),
        "ratio": round((checked + found["compile"]) / floor, 3),
        "flows": flows,
        "steps": len(Facts(made.project, made.registry, None).steps),
        "nodes": len(made.plan.nodes),
        "files": len(made.paths),
        "bytes": size,
        "rounds": rounds,
    }


def _made(folder: Path, flows: int) -> Made:
    """Write the project, read it, and see that it could be served. Raises ``FlowError``."""
    paths = write(folder, flows)
    loaded = load(folder)
    if loaded.project is None:
        raise _broken(loaded.findings)
    registry, known = registry_for(folder, loaded.project), labels(flows)
    findings = (*loaded.findings, *check(loaded.project, registry, known))
    if has_errors(findings):
        raise _broken(findings)
    plan = compile_plan(loaded.project, registry, builtin_blocks(loaded.project))
    return Made(folder, tuple(paths), known, loaded.project, registry, plan)


def _broken(findings: tuple[Finding, ...]) -> FlowError:
    return FlowError("\n".join(map(str, findings)), todo="mend what makes the benchmark's flows")


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _best(parts: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """Return the least CPU seconds of each part."""
    found: dict[str, float] = {}
    for number in range(rounds + 1):
        for part, work in parts.items():
            gc.collect()
            began = time.process_time()
            work()
            took = time.process_time() - began
            if number:  # the first round only warms up
                found[part] = min(took, found.get(part, took))
    return found
