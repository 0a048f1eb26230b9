"""Does anything that looks nearly like our files break what reads them? Endless edited projects, each by its number.

Run as ``python -m engine.bench.soak --seconds 600``; ``--first N`` goes on where another run ended. Whatever raises,
points out of its file or takes longer than ``SLOW_S`` is printed with its number and kept as text to look at.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from engine.bench import nearly
from engine.bench.script import PROJECT
from engine.dialog.repairs import builtin_blocks, own_texts
from engine.flows.check import check
from engine.flows.compile import compile_plan
from engine.flows.facts import Facts
from engine.flows.findings import Finding, has_errors
from engine.flows.grammar import ExpressionError, parse
from engine.flows.localise import localised
from engine.flows.model import Position, Project
from engine.flows.project import LOCALES, Sources, load, of_sources
from engine.flows.source import read_text
from engine.handlers.registry import Registry
from engine.intents import read_intent
from engine.rehearsal.check import check_calls
from engine.rehearsal.read import read_source
from engine.release import registry_for

SLOW_S = 1.0
TODAY = date(2026, 3, 4)


class BrokenError(AssertionError):
    """Something that never should be."""


class Soak:
    """Edited files of real projects, through everything that reads them."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Read the projects in ``folders`` as they are."""
        self._projects = [_Real(folder) for folder in folders]

    def run(self, choose: nearly.Choose) -> Mapping[str, str]:
        """Edit one thing and read it; return the texts. Raises whatever breaks."""
        real = self._projects[choose(len(self._projects))]
        kind = choose(8)
        if kind == 0:
            return real.intents(choose)
        if kind == 1:
            return real.calls(choose)
        return real.flows(choose) if kind > 2 else condition(choose)  # noqa: PLR2004 - five eighths are flows


class _Real:
    def __init__(self, folder: Path) -> None:
        self._flows = _texts(folder / "flows", "flows")
        self._flows |= _texts(folder / LOCALES, LOCALES)
        self._whole = {name: read_text(text, name) for name, text in self._flows.items()}
        self._calls = _texts(folder / "tests" / "calls", "tests/calls")
        self._intents = _texts(folder / "intents", "intents") or {"a.yaml": "about: a\nexamples: [one two, three]\n"}
        loaded = load(folder)
        if loaded.project is None:
            raise BrokenError(f"{folder} does not read")
        self._project = loaded.project
        self._registry: Registry = registry_for(folder, loaded.project)
        self._labels = frozenset(label for flow in loaded.project.flows.values() for label in flow.start)

    def flows(self, choose: nearly.Choose) -> Mapping[str, str]:
        """Read, check and compile an edited project."""
        texts = nearly.project(self._flows, choose)
        loaded = of_sources(self._sources(texts))
        findings = loaded.findings
        if loaded.project is not None:
            findings = tuple(sorted({*findings, *check(loaded.project, self._registry, self._labels)}))
        if not has_errors(findings):
            self._compiled(loaded.project)
        placed(findings, texts)
        return texts

    def _sources(self, texts: Mapping[str, str]) -> Sources:
        """Return a project's files as they would be read."""
        read = {
            Path(name): self._whole[name] if text == self._flows[name] else read_text(text, name)
            for name, text in texts.items()
        }
        return Sources(
            {path.name: source for path, source in read.items() if path.parent.name == "flows"},
            {path.stem: source for path, source in read.items() if path.parent.name == "locales"},
        )

    def _compiled(self, project: Project | None) -> None:
        """Compile what checks; that must never fail."""
        if project is None:
            raise BrokenError("no project, and nothing wrong with it")
        plan, facts = (
            compile_plan(project, self._registry, builtin_blocks(project)),
            Facts(project, self._registry, None),
        )
        for language in project.locales:
            localised(plan, facts, language, own_texts(project.locale, language))
        if any(mark in name for name in plan.nodes for mark in ":|"):
            raise BrokenError("a node's name that LangGraph keeps for itself")

    def calls(self, choose: nearly.Choose) -> Mapping[str, str]:
        """Read and check an edited file of conversation tests."""
        names = sorted(self._calls)
        text = nearly.edited(self._calls[names[choose(len(names))]], tuple(self._calls.values()), choose)
        calls, findings = read_source(read_text(text, "c.yaml"))
        placed(findings, {"c.yaml": text})
        placed(check_calls(calls, self._project, self._registry, self._labels, TODAY), {"c.yaml": text})
        return {"c.yaml": text}

    def intents(self, choose: nearly.Choose) -> Mapping[str, str]:
        """Read an edited intent."""
        names = sorted(self._intents)
        text = nearly.edited(self._intents[names[choose(len(names))]], tuple(self._intents.values()), choose)
        findings: list[Finding] = []
        read_intent(read_text(text, "i.yaml"), "i", "i.yaml", findings)
        placed(tuple(findings), {"i.yaml": text})
        return {"i.yaml": text}


