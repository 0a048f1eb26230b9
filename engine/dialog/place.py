"""Where does the conversation stand, and what is possible here? Questions that change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.dialog.choices import stems
from engine.dialog.slots import Reading, read_slot
from engine.dialog.spans import span_of
from engine.dialog.state import Frame, State, Vaulted, Visit, depth, root, root_at, slots_of, value_at
from engine.dialog.words import phrase_at, words
from engine.flows.expression import decide
from engine.flows.given import TODAY
from engine.flows.model import Ask, Confirm, Flow, Listen, Slot
from engine.flows.plan import Node, Plan
from engine.language import Language, of

WEAK = frozenset({"text", "name", "yes_no", "number", "email"})
"""Slot types that read a value from almost anything: taken in passing only where words say what it is."""


OPTION = "|"
"""Stands where an option was read."""


@dataclass(frozen=True, slots=True)
class Place:
    """A plan, a state, and the day."""

    plan: Plan = field(repr=False)
    state: State
    today: date
    """Gives "next Tuesday" its meaning."""

    @property
    def locale(self) -> str:
        """The call's."""
        return self.plan.project.locale

    @property
    def node(self) -> Node | None:
        """The question that waits."""
        return self.plan.nodes.get(self.state.cursor)

    @property
    def asked(self) -> Slot | None:
        """The slot that is asked."""
        node = self.node
        return self.plan.slots.get(node.step.slot) if node is not None and isinstance(node.step, Ask) else None

    @property
    def confirm(self) -> Node | None:
        """The confirmation that waits."""
        return self.node if self.node is not None and isinstance(self.node.step, Confirm) else None

    @property
    def listen(self) -> Listen | None:
        """The open question that waits."""
        return self.node.step if self.node is not None and isinstance(self.node.step, Listen) else None

    @property
    def idle(self) -> bool:
        """Whether nothing is open but "anything else?"."""
        return not self.state.stack

    @property
    def secret(self) -> bool:
        """Whether a secret is asked."""
        return self.asked is not None and self.asked.secret

    @property
    def flow(self) -> Flow | None:
        """The root flow that is open."""
        frame = root(self.state)
        return None if frame is None else self.plan.flow(frame.flow)

    # ------------------------------------------------------------------------------------------------------ values

    def value(self, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any slot value
        """Look a value up for an expression; a secret is not known to any."""
        found = self.today if path == TODAY else value_at(self.state, path)
        return None if isinstance(found, Vaulted) else found

    def read(self, slot: Slot, text: str) -> Reading | None:
        """Read a value for ``slot`` from speech; never a secret, never what is keyed only."""
        if slot.secret or not slot.voice:
            return None
        return read_slot(slot.type, text, today=self.today, locale=self.locale, home=self.plan.home)

    def unfit(self, slot: Slot, value: object) -> int | None:
        """Return which check ``value`` fails for certain; one that cannot be decided yet is decided at its question."""

        def lookup(path: tuple[str, ...]) -> object:
            return value if path == (slot.name,) else self.value(path)

        return next((i for i, each in enumerate(slot.checks) if decide(each.condition, lookup) is False), None)

    def correctable(self) -> Iterator[Slot]:
        """Yield the known slots of the open flow, latest first; secrets are keyed anew, not corrected."""
        frame = root(self.state)
        own = [] if frame is None else [name for name, value in frame.slots.items() if value is not None]
        names = [*reversed(own), *(name for name in self.state.kept if name not in own)]
        yield from (
            self.plan.slots[name] for name in names if name in self.plan.slots and not self.plan.slots[name].secret
        )

    def unfilled(self, flow: str) -> Iterator[Slot]:
        """Yield the slots that ``flow`` asks itself and that are not known, in its order."""
        known = slots_of(self.state)
        names = dict.fromkeys(n.step.slot for n in self.plan.listed(flow) if isinstance(n.step, Ask))
        for name in names:
            slot = self.plan.slots.get(name)
            if slot is not None and name not in known and not slot.secret:
                yield slot

    # -------------------------------------------------------------------------------------------------- corrections

    def reader(self, slot: str) -> tuple[int, Visit] | None:
        """Return the earliest step of the open flow's trail that used ``slot``, with its place in the trail."""
        frame = root(self.state)
        trail = () if frame is None else frame.trail
        return next(((i, v) for i, v in enumerate(trail) if slot in self.plan.nodes[v.node].reads), None)

    def gone_through(self, slot: str) -> bool:
        """Whether going back to where ``slot`` was used would undo, or do again, something that was committed."""
        found = self.reader(slot)
        frame = root(self.state)
        return found is not None and frame is not None and any(v.committed for v in frame.trail[found[0] :])

    def stale(self, slot: str) -> frozenset[str]:
        """Return the results that were computed from ``slot``, directly or through others."""
        found = {slot}
        frame = root(self.state)
        for each in () if frame is None else frame.trail:
            node = self.plan.nodes[each.node]
            if node.writes and not isinstance(node.step, Ask) and node.reads & found:
                found.add(node.writes)
        return frozenset(found - {slot})

    def named(self, slot: Slot, text: str) -> bool:
        """Whether ``text`` calls ``slot`` by a word of its name: "account 6 5 4 3 2 1"."""
        return not _names(slot).isdisjoint(_letters(text))

    def bare(self, slot: Slot, text: str, reading: Reading) -> bool:
        """Whether ``text`` is nothing but the value that was read for ``slot``, and words of its name: "six people"."""
        start, end = reading.span
        others = [word.text for part in (text[:start], text[end:]) for word in words(part, of(self.locale))]
        return reading.share >= 1 or _names(slot).union(of(self.locale).noise).issuperset(others)

    def surely(self, slot: Slot, text: str, reading: Reading) -> bool:
        """Whether words say what a value is that could be read from almost anything: "two nights", "my name is Jo"."""
        language = of(self.locale)
        before, after = words(text[: reading.span[0]], language), words(text[reading.span[1] :], language)
        match slot.type.kind:
            case "email":
                return True
            case "name":
                called = language.contacts.name_surely
                return any(phrase_at(before, i, called) for i in range(len(before)))
            case "number":
                counted = text[reading.span[1] :].lstrip(" ,.").startswith(OPTION)
                others = {word.text for word in (*before, *after)}
                beyond = others - language.noise - language.numbers.taken_with
                of_them = bool(phrase_at(after, 0, language.numbers.of_them))
                return self.counts(slot, text, reading) or counted or of_them or beyond <= _naming(language)
            case _:
                return False

    def counts(self, slot: Slot, text: str, reading: Reading) -> bool:
        """Whether a word of a slot's name, or one for the same, stands beside a number: "three kids" for children."""
        language = of(self.locale)
        before, after = words(text[: reading.span[0]], language), words(text[reading.span[1] :], language)
        return not _stems(_names(slot), language).isdisjoint(
            _stems([w.text for w in (*before[-2:], *after[:2])], language)
        )

    def at_an_hour(self, before: str) -> bool:
        """Whether the words before a number say that it is an hour."""
        language = of(self.locale)
        return any(word.text in language.clock.leads for word in words(before, language)[-1:])

    def none_of(self, slot: Slot, text: str) -> bool:
        """Whether ``text`` says that there is none of what a number counts: "no children"."""
        language = of(self.locale)
        ws = words(text, language) if slot.type.kind == "number" else []
        behind = [ws[i + 1].text for i, word in enumerate(ws[:-1]) if word.text in language.numbers.none]
        return not _stems(_names(slot), language).isdisjoint(_stems(behind, language))

    def span(self, text: str) -> tuple[date, date, tuple[int, int]] | None:
        """Read the first and the last of several days from ``text``, and where they stand."""
        return span_of(text, self.today, of(self.locale), self.locale)

    # ------------------------------------------------------------------------------------------------------- flows

    def startable(self, flow: str) -> bool:
        """Whether a caller may start ``flow``: it has a label and its guard holds."""
        found = self.plan.flow(flow)
        if found is None or not found.start:
            return False
        return found.guard is None or decide(found.guard, self.value) is True

    def may_digress(self) -> bool:
        """Whether the open question may be left for another flow."""
        flow = self.flow
        here = self.plan.flow(self.node.flow) if self.node is not None else None
        interruptible = all(each is None or each.interrupt for each in (flow, here))
        return not self.secret and interruptible and depth(self.state) < self.plan.project.limits.digressions

    def open_below(self, flow: str) -> Frame | None:
        """Return the root frame of ``flow`` when a digression has covered it."""
        at = root_at(self.state)
        below = () if at is None else self.state.stack[:at]
        return next((f for f in reversed(below) if f.is_root and f.flow == flow), None)

    def title(self, flow: str) -> str:
        """How ``flow`` is called aloud."""
        found = self.plan.flow(flow)
        return found.title if found is not None and found.title else flow.replace("_", " ")


def _naming(language: Language) -> set[str]:
    """Return the words that lead to a name."""
    c = language.contacts
    return {word for table in (c.name_after, c.name_parts, c.name_lead) for phrase in table.values for word in phrase}


def _stems(said: Iterable[str], language: Language) -> set[str]:
    """Return the stems of words, and of others that mean the same."""
    kin = language.numbers.kin
    return {kin.get(stem, stem) for word in said for stem in stems(word, language.choosing.endings)}


def _names(slot: Slot) -> set[str]:
    called = slot.called or (slot.name.replace("_", " "),)
    return {word for way in called for word in _letters(way) if len(word) > 3}  # noqa: PLR2004 - "of", "day"


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())
