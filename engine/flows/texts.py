"""Which texts of a project do callers hear, and what is each called? The list that translators work through.

A text is called after the node that says it, and after its role where the node has several; so its name is made of
words and survives edits elsewhere. A note for a person who takes over is not heard, and so is not in the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.flows.facts import Facts
from engine.flows.mentions import parts
from engine.flows.model import Confirm, Do, Flow, Listen, Position, Prompt, Say, Slot
from engine.flows.naming import Named, Namer, scopes, walk

DISCLOSURE = "disclosure"

Kind = Literal["prompt", "title", "name", "option", "value"]
"""What a text is: words that are said, how a flow is called, how callers call a slot's value, the ways to say an
option, and how one of a result's values is said."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text, as the flows have it."""

    key: str
    """``order_status/ask.order_number/retry.1``."""
    kind: Kind
    at: Position
    prompt: Prompt | None = None
    """Of the kind ``prompt``."""
    subject: tuple[str, ...] = ()
    """What the text belongs to: a flow, a slot, a slot and its option, a result's path and its value."""
    words: tuple[str, ...] = ()
    """The text, one item for each variant; of an option, the ways to say it."""

    @property
    def flow(self) -> str:
        """The part of the key that files are divided by."""
        return self.key.partition("/")[0]

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that change with the words, and with nothing else. An option's other ways do not count."""
        counted = self.words[:1] if self.kind == "option" else self.words
        told = "\n".join((self.kind, *(" ".join(each.split()) for each in counted)))
        return hashlib.sha256(told.encode()).hexdigest()[:8]


def texts(facts: Facts) -> tuple[Text, ...]:
    """Return every text of the project, in the order of its files."""
    return tuple(text for text in _texts(facts) if any(text.words))


def _texts(facts: Facts) -> Iterator[Text]:
    project = facts.project
    if project.disclosure is not None:
        yield _prompt(DISCLOSURE, project.disclosure)
    namer = Namer()
    flow = ""
    for scope in scopes(project, {}):
        if scope.flow and scope.flow != flow:
            yield from _of_flow(project.flows[scope.flow])
        flow = scope.flow
        for named in walk(namer.named(scope.block, scope.prefix)):
            yield from _of_step(named)
    yield from _values(facts)


def _of_flow(flow: Flow) -> Iterator[Text]:
    if flow.title:
        yield Text(f"{flow.name}/title", "title", flow.at, subject=(flow.name,), words=(flow.title,))
    for slot in flow.slots.values():
        yield from _of_slot(slot, f"{flow.name}/ask.{slot.name}")


def _of_slot(slot: Slot, key: str) -> Iterator[Text]:
    yield _prompt(key, slot.ask)
    if slot.short is not None:
        yield _prompt(f"{key}/short", slot.short)
    yield from _numbered(f"{key}/retry", slot.retry)
    if slot.silence is not None:
        yield _prompt(f"{key}/silence", slot.silence)
    if slot.help is not None:
        yield _prompt(f"{key}/help", slot.help)
    yield from _numbered(f"{key}/check", tuple(check.otherwise for check in slot.checks))
    if not slot.secret:
        yield Text(f"{key}/name", "name", slot.at, subject=(slot.name,), words=(slot.name.replace("_", " "),))
    for value, ways in slot.type.options.items():
        said = tuple(dict.fromkeys((value.replace("_", " "), *ways)))
        yield Text(f"{key}/option.{value}", "option", slot.at, subject=(slot.name, value), words=said)


def _of_step(named: Named) -> Iterator[Text]:
    match named.step:
        case Say(prompt=prompt):
            yield _prompt(named.name, prompt)
        case Confirm(prompt=prompt, retry=retry) | Listen(prompt=prompt, retry=retry):
            yield _prompt(named.name, prompt)
            yield from _numbered(f"{named.name}/retry", retry)
        case Do(filler=filler) if filler is not None:
            yield _prompt(f"{named.name}/filler", filler)
        case _:
            return


def _values(facts: Facts) -> Iterator[Text]:
    """Yield the values of results that some text speaks, where they are words out of a fixed list."""
    found: dict[tuple[str, ...], tuple[Position, tuple[str, ...]]] = {}
    for each in facts.spoken:
        for part in parts(each.prompt) if each.voiced else ():
            shape = facts.shape(part, each.flow)
            if shape is not None and shape.kind == "one_of" and part.path[0] not in facts.slots and not shape.secret:
                found.setdefault(part.path, (part.at, shape.options))
    for path, (at, options) in found.items():
        for value in options:
            key = f"values/{'.'.join(path)}/{value}"
            yield Text(key, "value", at, subject=(*path, value), words=(value.replace("_", " "),))


def _prompt(key: str, prompt: Prompt) -> Text:
    return Text(key, "prompt", prompt.at, prompt=prompt, words=tuple(each.source for each in prompt.variants))


def _numbered(key: str, prompts: tuple[Prompt, ...]) -> Iterator[Text]:
    return (_prompt(f"{key}.{number}", prompt) for number, prompt in enumerate(prompts, 1))
