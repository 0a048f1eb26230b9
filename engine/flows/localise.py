"""What does a plan look like in another language? The same nodes, edges and names; other words.

Made once, when a release is loaded: while a call runs, a text in any language is a field like any other. What has no
translation stays as the flows have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.flows.facts import Facts
from engine.flows.model import Check, Confirm, Do, Flow, Listen, Prompt, Say, Slot, Step
from engine.flows.plan import Node, Plan
from engine.flows.texts import Text, texts
from engine.flows.translation import files_for, served


@dataclass(slots=True)
class _Words:
    """What is said otherwise."""

    prompts: dict[Prompt, Prompt]
    titles: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Slot -> what callers call its value."""
    options: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(slot, value) -> the ways to say it, the one that is spoken first."""
    values: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)
    """``("order", "state")`` -> value -> how it is spoken."""

    def take(self, text: Text, prompt: Prompt) -> None:
        said = tuple(variant.source for variant in prompt.variants)
        match text.kind, text.subject:
            case "title", (flow,):
                self.titles[flow] = said[0]
            case "name", (slot,):
                self.names[slot] = said
            case "option", (slot, value):
                self.options[slot, value] = said
                self.values.setdefault((slot,), {})[value] = said[0]
            case "value", (*path, value):
                self.values.setdefault(tuple(path), {})[value] = said[0]
            case _ if text.prompt is not None:
                self.prompts[text.prompt] = _placed(prompt, text.prompt)

    def prompt(self, prompt: Prompt) -> Prompt:
        return self.prompts.get(prompt, prompt)

    def maybe(self, prompt: Prompt | None) -> Prompt | None:
        return None if prompt is None else self.prompt(prompt)

    def all(self, prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
        return tuple(self.prompt(each) for each in prompts)


def localised(plan: Plan, facts: Facts, locale: str, own: Mapping[Prompt, Prompt]) -> Plan:
    """Return ``plan`` for calls in ``locale``. ``own``: the engine's own texts, in ``plan``'s language and in that."""
    words = _Words(dict(own))
    for each in served(texts(facts), files_for(plan.project, locale)):
        if each.status == "current" and each.entry is not None and each.entry.prompt is not None:
            words.take(each.text, each.entry.prompt)
    flows = {name: _flow(flow, words) for name, flow in plan.project.flows.items()}
    return replace(
        plan,
        project=replace(plan.project, locale=locale, flows=flows),
        nodes=dict(_nodes(plan, words)),
        slots={name: _slot(slot, words) for name, slot in plan.slots.items()},
        words=words.values,
    )


def _placed(prompt: Prompt, source: Prompt) -> Prompt:
    """Return ``prompt`` at the place of ``source``, so that traces and coverage point into the flow."""
    last = len(source.variants) - 1
    variants = (replace(v, at=source.variants[min(i, last)].at) for i, v in enumerate(prompt.variants))
    return Prompt(tuple(variants), source.at)


def _flow(flow: Flow, words: _Words) -> Flow:
    return replace(flow, title=words.titles[flow.name]) if flow.name in words.titles else flow


def _nodes(plan: Plan, words: _Words) -> Iterator[tuple[str, Node]]:
    for name, node in plan.nodes.items():
        step = None if node.step is None else _step(node.step, words)
        yield name, node if step is node.step else replace(node, step=step)


def _step(step: Step, words: _Words) -> Step:
    match step:
        case Say(prompt=prompt):
            return replace(step, prompt=words.prompt(prompt))
        case Confirm(prompt=prompt, retry=retry) | Listen(prompt=prompt, retry=retry):
            return replace(step, prompt=words.prompt(prompt), retry=words.all(retry))
        case Do(filler=filler) if filler is not None:
            return replace(step, filler=words.prompt(filler))
        case _:
            return step


def _slot(slot: Slot, words: _Words) -> Slot:
    options = {value: words.options.get((slot.name, value), ways) for value, ways in slot.type.options.items()}
    return replace(
        slot,
        type=replace(slot.type, options=options),
        ask=words.prompt(slot.ask),
        short=words.maybe(slot.short),
        retry=words.all(slot.retry),
        silence=words.maybe(slot.silence),
        help=words.maybe(slot.help),
        checks=tuple(Check(each.condition, words.prompt(each.otherwise), each.at) for each in slot.checks),
        called=words.names.get(slot.name, ()),
    )
