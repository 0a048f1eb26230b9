"""What does a running turn carry that no state may hold? The event, the vault, the mouth, and what it did so far.

It is LangGraph's runtime context: made for one turn, dropped after it, never stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.dialog.decisions import Decision
from engine.dialog.errand import Errand
from engine.dialog.mouth import Mouth
from engine.dialog.place import Place
from engine.dialog.state import State, Vaulted, count, value_at
from engine.dialog.vault import Vault
from engine.dialog.wordings import wording
from engine.flows.given import TODAY
from engine.flows.model import Prompt, Template
from engine.flows.plan import Plan
from engine.handlers.registry import Registry
from engine.recording import Recording
from engine.types import Candidate, Event, Next, Took, Trouble, Verdict
from engine.voice import fill, speakable, spoken, written

TURN_S = 10.0
"""A turn's budget."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a turn was decided to be, and who knew."""

    decision: Decision
    by: str
    """``keys``, ``rule``, ``classifier``, a language model's name, ``closed question``, or ``nobody``."""
    candidates: tuple[Candidate, ...] = ()
    millis: Mapping[str, float] = field(default_factory=dict)
    verdict: Verdict | None = None
    """The classifier's; None: it was not asked."""


def leave_running(work: asyncio.Future[Any], running: set[asyncio.Future[Any]]) -> None:
    """Keep ``work`` in ``running`` until it ends; what it raises then is nobody's any more."""

    def ended(work: asyncio.Future[Any]) -> None:
        running.discard(work)
        if not work.cancelled():
            work.exception()

    running.add(work)
    work.add_done_callback(ended)


