from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.dialog.conversation import Conversation
from engine.dialog.place import Place
from engine.dialog.snapshot import dump
from engine.dialog.state import State
from engine.handlers.registry import Call, Handler, Registry
from engine.release import Release, load
from engine.types import (
    Accept,
    CallStarted,
    Candidate,
    Defer,
    Event,
    Fallback,
    Keyed,
    Line,
    Move,
    Outcome,
    Said,
    Silent,
    Situation,
    Turn,
    Verdict,
)

ACME = Path(__file__).parents[2] / "acme"
"""The example project. Here the card is taken by a handler that stays in the call, and a receipt is offered then."""
STAYS = ("commits=True, external=True", "commits=True")
FILLER = ("    as: card\n", "    as: card\n    filler: Taking that payment now.\n")
RECEIPT = """\
  - confirm: Would you like a receipt by e-mail?
    yes:
      - say: It's on its way.
"""
TODAY = date(2026, 3, 4)  # a Wednesday

UNDERSTOOD = {
    "i'd like to make a payment": "make_payment",
    "pay my bill": "make_payment",
    "make a payment": "make_payment",
    "where is my parcel": "order_status",
    "order status": "order_status",
    "my order": "order_status",
    "is there a fee for paying by card?": "question",
    "put me through to a colleague of yours": "human",
}
"""What the classifier is sure of; it knows nothing else."""

Script = Mapping[str, Any]


@dataclass
class Understands:
    """An understander and a fallback with fixed answers, which note what they were asked."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    moves_of: dict[str, tuple[Move, ...]] = field(default_factory=dict)
    takes_s: float = 0.0
    name: str = "a model"
    asked: list[str] = field(default_factory=list)
    situations: list[Situation] = field(default_factory=list)

    async def understand(self, text: str) -> Verdict:
        self.asked.append(text)
        label = UNDERSTOOD.get(text.lower())
        known = Accept((Candidate(label, 0.97),)) if label else Defer(())
        return self.verdicts.get(text.lower(), known)

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        self.situations.append(situation)
        await asyncio.sleep(self.takes_s)
        return self.moves_of.get(situation.utterance.lower(), ())


@dataclass
class Talk:
    """One call, from the caller's side."""

    conversation: Conversation
    understands: Understands
    asked: list[tuple[str, Mapping[str, Any]]]
    """Handlers called, with their arguments."""
    calls: list[Call]
    journal: list[tuple[Turn, Mapping[str, Any]]]
    turns: list[Turn] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    async def turn(self, event: Event) -> Turn:
        turn = await self.conversation.turn(event, self.lines.append)
        self.turns.append(turn)
        return turn

    async def rings(self) -> Turn:
        return await self.turn(CallStarted())

    async def says(self, text: str, confidence: float = 1.0) -> Turn:
        return await self.turn(Said(text, confidence))

    async def keys(self, digits: str) -> Turn:
        return await self.turn(Keyed(digits))

    async def silence(self) -> Turn:
        return await self.turn(Silent())

    async def all(self, *events: str) -> Turn:
        """Ring, then say each of ``events``; one that begins with ``#`` is keyed."""
        turn = await self.rings()
        for event in events:
            turn = await (self.keys(event[1:]) if event.startswith("#") else self.says(event))
        return turn

    @property
    def heard(self) -> str:
        """All that the last turn said."""
        return words(self.turns[-1])

    @property
    def everything(self) -> str:
        """All that the call left behind, reprs and bare values alike; no times, whose digits could be anything."""
        turns = [replace(turn, millis={}) for turn in self.turns]
        rows = [(replace(turn, millis={}), state) for turn, state in self.journal]
        bare = [(t.heard, t.lines, dict(t.slots), getattr(t.next, "context", "")) for t in self.turns]
        return f"{turns!r} {bare} {rows!r} {dump(self.conversation.state)}"


def words(turn: Turn) -> str:
    return " ".join(line.text for line in turn.lines)


