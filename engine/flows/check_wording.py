"""Does a caller hear the same words twice, or a question that nobody listens to? Checks of one text against another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from engine.flows.facts import Facts
from engine.flows.findings import Finding, warning
from engine.flows.model import Ask, Confirm, Do, Flow, Listen, Prompt, Redo, Say, Slot, Step, Template
from engine.flows.reaching import UNTOUCHED, At, Effect, Reaching
from engine.handlers.results import fields

_SENTENCE = re.compile(r"[^.?!…]*[.?!…]+|[^.?!…]+$")
_SIGNS = re.compile(r"[^\w<:>]+")
_PLACE = re.compile(r"\{\s*([\w.]+)\s*\}")


def sentences(template: Template) -> tuple[str, ...]:
    """Cut a text as it is written into sentences, so that two of them can be compared: what counts is what is heard."""
    return _sentences(template.source)


@lru_cache(maxsize=10_000)
def _sentences(source: str) -> tuple[str, ...]:
    text = _PLACE.sub(lambda found: f"<{found[1].replace('.', ':')}>", source)
    said = (_SIGNS.sub(" ", found).strip().lower() for found in _SENTENCE.findall(text))
    return tuple(sentence for sentence in said if sentence)


def heard(prompt: Prompt) -> frozenset[tuple[str, ...]]:
    """Return a prompt's variants, so that two prompts can be compared."""
    return frozenset(sentences(variant) for variant in prompt.variants)


def in_a_row(facts: Facts) -> Iterator[Finding]:
    """V106: a sentence that a caller hears twice in a row, on some path."""
    row = _Row(facts)
    speaking = (Say, Ask, Confirm, Listen, Redo)
    for at in Reaching(facts, row.effect, touching=(*speaking, Do)).everywhere(*speaking) if row.bits else ():
        yield from row.judged(at)


@dataclass(slots=True)
class _Row:
    """Follows what the caller heard last."""

    facts: Facts
    bits: dict[str, int] = field(default_factory=dict)
    """Sentence -> bit, of those that end one text and begin another."""

    def __post_init__(self) -> None:
        """Give a bit to what can follow itself at all."""
        said = [sentences(v) for _, step in self.facts.steps for prompt in self._prompts(step) for v in prompt.variants]
        last = {each[-1] for _, step in self.facts.steps if isinstance(step, Say) for each in _said(step.prompt)}
        both = sorted(last & {each[0] for each in said if each})
        self.bits = {sentence: 1 << index for index, sentence in enumerate(both)}

    def _prompts(self, step: Step) -> tuple[Prompt, ...]:
        match step:
            case Say(prompt=prompt) | Confirm(prompt=prompt) | Listen(prompt=prompt):
                return (prompt,)
            case Ask(slot=name) if name in self.facts.slots:
                slot = self.facts.slots[name]
                return (slot.ask,)
            case Redo(name=name) if name in self.facts.slots:
                slot = self.facts.slots[name]
                return (slot.short or slot.ask,)
            case _:
                return ()

    def effect(self, _flow: Flow, step: Step, label: str) -> Effect:
        """Say what was heard last. A caller who answers has spoken in between; a slot that is known is not asked."""
        match step:
            case Say(prompt=prompt):
                return Effect(adds=self._mask(each[-1] for each in _said(prompt)), keeps=0)
            case Confirm() | Listen():
                return Effect(keeps=0)
            case Redo():
                return Effect(keeps=0)  # a slot is asked for certain, and compared at the redo; a handler tries anew
            case Do(handler=name) if self._speaks(name, label):
                return Effect(keeps=0)
            case _:
                return UNTOUCHED

    def _speaks(self, name: str, outcome: str) -> bool:
        """Whether the caller hears something of the handler's own, or is away from this line."""
        handler = self.facts.registry.get(name)
        return handler is None or handler.external or (outcome == "done" and "say" in fields(handler))

    def _mask(self, said: Iterable[str]) -> int:
        return sum({self.bits.get(each, 0) for each in said})

    def judged(self, at: At) -> Iterator[Finding]:
        """Report a text that begins with what was heard last."""
        for prompt in self._prompts(at.step) if at.holds else ():
            if at.holds & self._mask(each[0] for each in _said(prompt)):
                where = at.step.at if isinstance(at.step, Redo) else prompt.at
                message = "this begins with the sentence that the caller has just heard"
                yield warning(where, "V106", message, "say it once, or in other words")


def _said(prompt: Prompt) -> Iterator[tuple[str, ...]]:
    return (each for each in map(sentences, prompt.variants) if each)


def reworded(facts: Facts) -> Iterator[Finding]:
    """V107: a text that is there to say it otherwise, and says the same."""
    for slot in facts.slots.values():
        yield from _of_slot(slot)
    for _, step in facts.steps:
        if isinstance(step, Confirm | Listen):
            yield from _of_retries(step.prompt, step.retry)


def _of_slot(slot: Slot) -> Iterator[Finding]:
    if slot.short is not None and heard(slot.short) == heard(slot.ask):
        yield warning(slot.short.at, "V107", "'short' says the same as 'ask'", "shorten it, or delete it")
    yield from _of_retries(slot.ask, slot.retry)
    for name, prompt in (("silence", slot.silence), ("help", slot.help)):
        if prompt is not None and heard(prompt) == heard(slot.ask):
            yield warning(prompt.at, "V107", f"'{name}' says the same as 'ask'", "say it in other words, or delete it")


def _of_retries(asked: Prompt, retries: tuple[Prompt, ...]) -> Iterator[Finding]:
    said = {heard(asked)}
    for retry in retries:
        if heard(retry) in said:
            message = "this reprompt says again what has not helped"
            yield warning(retry.at, "V107", message, "say it in other words")
        said.add(heard(retry))


def questions(facts: Facts) -> Iterator[Finding]:
    """V110: a ``say`` that asks and does not listen, or a ``confirm`` that waits and does not ask."""
    for _, block in facts.blocks:
        for step, following in zip_longest(block, block[1:]):
            match step:
                case Say(prompt=prompt) if not isinstance(following, Listen):
                    message = "this asks something and does not wait for an answer"
                    hint = "make it 'confirm', 'ask' or 'listen', or say it otherwise"
                    asking = [each for each in prompt.variants if each.source.rstrip().endswith("?")]
                    yield from (warning(each.at, "V110", message, hint) for each in asking)
                case Confirm(prompt=prompt):
                    message = "this waits for a yes or a no and asks nothing"
                    silent = [each for each in prompt.variants if each.source and "?" not in each.source]
                    yield from (warning(each.at, "V110", message, "end it with a question") for each in silent)
                case _:
                    pass