@dataclass(slots=True)
class Live:
    """One running turn."""

    sid: str
    plan: Plan = field(repr=False)
    registry: Registry = field(repr=False)
    services: Mapping[type, Any] = field(repr=False)
    event: Event
    heard: str = field(repr=False)
    """The masked utterance, for handlers; empty for keys."""
    vault: Vault
    mouth: Mouth = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    today: date
    understand: Callable[[Place], Awaitable[Understood]] = field(repr=False)
    """Applies the policy, asking whom it needs."""
    last_words: tuple[str, ...] = field(default=(), repr=False)
    """What the caller heard last, for "could you repeat that"."""
    recent: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The last turns as heard: (who, text)."""
    first_variant: int = 0
    """With which variant of a text this call begins, counted round."""
    began: float = 0.0

    understood: Understood | None = None
    path: list[str] = field(default_factory=list)
    did: list[tuple[str, str]] = field(default_factory=list)
    took: list[Took] = field(default_factory=list)
    trouble: list[Trouble] = field(default_factory=list)
    millis: dict[str, float] = field(default_factory=dict)
    again: str = ""
    """How the next question is asked: ``again`` after a detour, empty for the first time."""
    echoing: set[str] = field(default_factory=set)
    """Slots whose new value is echoed unless the next line says it anyway."""
    next: Next | None = None
    """Set when the turn does not end in a question."""
    committing: bool = False
    """A handler that commits is running: the turn may not be torn down."""
    abandoned: bool = False
    """The caller interrupted while it ran."""
    kept: State | None = None
    """The state after the last commit of this turn: whatever happens to the rest, this is not lost."""
    running: set[asyncio.Future[Any]] = field(default_factory=set, repr=False)
    """Effects that outlast the turn."""
    errand: Errand | None = field(default=None, repr=False)
    """The external handler that the call has left for, or is about to."""
    recording: Recording = field(default_factory=Recording, repr=False)
    """Whether the call is recorded, and how that is held off."""

    @property
    def locale(self) -> str:
        """The call's."""
        return self.plan.project.locale

    def place(self, state: State) -> Place:
        """Return where ``state`` stands today."""
        return Place(self.plan, state, self.today)

    def branch(self, node: str, outcome: str) -> None:
        """Note what came of the step ``node``."""
        self.took.append(Took(node, "outcome", outcome))

    def repair(self, node: str, what: str) -> None:
        """Note what did not run straight at the question or ``redo`` called ``node``."""
        if node:
            self.took.append(Took(node, "repair", what))

    def left_running(self, work: asyncio.Future[Any]) -> None:
        """Let ``work`` run to its end without anybody waiting for it but the end of the call."""
        leave_running(work, self.running)

    def leave(self, errand: Errand) -> None:
        """Go on without an external handler."""
        self.errand = None
        errand.leave()
        self.left_running(errand.work)

    def remaining(self) -> float:
        """Return what is left of the turn's budget, in seconds."""
        return max(0.1, self.began + TURN_S - self.clock())

    # -------------------------------------------------------------------------------------------------------- words

    def own(self, key: str, step: str, **values: str) -> None:
        """Say one of the default wordings."""
        self.mouth.say(wording(key, self.locale, **values), step)

    def filler(self, key: str, step: str) -> None:
        """Say one of the default wordings to bridge a wait."""
        self.mouth.say(wording(key, self.locale), step, filler=True)

    def prompt(self, state: State, prompt: Prompt, step: str, *, barge: bool = True, filler: bool = False) -> State:
        """Say a designer's text; of several variants the next one."""
        template, state = self._variant(state, prompt)
        if template.at in self.plan.roles:
            where, role = self.plan.roles[template.at]
            self.took.append(Took(where, "prompt", role))
        if self.echoing and not filler:
            self._echo(state, template)
        text = fill(template, lambda path: self._said(state, path), self._kind, self._spoken)
        self.mouth.say(speakable(text, self.locale), step, barge=barge, filler=filler)
        return state

    def in_writing(self, state: State, prompt: Prompt | None) -> str:
        """Return a text as a person of the project's own language would write it; what is secret is dots."""
        if prompt is None:
            return ""

        def form(value: object, kind: str) -> str:
            return str(value) if isinstance(value, Vaulted) else written(value, kind, self.plan.home)

        return fill(prompt.variants[0], lambda path: self.value(state, path), self._kind, form)

    def aloud(self, slot: str, value: object) -> str:
        """Return how a slot's value is said."""
        return self._spoken(self._word((slot,), value), self.plan.slots[slot].type.kind)

    def value(self, state: State, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any slot value
        """Look a value up for a text or a handler; a secret stands for itself."""
        return self.today if path == TODAY else value_at(state, path)

    def _said(self, state: State, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any slot value
        return self._word(path, self.value(state, path))

    def _word(self, path: tuple[str, ...], value: Any) -> Any:  # noqa: ANN401 - any slot value
        """Return a value out of a fixed list in the call's language, any other as it is."""
        words = self.plan.words.get(path)
        return value if words is None else words.get(value, value)

    def _kind(self, path: tuple[str, ...]) -> str:
        return self.plan.kinds.get(path, "")

    def _spoken(self, value: object, kind: str) -> str:
        if isinstance(value, Vaulted):
            return ""
        return spoken(value, kind, self.locale, today=self.today, home=self.plan.home)

    def _variant(self, state: State, prompt: Prompt) -> tuple[Template, State]:
        """Take the variants in turn, so that none comes again before all were used; each call begins elsewhere."""
        if len(prompt.variants) == 1:
            return prompt.variants[0], state
        counter = f"any:{prompt.at}"
        used = state.counters.get(counter, 0)
        return prompt.variants[(self.first_variant + used) % len(prompt.variants)], count(state, counter)

    def _echo(self, state: State, template: Template) -> None:
        """Echo fresh values in front of a line that does not say them anyway."""
        said = {part.path[0] for part in template.parts if not isinstance(part, str)}
        for slot in sorted(self.echoing - said):
            value = value_at(state, (slot,))
            if value is not None and not isinstance(value, Vaulted):
                heard = self.aloud(slot, value)
                self.mouth.echo(f"{heard[:1].upper()}{heard[1:]}.")
        self.echoing.clear()
