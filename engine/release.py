"""What answers a call? One release: the checked project, its plan and graph, its handlers, and a hash of it all.

A release is loaded whole or not at all; what is wrong is said in one ``FlowError`` that holds every finding.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from engine.dialog.repairs import builtin_blocks, own_texts
from engine.dialog.steps import perform
from engine.errors import FlowError, HandlerError
from engine.flows.check import check
from engine.flows.compile import compile_plan
from engine.flows.facts import Facts
from engine.flows.findings import Finding, has_errors
from engine.flows.graph import Graph
from engine.flows.localise import localised
from engine.flows.model import Project
from engine.flows.plan import Plan
from engine.flows.project import load as read_project
from engine.handlers import billing, callbacks, knowledge, orders, payments
from engine.handlers.registry import Handler, Registry, handlers_of
from engine.handlers.results import fields
from engine.voice import spoken, written

BUILT_IN = (orders, billing, payments, knowledge, callbacks)
"""The handler modules that the engine brings along."""


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that a call needs and that no call changes."""

    project: Project = field(repr=False)
    plan: Plan = field(repr=False)
    graph: Graph = field(repr=False)
    registry: Registry = field(repr=False)
    hash: str
    """Of flow files, handler signatures and the intent model: a call stays on the release it started with."""
    findings: tuple[Finding, ...] = ()
    """Warnings that a person should look at."""


def load(folder: Path, *, labels: frozenset[str] | None = None, model: str = "") -> Release:
    """Load the project in ``folder``. ``labels``: the intents, None: do not check them; ``model``: its hash.

    Raises ``FlowError`` with every finding when it does not check, ``HandlerError`` when its handlers do not load.
    """
    loaded = read_project(folder)
    if loaded.project is None:
        raise _flow_error(loaded.findings)
    registry = registry_for(folder, loaded.project)
    findings = tuple(sorted({*loaded.findings, *check(loaded.project, registry, labels)}))
    if has_errors(findings):
        raise _flow_error(findings)
    return assemble(loaded.project, registry, content=_content(folder), model=model, findings=findings)


def assemble(
    project: Project, registry: Registry, *, content: str = "", model: str = "", findings: tuple[Finding, ...] = ()
) -> Release:
    """Compile a project that has been checked, in every language that it offers."""
    plan = compile_plan(project, registry, builtin_blocks(project))
    facts = Facts(project, registry, None)
    others = {name: localised(plan, facts, name, own_texts(project.locale, name)) for name in project.locales}
    plan = replace(plan, others=others)
    parts = (content, model, *(_signature(handler) for handler in registry))
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    for locale in (project.locale, *project.locales):
        _warm(locale)
    return Release(project, plan, Graph(plan, perform), registry, digest, findings)


def _warm(locale: str) -> None:
    """Load the locale's data now (some 30 ms), so that no caller's first amount waits for it."""
    for value, kind in ((Decimal(1), "money"), (date(2026, 1, 1), "date"), (time(9), "time")):
        spoken(value, kind, locale)
        written(value, kind, locale)


def built_in() -> Registry:
    """Return the engine's own handlers."""
    return Registry([handler for module in BUILT_IN for handler in handlers_of(module)])


def registry_for(folder: Path, project: Project) -> Registry:
    """Return the engine's handlers and those of the project's own module. Raises ``HandlerError``."""
    registry = built_in()
    if project.handlers:
        path = folder / project.handlers
        for handler in handlers_of(_module(path)):
            registry.add(handler)
    return registry


def _module(path: Path) -> ModuleType:
    name = f"trunkline_project_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise HandlerError(f"{path.name} is not a Python file here", todo="mend handlers: in flows/project.yaml")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where typing looks up the names in the module's annotations
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as problem:
        raise HandlerError(
            f"{path.name} does not load: {type(problem).__name__}: {problem}",
            todo=f"run python {path.name} to see where",
        ) from problem
    return module


def _flow_error(findings: tuple[Finding, ...]) -> FlowError:
    return FlowError("\n".join(map(str, findings)), todo="mend these, then run: trunkline check")


def _content(folder: Path) -> str:
    """Return the hash of everything under ``flows/`` that decides what is said."""
    digest = hashlib.sha256()
    for path in sorted((folder / "flows").rglob("*.yaml")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _signature(handler: Handler) -> str:
    inputs = ", ".join(f"{name}: {kind}" for name, kind in sorted(handler.inputs.items()))
    result = ", ".join(f"{name}: {kind}" for name, kind in fields(handler).items())
    told = f"{handler.name}({inputs}) -> {result} {sorted(handler.outcomes)} {handler.commits} {handler.external}"
    return told.replace(handler.function.__module__, "handlers")  # a project's module is named after its folder
