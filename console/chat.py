"""Talk to the flows in the terminal: the designer's bench.

Type what the caller says; an empty line is silence. /keys 1234 presses keys, /interrupt cuts the last answer, /hangup
or Ctrl-C puts the phone down, /back takes the last turn back. Each turn shows which rule of the turn policy decided it
and who knew, with label, score and runner-up, the steps, the slots with secrets masked, and milliseconds; --quiet
leaves that out. /why explains the last decision, /where names the file and line of the open question, /reload reads
the flows again. /save NAME, or --save FILE at the end, writes the call as a conversation test that passes at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import textwrap
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.text import Text

from console.folder import settings_in
from console.parts import Parts, opened
from console.sitting import Sitting
from console.turns import Turns
from console.typed import HELP, Does, HangsUp, Interrupts, Saves, Unknown, Wishes, read, read_return
from console.why import number
from engine.errors import TrunklineError
from engine.types import CallStarted, HangUp, Leave, Line, Next, Returned, Transfer, Turn

AFTER = "/save NAME keeps this call as a test; /back goes on before the end; Enter leaves"
"""What is left to do when the call is over."""
Read = Callable[[str], str | None]
"""Shows a prompt and returns what was typed; None at the end."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    locale: Annotated[str | None, typer.Option(help="Language of the call, such as es-ES; else the project's.")] = None,
    save: Annotated[Path | None, typer.Option(help="Write the call as a test into this file at the end.")] = None,
    *,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show only what is said.")] = False,
) -> None:
    """Hold one conversation."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    settings = settings_in(project)

    async def story() -> None:
        async with opened(settings, locale) as parts:
            await Chat(parts, ask, Console(highlight=False), quiet=quiet).run(save)

    try:
        asyncio.run(story())
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        sys.stdout.flush()
        os._exit(0)  # everything is closed; the thread that reads still holds stdin, which an ordinary end waits for


def ask(prompt: str) -> str | None:
    """Read one line; what comes through a pipe is shown, as a terminal shows what is typed."""
    try:
        line = input(prompt)
    except EOFError:
        typer.echo()
        return None
    if not sys.stdin.isatty():
        typer.echo(line)
    return line


UNANSWERED = Does(Returned("unanswered"))


class Chat:
    """One sitting, typed and shown."""

    def __init__(self, parts: Parts, ask: Read, screen: Console, *, quiet: bool = False) -> None:
        """Begin with nothing said."""
        self._ask, self._screen, self._quiet = ask, screen, quiet
        self._turns = Turns(screen)
        self._sitting = Sitting(parts, self._heard)

    async def run(self, save: Path | None = None) -> None:
        """Hold the conversation until whoever types has had enough."""
        try:
            left = await self._hold()
            if save is not None:
                await self._save(save.stem.replace("_", " "), save)
        finally:
            await self._sitting.close()
        if left:
            raise asyncio.CancelledError

    async def _hold(self) -> bool:
        """Go on until nothing more is typed; say whether that was by Ctrl-C, which puts the phone down."""
        self._show(await self._sitting.does(CallStarted()))
        try:
            while (line := await _typed(self._ask, "> ")) is not None and await self._obey(line):
                pass
        except asyncio.CancelledError:  # raised again when the call has been saved
            if not self._sitting.over:
                self._sitting.hangs_up()
            return True
        return False

    async def _obey(self, line: str) -> bool:
        """Do what was typed; say whether to go on."""
        typed = read(line)
        if typed == UNANSWERED and not self._sitting.rings:
            self._tell("nobody is asked to take the call")
            return True
        if self._sitting.over and typed != UNANSWERED and isinstance(typed, Does | Interrupts | HangsUp):
            if line.strip() and not isinstance(typed, HangsUp):
                self._tell(f"the call is over: {AFTER}")
                return True
            return False
        match typed:
            case Does(event=event):
                self._show(await self._sitting.does(event))
                return await self._errands()
            case Interrupts(after=after):
                found = self._sitting.interrupts(after)
                self._tell(found if isinstance(found, str) else f"cut: heard was “{found.said[-1]}”")
            case HangsUp():
                self._sitting.hangs_up()
                return False
            case Saves(name=name):
                await self._save(name)
            case Wishes(what=what):
                await self._wish(what)
            case Unknown(problem=problem):
                self._tell(problem)
        return True

    async def _errands(self) -> bool:
        """While the call is outside, ask what came of it; say whether to go on."""
        while isinstance(errand := self._sitting.turn.next, Leave):
            self._tell(f"{errand.handler} sends the call away: {errand.verb}")
            line = await _typed(self._ask, "what came of it? ")
            if line is None or isinstance(read(line), HangsUp):
                self._sitting.hangs_up()
                return False
            back = read_return(line)
            if back is None:
                self._tell("an outcome (declined), with its facts (done last4=4242), or a form (Result=success ...)")
                continue
            try:
                self._show(await self._sitting.came_back(back.outcome, back.facts))
            except ValueError as problem:
                self._tell(str(problem))
        return True

    async def _wish(self, what: str) -> None:
        match what:
            case "back" if self._sitting.back():
                self._tell("taken back; what handlers did stays done. We last said:")
                for line in self._sitting.turn.lines:
                    self._heard(line)
            case "back":
                self._tell("there is nothing to take back")
            case "why":
                self._tell(*self._sitting.why())
            case "where":
                self._tell(*self._sitting.where())
            case "reload":
                try:
                    await self._sitting.reload()
                except TrunklineError as problem:
                    self._tell("the flows do not check, so we go on with those before:", *str(problem).splitlines())
                else:
                    self._tell("reloaded")
            case _:
                self._tell(*HELP)

    async def _save(self, name: str, file: Path | None = None) -> None:
        try:
            path, saved = await self._sitting.save(name, file)
        except FileExistsError as problem:
            self._tell(f"{problem.filename} is there already: choose another name")
            return
        passes = "it passes" if not saved.problems else "a test cannot say everything that happened here:"
        self._tell(f"saved as {path}; {passes}", *(line for each in saved.problems for line in each.splitlines()))

    # ------------------------------------------------------------------------------------------------ the screen

    def _heard(self, line: Line) -> None:
        self._print("  ", spoken(line), "dim" if line.filler else "green")

    def _show(self, turn: Turn) -> None:
        self._tell(*map(str, turn.trouble))
        if not self._quiet:
            self._turns.told(row(turn))
        if ended := ending(turn.next):
            self._tell(*ended, AFTER)

    def _tell(self, *lines: str) -> None:
        for line in lines:
            self._print("  -- ", line, "yellow")

    def _print(self, mark: str, text: str, style: str) -> None:
        """Print ``text``; what does not fit on the line goes on below itself."""
        indent = " " * len(mark)
        lines = textwrap.wrap(text, self._screen.width, initial_indent=mark, subsequent_indent=indent)
        for line in lines or [mark]:
            self._screen.print(Text(line, style), soft_wrap=True)


def spoken(line: Line) -> str:
    """Return a line as the terminal shows it; fillers are bracketed."""
    return f"({line.text})" if line.filler else line.text


def row(turn: Turn) -> dict[str, object]:
    """Return what is shown of a turn besides its words."""
    return {
        "number": number(turn),
        "rule": turn.rule,
        "by": turn.by,
        "candidates": [(each.label, each.score) for each in turn.candidates],
        "path": turn.path,
        "did": turn.did,
        "slots": turn.slots,
        "millis": turn.millis,
    }


def ending(after: Next) -> tuple[str, ...]:
    """Say how the call ended; nothing when it goes on."""
    match after:
        case Transfer(queue=queue, number=called, note=note):
            return (f"put through to {queue} {called}", *((f"note: {note}",) if note else ()))
        case HangUp(reason=reason):
            return (f"the call is over ({reason})",)
        case _:
            return ()


async def _typed(ask: Read, prompt: str) -> str | None:
    """Read in a thread that nobody waits for at the end, so that Ctrl-C ends the conversation at once."""
    line: Future[str | None] = Future()
    line.set_running_or_notify_cancel()

    def reading() -> None:
        try:
            line.set_result(ask(prompt))
        except BaseException as problem:  # noqa: BLE001 - told where it is awaited
            line.set_exception(problem)

    threading.Thread(target=reading, name="typing", daemon=True).start()
    return await asyncio.wrap_future(line)
