"""What answers a call? One release: the checked project, its plan and graph, its handlers, and a hash of it all.

A release is loaded whole or not at all; what is wrong is said in one ``FlowError`` that holds every finding.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from engine.dialog.acts import warm
from engine.dialog.repairs import builtin_blocks, own_texts
from engine.dialog.steps import perform
from engine.errors import FlowError
from engine.flows.check import check
from engine.flows.compile import compile_plan
from engine.flows.facts import Facts
from engine.flows.findings import Finding, has_errors
from engine.flows.graph import Graph
from engine.flows.localise import localised
from engine.flows.model import Do, Project
from engine.flows.plan import BUILT_IN as OURS
from engine.flows.plan import Plan
from engine.flows.project import load as read_project
from engine.handlers import billing, callbacks, knowledge, orders, payments, recordings, transfers
from engine.handlers.loading import load_handlers
from engine.handlers.registry import Handler, Registry, handlers_of
from engine.handlers.results import fields
from engine.releases.contents import contents, digest
from engine.voice import spoken, written

BUILT_IN = (orders, billing, payments, knowledge, callbacks, transfers, recordings)
"""The handler modules that the engine brings along."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Release:
    """Everything that a call needs and that no call changes."""

    project: Project = field(repr=False)
    plan: Plan = field(repr=False)
    graph: Graph = field(repr=False)
    registry: Registry = field(repr=False)
    hash: str
    """Of what is said, known and done, and the intent model: a call stays on the release it started with."""
    findings: tuple[Finding, ...] = ()
    """Warnings that a person should look at."""
    content: str = field(default="", repr=False)
    """Hash of its files alone."""


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
    content = digest(folder, contents(folder, loaded.project.handlers))
    return assemble(loaded.project, registry, content=content, model=model, findings=findings)


def assemble(
    project: Project, registry: Registry, *, content: str = "", model: str = "", findings: tuple[Finding, ...] = ()
) -> Release:
    """Compile a project that has been checked, in every language that it offers. ``content``: the hash of its files."""
    plan = compile_plan(project, registry, builtin_blocks(project))
    facts = Facts(project, registry, None)
    others = {name: localised(plan, facts, name, own_texts(project.locale, name)) for name in project.locales}
    plan = replace(plan, others=others)
    name = _name(plan, registry, content, model)
    for locale in (project.locale, *project.locales):
        _warm(locale)
    return Release(project, plan, Graph(plan, perform), registry, name, findings, content)


def _name(plan: Plan, registry: Registry, content: str, model: str) -> str:
    """Return the name. What our own ``on:`` blocks call is the engine's, whichever release it runs."""
    called = {node.step.handler for node in plan.nodes.values() if isinstance(node.step, Do) and node.at != OURS}
    parts = (content, model, *(_signature(handler) for handler in registry if handler.name in called))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def name_with(release: Release, model: str) -> str:
    """Return the name that the release would have with another intent model."""
    return _name(release.plan, release.registry, release.content, model)


def with_model(release: Release, model: str) -> Release:
    """Return the same release with another intent model, and so under another name."""
    return assemble(release.project, release.registry, content=release.content, model=model, findings=release.findings)


def _warm(locale: str) -> None:
    """Load the locale's data and patterns now (some 100 ms), so that no caller's first words wait for it."""
    warm(locale)
    for value, kind in ((Decimal(1), "money"), (date(2026, 1, 1), "date"), (time(9), "time")):
        spoken(value, kind, locale)
        written(value, kind, locale)


def built_in() -> Registry:
    """Return the engine's own handlers."""
    return Registry([handler for module in BUILT_IN for handler in handlers_of(module)])


def registry_for(folder: Path, project: Project) -> Registry:
    """Return the project's own handlers, and the engine's where it has none of that name. Raises ``HandlerError``."""
    registry = Registry()
    if project.handlers:
        for handler in load_handlers(folder / project.handlers):
            registry.add(handler)
    for handler in built_in():
        if registry.get(handler.name) is None:
            registry.add(handler)
    return registry


def _flow_error(findings: tuple[Finding, ...]) -> FlowError:
    return FlowError("\n".join(map(str, findings)), todo="mend these, then run: trunkline check")


def _signature(handler: Handler) -> str:
    inputs = ", ".join(f"{name}: {kind}" for name, kind in sorted(handler.inputs.items()))
    result = ", ".join(f"{name}: {kind}" for name, kind in fields(handler).items())
    told = f"{handler.name}({inputs}) -> {result} {sorted(handler.outcomes)} {handler.commits} {handler.external}"
    return told.replace(handler.function.__module__, "handlers")  # a project's module has another name each time
