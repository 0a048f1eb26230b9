"""What is each text of a plan for? ``slot.amount`` has a ``retry 2``, a node a ``filler``: what coverage counts by.

Pure. Texts go by these names in any language; the engine's own have none, as no designer wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.flows.model import Confirm, Do, Listen, Prompt, Say, Slot
from engine.flows.plan import BUILT_IN, Node


@dataclass(frozen=True, slots=True)
class Text:
    """One text, or its variants, and what it is for."""

    where: str
    """A node, or ``slot.<name>``."""
    role: str
    """``say``, ``ask``, ``short``, ``retry 2``, ``silence``, ``help``, ``check 1``, ``confirm``, ``filler`` ..."""
    prompt: Prompt = field(repr=False)

    def called(self, variant: int) -> str:
        """Return the name of one of its variants, counted from 0: the role, and which one where there are several."""
        return self.role if len(self.prompt.variants) == 1 else f"{self.role} any {variant + 1}"


def texts_of(slots: Iterable[Slot], nodes: Iterable[Node]) -> Iterator[Text]:
    """Yield every text that callers may hear, slots first."""
    for slot in slots:
        yield from of_slot(slot)
    for node in nodes:
        yield from (text for text in of_node(node) if text.prompt.at != BUILT_IN)


def of_slot(slot: Slot) -> Iterator[Text]:
    """Yield the texts of a slot."""
    where = f"slot.{slot.name}"
    yield Text(where, "ask", slot.ask)
    for role, prompt in (("short", slot.short), ("silence", slot.silence), ("help", slot.help)):
        if prompt is not None:
            yield Text(where, role, prompt)
    yield from _numbered(where, "retry", slot.retry)
    yield from _numbered(where, "check", (check.otherwise for check in slot.checks))


def of_node(node: Node) -> Iterator[Text]:
    """Yield the texts that stand at a step itself; a slot's stand with the slot."""
    match node.step:
        case Say(prompt=prompt):
            yield Text(node.name, "say", prompt)
        case Confirm(prompt=prompt, retry=retry):
            yield Text(node.name, "confirm", prompt)
            yield from _numbered(node.name, "retry", retry)
        case Listen(prompt=prompt, retry=retry):
            yield Text(node.name, "listen", prompt)
            yield from _numbered(node.name, "retry", retry)
        case Do(filler=filler) if filler is not None:
            yield Text(node.name, "filler", filler)
        case _:
            return


def _numbered(where: str, role: str, prompts: Iterable[Prompt]) -> Iterator[Text]:
    return (Text(where, f"{role} {number}", prompt) for number, prompt in enumerate(prompts, 1))
