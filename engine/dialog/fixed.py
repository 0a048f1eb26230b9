"""Which lines of a release hold nothing of a caller's? Every sentence that can be known before any call; pure.

That is each sentence without a place for a value: of steps, slots, fillers, the engine's own wordings and repairs. A
line is a sentence just as it leaves the dialog, so that it is found again by its words.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialog.wordings import ENGLISH, wording
from engine.flows.model import Confirm, Do, Listen, Prompt, Say, Slot
from engine.flows.plan import Node, Plan
from engine.voice import sentences, speakable

_OF_A_FLOW = ("back_to", "next_up")
"""Wordings whose only place is for a flow's title."""
_VALUE = "Zzyzx"
"""Stands where a value will; a word, so that sentences end where they will."""


def fixed_lines(plan: Plan, locale: str) -> tuple[str, ...]:
    """Return the fixed lines of calls in ``locale``, each once, in the order of the plan."""
    spoken = plan.within(locale)
    prompts = (text for prompt in _prompts(spoken) for text in _filled(prompt))
    said = (*(speakable(text, locale) for text in prompts), *_own(spoken, locale))
    return tuple(dict.fromkeys(line for text in said for line in sentences(text, locale) if _is_fixed(line)))


def _prompts(plan: Plan) -> Iterator[Prompt]:
    for node in plan.nodes.values():
        yield from _of_node(node)
    for slot in plan.slots.values():
        yield from _of_slot(slot)


def _of_node(node: Node) -> Iterator[Prompt]:
    match node.step:
        case Say(prompt=prompt):
            yield prompt
        case Confirm(prompt=prompt, retry=retry) | Listen(prompt=prompt, retry=retry):
            yield from (prompt, *retry)
        case Do(filler=filler) if filler is not None:
            yield filler


def _of_slot(slot: Slot) -> Iterator[Prompt]:
    maybe = (slot.short, slot.silence, slot.help)
    yield from (slot.ask, *slot.retry, *(prompt for prompt in maybe if prompt is not None))
    yield from (check.otherwise for check in slot.checks)


def _filled(prompt: Prompt) -> Iterator[str]:
    for variant in prompt.variants:
        yield "".join(part if isinstance(part, str) else _VALUE for part in variant.parts)


def _own(plan: Plan, locale: str) -> Iterator[str]:
    for key in ENGLISH:
        if key in _OF_A_FLOW:
            yield from (wording(key, locale, title=flow.title) for flow in plan.project.flows.values() if flow.title)
        elif "{" not in ENGLISH[key]:
            yield wording(key, locale)


def _is_fixed(line: str) -> bool:
    return _VALUE not in line and any(map(str.isalnum, line))
