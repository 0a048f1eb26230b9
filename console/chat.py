"""Talk to the flows in the terminal.

Type what the caller says. /keys 1234 presses keys, /silence or an empty line says nothing, /quit or Ctrl-C hangs up.
With --trace every turn shows who understood it, the best label and its score, the rule of the turn policy, the steps
and the milliseconds.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from engine.dialog.conversation import Conversation
from engine.errors import MissingPartError
from engine.flows.model import Asked
from engine.flows.translation import language
from engine.handlers.setup import services
from engine.intents import load_intents
from engine.settings import Settings, read_settings
from engine.types import (
    CallStarted,
    Defer,
    Event,
    HangUp,
    Keyed,
    Leave,
    Line,
    Listening,
    Next,
    Said,
    Silent,
    Transfer,
    Turn,
    Understander,
    Verdict,
)
from engine.understanding.classifier import Classifier
from engine.understanding.fallback import ClaudeFallback
from engine.understanding.local import LocalUnderstander
from telephony import ladder
from telephony.editions import checked_release, load_classifier

Read = Callable[[], str | None]
"""Returns what was typed, None at the end."""
Write = Callable[[str], None]
KNOWN = frozenset({"/keys", "/k", "/silence", "/s", "/quit", "/hangup", "/q"})
COMMANDS = "/keys 1234 presses keys, /silence says nothing, /quit hangs up; anything else is what the caller says"


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    trace: Annotated[bool, typer.Option(help="Show how each turn was decided.")] = False,
    locale: Annotated[str | None, typer.Option(help="Language of the call, such as es-ES; else the project's.")] = None,
) -> None:
    """Hold one conversation."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings = read_settings() if project is None else read_settings(project=project)
    try:
        asyncio.run(_chat(settings, trace=trace, locale=locale))
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        sys.stdout.flush()
        os._exit(0)  # everything is closed; the thread that reads still holds stdin, which an ordinary end waits for


async def _chat(settings: Settings, *, trace: bool, locale: str | None) -> None:
    async with opened(settings, locale) as conversation:
        await talk(conversation, _read, typer.echo, trace=trace)


# ------------------------------------------------------------------------------------------------------- the talking


async def talk(conversation: Conversation, read: Read, write: Write, *, trace: bool = False) -> None:
    """Hold a conversation until either side ends it."""
    event: Event | None = CallStarted()
    while event is not None:
        turn = await conversation.turn(event, lambda line: write(spoken(line)))
        if trace:
            for line in traced(turn):
                write(line)
        if not isinstance(turn.next, Listening):
            write(ending(turn.next))
            return
        event = await _next_event(read, write)


async def _next_event(read: Read, write: Write) -> Event | None:
    while (typed := await _typed(read)) is not None:
        if not is_unknown(typed):
            return event_of(typed)
        write(f"  -- {COMMANDS}")
    return None


async def _typed(read: Read) -> str | None:
    """Read in a thread that nobody waits for at the end, so that Ctrl-C ends the conversation at once."""
    line: Future[str | None] = Future()
    line.set_running_or_notify_cancel()

    def reading() -> None:
        try:
            line.set_result(read())
        except BaseException as problem:  # noqa: BLE001 - told where it is awaited
            line.set_exception(problem)

    threading.Thread(target=reading, name="typing", daemon=True).start()
    return await asyncio.wrap_future(line)


def is_unknown(typed: str) -> bool:
    """Say whether that looks like a command and is none."""
    word = typed.strip().partition(" ")[0].lower()
    return word.startswith("/") and word not in KNOWN


def event_of(typed: str) -> Event | None:
    """Return what the caller did, None for hanging up."""
    word, _, rest = typed.strip().partition(" ")
    match word.lower():
        case "/quit" | "/hangup" | "/q":
            return None
        case "/keys" | "/k":
            return Keyed("".join(c for c in rest.rpartition("*")[2] if c.isdigit()))
        case "" | "/silence" | "/s":
            return Silent()
        case _:
            return Said(typed.strip())


def spoken(line: Line) -> str:
    """Return a line as the terminal shows it; fillers are bracketed."""
    return f"  ({line.text})" if line.filler else f"  {line.text}"


def traced(turn: Turn) -> Iterator[str]:
    """Yield how ``turn`` was decided, and what it did."""
    best = f"{turn.candidates[0].label} {turn.candidates[0].score:.2f}" if turn.candidates else "-"
    yield f"    [{turn.rule}] by {turn.by}  best {best}"
    if turn.path:
        yield f"    {' > '.join(turn.path)}"
    if turn.did:
        yield f"    did {', '.join(f'{name}: {outcome}' for name, outcome in turn.did)}"
    yield f"    {', '.join(f'{name} {value:.1f} ms' for name, value in turn.millis.items())}"


def ending(after: Next) -> str:
    """Say how the call ended."""
    match after:
        case Transfer(queue=queue, number=number, note=note):
            return f"  -- put through to {queue} {number}" + (f"\n     note: {note}" if note else "")
        case HangUp(reason=reason):
            return f"  -- the call is over ({reason})"
        case Leave(handler=handler):
            return f"  -- the call leaves us for {handler}"
        case _:
            return "  -- the call goes on"


def _read() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


# ---------------------------------------------------------------------------------------------------------- the parts


@asynccontextmanager
async def opened(settings: Settings, locale: str | None = None) -> AsyncIterator[Conversation]:
    """Open a conversation on the project, its services and whatever understands. ``locale`` None: the project's."""
    release = checked_release(settings, load_intents(settings.project))
    own = locale is None or language(locale) == language(release.project.locale)
    classifier, model = _classifier(settings), _language_model(settings)
    try:
        embedder = None if classifier is None else classifier.encoder
        async with services(settings, embedder=embedder, language_model=model) as found:
            conversation = Conversation(
                release,
                sid="chat",
                services=found,
                understander=_understander(classifier if own else None, release.project.understanding),
                fallback=None if model is None else ClaudeFallback(model),
                locale=locale,
            )
            yield conversation
            await conversation.close()
    finally:
        if model is not None:
            await model.close()
        if classifier is not None:
            classifier.close()


class _Nobody:
    """Understands nothing: there is no intent model yet, or none for this language."""

    async def understand(self, text: str) -> Verdict:  # noqa: ARG002 - the protocol's
        return Defer(())


def _understander(classifier: Classifier | None, asked: Asked) -> Understander:
    return _Nobody() if classifier is None else LocalUnderstander(classifier, asked)


def _classifier(settings: Settings) -> Classifier | None:
    try:
        return load_classifier(settings)
    except MissingPartError as problem:
        typer.echo(f"{problem}: only rules and keys are understood ({problem.todo})", err=True)
        return None


def _language_model(settings: Settings) -> Any:  # noqa: ANN401 - a LanguageModel that can be closed
    rung = ladder.language_model(settings)
    return importlib.import_module(rung.module).build(settings) if rung.module else None