def condition(choose: nearly.Choose) -> Mapping[str, str]:
    """Parse a condition made of its own words."""
    text = "".join(nearly.WORDS[choose(len(nearly.WORDS))] for _ in range(choose(40)))
    at = Position("e", 1, 1)
    try:
        parse(text, at)
    except ExpressionError as problem:
        if not 1 <= problem.at.column <= len(text) + 1:
            raise BrokenError(f"points out of the condition: {problem.at}") from None
    return {"condition": text}


def placed(findings: tuple[Finding, ...], texts: Mapping[str, str]) -> None:
    """See that every finding points into its file and can be printed. Raises ``BrokenError``."""
    for finding in findings:
        str(finding).encode()
        text = texts.get(finding.at.file)
        lines = 0 if text is None else len(text.splitlines()) + 1
        if text is not None and not (1 <= finding.at.line <= lines and finding.at.column >= 1):
            raise BrokenError(f"points out of its file: {finding}")
        if text is None and not finding.at.file.startswith("intents/"):
            raise BrokenError(f"points into no file: {finding}")


def _texts(folder: Path, called: str) -> dict[str, str]:
    return {f"{called}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def chooser(number: int) -> Callable[[int], int]:
    """Return the choices of one numbered case."""
    return random.Random(number).randrange


def soak(seconds: float, first: int, folders: tuple[Path, ...], keep: Path) -> tuple[int, list[int], float]:
    """Run cases for so long; return how many, the numbers of those that broke, and the slowest's seconds."""
    subject, broken, slowest, number = Soak(folders), list[int](), 0.0, first
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.process_time()
        try:
            subject.run(chooser(number))
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is what we look for
            broken.append(number)
            _keep(number, problem, keep)
        took = time.process_time() - began
        slowest = max(slowest, took)
        if took > SLOW_S:
            broken.append(number)
            sys.stderr.write(f"case {number} took {took:.1f} s\n")
        number += 1
    return number - first, broken, slowest


def _keep(number: int, problem: Exception, folder: Path) -> None:
    """Write down what broke; the texts themselves come back from the number."""
    folder.mkdir(parents=True, exist_ok=True)
    told = "".join(traceback.format_exception(problem))
    (folder / f"{number}.txt").write_text(told, encoding="utf-8", errors="backslashreplace")
    sys.stderr.write(f"case {number}: {type(problem).__name__}: {problem}\n")


def main() -> int:
    """Run from the command line; 1 when anything broke."""
    parser = argparse.ArgumentParser(prog="python -m engine.bench.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long to run")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--project", type=Path, default=Path(), help="a project to edit, besides the benchmark's")
    parser.add_argument("--keep", type=Path, default=Path(".trunkline/soak"), help="where to write down what broke")
    asked = parser.parse_args()
    cases, broken, slowest = soak(asked.seconds, asked.first, (PROJECT, asked.project), asked.keep)
    told = {"cases": cases, "broken": broken, "slowest_s": round(slowest, 3), "next": asked.first + cases}
    sys.stdout.write(json.dumps(told) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