def answering(handler: Handler, given: Any, asked: list[Any], calls: list[Call]) -> Handler:
    """Return ``handler`` with written answers: facts, an outcome's name, an exception, a function, or a list."""
    answers = list(given) if isinstance(given, list) else [given]

    async def answer(call: Call, **arguments: Any) -> Any:
        asked.append((handler.name, arguments))
        calls.append(call)
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(found, Exception):
            raise found
        if callable(found):
            return await found(call, **arguments)
        return Outcome(found) if isinstance(found, str) else found

    return replace(handler, function=answer)


@pytest.fixture(scope="session")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("acme") / "acme"
    shutil.copytree(ACME, folder)
    handlers, paying = folder / "handlers.py", folder / "flows" / "make_payment.yaml"
    handlers.write_text(handlers.read_text("utf-8").replace(*STAYS), "utf-8")
    paying.write_text(paying.read_text("utf-8").replace(*FILLER) + RECEIPT, "utf-8")
    return load(folder)


@pytest.fixture(scope="session")
def acme_outside() -> Release:
    """The example project as it is written: the card is captured outside the call."""
    return load(ACME)


OpenCall = Callable[..., Talk]


@pytest.fixture
async def call(acme: Release) -> AsyncIterator[OpenCall]:
    opened: list[Talk] = []

    def open_call(
        given: Script | None = None,
        understands: Understands | None = None,
        *,
        fallback: bool = False,
        release: Release = acme,
        resume: Mapping[str, Any] | None = None,
        locale: str | None = None,
        sid: str = "CA1",
    ) -> Talk:
        more: dict[str, Any] = {"fallback": fallback, "resume": resume, "locale": locale, "sid": sid}
        talk = open_talk(release, given or {}, understands or Understands(), **more)
        opened.append(talk)
        return talk

    yield open_call
    for talk in opened:
        await talk.conversation.close()


def open_talk(
    release: Release,
    given: Script,
    understands: Understands,
    *,
    fallback: bool = False,
    resume: Mapping[str, Any] | None = None,
    locale: str | None = None,
    sid: str = "CA1",
) -> Talk:
    asked: list[tuple[str, Mapping[str, Any]]] = []
    calls: list[Call] = []
    journal: list[tuple[Turn, Mapping[str, Any]]] = []
    missing = AssertionError("this handler has no answer")
    registry = Registry([answering(h, given.get(h.name, missing), asked, calls) for h in release.registry])
    answerer: Fallback | None = understands if fallback else None
    conversation = Conversation(
        replace(release, registry=registry),
        sid=sid,
        services={},
        understander=understands,
        fallback=answerer,
        journal=lambda _sid, turn, state: journal.append((turn, state)),
        today=lambda: TODAY,
        resume=resume,
        locale=locale,
    )
    return Talk(conversation, understands, asked, calls, journal)


@pytest.fixture
def at(acme: Release) -> Callable[..., Place]:
    """Return a place: ``at("make_payment/ask.amount", stack=...)``."""

    def place(cursor: str, **changes: Any) -> Place:
        return Place(acme.plan, State("r", cursor=cursor, **changes), TODAY)

    return place


@pytest.fixture(scope="session")
def open_call_in_loop() -> Callable[..., Talk]:
    """Like ``call``, for tests that bring a loop of their own."""

    def open_call(release: Release, given: Script, *, fallback: bool = False) -> Talk:
        return open_talk(release, given, Understands(), fallback=fallback)

    return open_call


@pytest.fixture(scope="session")
def open_acme(acme: Release) -> Callable[..., Talk]:
    """Open a call on the example project; small in a report, where the project is not."""

    def open_call(given: Script, *, fallback: bool = False) -> Talk:
        return open_talk(acme, given, Understands(), fallback=fallback)

    return open_call


@pytest.fixture(scope="session")
def open_acme_outside(acme_outside: Release) -> Callable[..., Talk]:
    """Open a call on the example project as it is written."""

    def open_call(given: Script, *, fallback: bool = False) -> Talk:
        return open_talk(acme_outside, given, Understands(), fallback=fallback)

    return open_call


@pytest.fixture(scope="session")
def stand(acme: Release) -> Callable[[State], Place]:
    """Return the place where a state stands."""

    def place(state: State) -> Place:
        return Place(acme.plan, state, TODAY)

    return place
