"""Which names does this project have, and what does each stand for? Gathered for an editor to offer and to mark."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.flows.check_handlers import ALWAYS
from engine.flows.facts import Facts
from engine.flows.model import Do, Flow, Project, Prompt, Slot
from engine.flows.texts import texts
from engine.handlers.registry import Handler, Registry
from engine.handlers.results import fields
from engine.schema.glossary import OUTCOMES

Told = Mapping[str, str]
"""Name -> a line about it."""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a project's files may name."""

    flows: Told = field(default_factory=dict)
    slots: Told = field(default_factory=dict)
    results: Told = field(default_factory=dict)
    queues: Told = field(default_factory=dict)
    intents: Told = field(default_factory=dict)
    locales: Told = field(default_factory=dict)
    texts: Told = field(default_factory=dict)
    """What translators call each text -> its words."""
    handlers: tuple[Handler, ...] = ()
    closed: bool = True
    """False: the project's own handlers could not be read, so a name that is not here may yet be right."""


def names(project: Project, registry: Registry, intents: Told, *, closed: bool = True) -> Names:
    """Gather the names of ``project``. ``intents``: label -> what such a caller wants."""
    facts = Facts(project, registry, frozenset(intents))
    made = {step.result: step.handler for _, step in facts.steps if isinstance(step, Do) and step.result}
    return Names(
        flows={name: flow.about for name, flow in sorted(project.flows.items())},
        slots={name: _of_slot(slot) for name, slot in sorted(facts.slots.items())},
        results={name: f"What {handler} gives." for name, handler in sorted(made.items())},
        queues=dict(sorted(project.queues.items())),
        intents=dict(sorted(intents.items())),
        locales={project.locale: "The project's own.", **dict.fromkeys(project.locales, "")},
        texts={text.key: " / ".join(text.words) for text in texts(facts)},
        handlers=tuple(registry),
        closed=closed,
    )


def unread(name: str, project: Project) -> Flow:
    """Return what stands for the flow of a file that could not be read, so that others may still name it."""
    return Flow(name, "This file cannot be read.", "", (), (), project.at)


def _of_slot(slot: Slot) -> str:
    return f"{slot.type.kind}: {_first(slot.ask)}"


def _first(prompt: Prompt) -> str:
    return prompt.variants[0].source if prompt.variants else ""


def of_handler(handler: Handler) -> str:
    """Return a line about a handler: what it does, takes and gives, and how else it may end."""
    about = (inspect.getdoc(handler.function) or "").partition("\n\n")[0].replace("\n", " ")
    listed = {
        "Takes": ", ".join(handler.inputs),
        "Gives": ", ".join(fields(handler)),
        "Outcomes": ", ".join(handler.outcomes),
    }
    told = [f"{what}: {these}." for what, these in listed.items() if these]
    commits = ["It changes the world: confirm first."] if handler.commits else []
    return " ".join(filter(None, (about, *told, *commits)))


def outcomes(handler: Handler) -> Told:
    """Return what a ``do`` of the handler may react to."""
    return dict.fromkeys(handler.outcomes, f"An outcome of {handler.name}.") | {name: OUTCOMES[name] for name in ALWAYS}
