"""What is wrong with a project's files, all of them? Flows, intents, handlers and conversations, in one pass.

Nothing is raised for what files hold; a part that cannot be read does not keep the others from being checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.errors import HandlerError, TrunklineError
from engine.evaluation import last
from engine.flows.check import check
from engine.flows.findings import Finding, error, has_errors
from engine.flows.mentions import place
from engine.flows.model import Position, Project
from engine.flows.project import load
from engine.handlers.registry import Registry
from engine.intents import load_intents, misnamed
from engine.rehearsal.check import check_calls
from engine.rehearsal.model import DAY
from engine.rehearsal.read import read_calls
from engine.release import built_in, registry_for
from engine.understanding.manifest import current

HANDLERS = "handlers.py"
"""What the file of a project's own handlers is called, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found."""

    findings: tuple[Finding, ...]
    """Sorted by place."""
    unread: tuple[str, ...] = ()
    """Flow files that could not be read at all, so that what they define is missing elsewhere."""


@dataclass(frozen=True, slots=True)
class Hands:
    """A project's handlers, loaded."""

    registry: Registry
    problem: Finding | None = None
    """Why the project's own are not among them."""


def inspect(folder: Path, hands: Hands | None = None) -> Inspection:
    """Inspect the project in ``folder``. ``hands``: its handlers, when they have been loaded before."""
    loaded, intents = load(folder), load_intents(folder)
    calls, misread = read_calls(folder)
    found = {*loaded.findings, *intents.findings}
    project = loaded.project
    if project is None:
        return Inspection(tuple(sorted({*found, *misread})))
    hands = hands or hands_of(folder, project)
    found |= {hands.problem} if hands.problem else set()
    evaluation = last(folder / ".trunkline", intents, _model(folder))
    found.update(check(project, hands.registry, intents.labels, evaluation, whole=hands.problem is None))
    strange = misnamed(intents, {name for flow in project.flows.values() for name in flow.slots})
    found.update(each for each in strange if each.edits or not project.unread)
    if not has_errors(found):  # a slip in a flow is one finding, not one in every conversation that speaks of it
        found.update(check_calls(calls, project, hands.registry, intents.labels, DAY))
    found.update(misread)
    return Inspection(tuple(sorted(found)), tuple(f"flows/{name}.yaml" for name in sorted(project.unread)))


def hands_of(folder: Path, project: Project) -> Hands:
    """Load the handlers that ``project`` names. When its own do not load, the engine's are left, and F035 says why."""
    if project.handlers is None and (folder / HANDLERS).is_file():
        message = f"{HANDLERS} is here, and this file does not name it"
        return Hands(built_in(), error(project.at, "F035", message, f"write 'handlers: {HANDLERS}'"))
    try:
        return Hands(registry_for(folder, project))
    except HandlerError as problem:
        named = project.handlers or ""
        at = Position(str(named), problem.line, 1) if problem.line else place(named, project.at)
        return Hands(built_in(), error(at, "F035", str(problem), problem.todo))


def _model(folder: Path) -> str:
    try:
        return current(folder / ".trunkline" / "models").name
    except (OSError, TrunklineError):
        return ""
