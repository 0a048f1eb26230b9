"""Say what the mined utterances mean, one key each; every decision is kept the moment it is made.

a accept what is proposed, r relabel (a number, or the beginning of a name), n new intent, o out of scope, d discard,
u undo, q quit. Goes on where it was left. Keys may be piped in, one line each: "a", "r pay_bill", "n parking". With
--labels FILE (JSONL, CSV or TSV with utterance and label) what was labelled elsewhere is decided as it stands there.
"""

from __future__ import annotations

import getpass
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import click
import typer
from rich.console import Console
from rich.markup import escape

from console.folder import settings_in
from engine.errors import DataError
from engine.intents import BACKGROUND, load_intents
from engine.settings import Settings
from engine.store.callers import Callers, caller_key
from training.log.files import read_log
from training.log.problems import Problems
from training.mine.item import QUEUE, Item, read_queue
from training.review.decisions import LABELS, Act, append, decided, proposal, read_decisions, standing
from training.review.desk import KEYS, Desk, chosen, named
from training.weeks.traffic import meanings

Read = Callable[[str], str | None]
"""Asks with a prompt; None: there is nothing more to read."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    by: Annotated[str, typer.Option(help="Who reviews; your user name if not given.")] = "",
    labels: Annotated[Path | None, typer.Option(help="Decide as a labelled file has it.", dir_okay=False)] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Go through the queue."""
    settings = settings_in(project)
    folder = settings.home / "review"
    known = standing(read_decisions(folder / LABELS))
    waiting = tuple(item for item in read_queue(folder / QUEUE) if item.id not in known)
    intents = sorted(
        load_intents(settings.project).labels | {each.label for each in known.values() if each.act == "new"}
    )
    screen = Console(stderr=as_json, highlight=False)
    sitting = Sitting(Desk(waiting), intents, folder / LABELS, by or getpass.getuser(), screen)
    if not waiting:
        screen.print("Nothing waits for review. To look for more: trunkline mine")
    if labels is not None:
        sitting.decide(labelled(labels, settings))
    else:
        sitting.go_on(_keys() if sys.stdin.isatty() else _lines())
    left, count = len(sitting.desk.waiting), sum(sitting.acts.values())
    if as_json:
        typer.echo(json.dumps({"decided": count, "left": left, "acts": +sitting.acts}))
    elif waiting:
        typer.echo(f"{count} decided, {left} left. To make a dataset of them: trunkline dataset make")


@dataclass(slots=True)
class Sitting:
    """One person before one queue."""

    desk: Desk
    labels: list[str]
    path: Path
    by: str
    screen: Console
    acts: Counter[str] = field(default_factory=Counter)

    def go_on(self, read: Read) -> None:
        """Ask until the queue is empty, the person quits, or nothing more can be read."""
        while (item := self.desk.asked) is not None:
            self._show(item)
            typed = read("> ")
            if typed is None:
                return
            key, _, rest = typed.strip().partition(" ")
            if key == "q":
                return
            self._do(item, key, rest, read)

    def decide(self, labels: Mapping[str, str]) -> None:
        """Decide what ``labels`` (id -> label) says, and leave the rest; a label that is no intent makes a new one."""
        self.desk = Desk(tuple(sorted(self.desk.waiting, key=lambda item: item.id not in labels)))
        while (item := self.desk.asked) is not None and (label := labels.get(item.id)):
            name, why = (label, "") if label in {BACKGROUND, *self.labels} else named(label, item, self.labels)
            if why:
                raise DataError(f"the label '{label}' can be no intent's name", todo=why)
            act: Act = "out" if name == BACKGROUND else "relabel" if name in self.labels else "new"
            self._keep(item, act, name)
            self.labels = sorted({*self.labels, name} - {BACKGROUND})

    def _do(self, item: Item, key: str, rest: str, read: Read) -> None:
        match key:
            case "a":
                self._keep(item, "accept", proposal(item))
            case "r":
                self._list()
                label, why = chosen(rest or read("which? ") or "", self.labels)
                self._keep(item, "relabel", label) if label else self.screen.print(escape(why))
            case "n":
                proposed = f"[{item.name}] " if item.name else ""
                label, why = named(rest or read(f"its name? {proposed}") or "", item, self.labels)
                if label:
                    self.labels = sorted([*self.labels, label])
                    self._keep(item, "new", label)
                else:
                    self.screen.print(escape(why))
            case "o":
                self._keep(item, "out", BACKGROUND)
            case "d":
                self._keep(item, "discard", "")
            case "u":
                self._undo()
            case _:
                self.screen.print(", ".join(f"{each} {what}" for each, what in KEYS.items()))

    def _keep(self, item: Item, act: Act, label: str) -> None:
        append(self.path, decided(item, act, label, self.by, datetime.now(UTC)))
        self.desk = self.desk.after()
        self.acts[act] += 1

    def _undo(self) -> None:
        if not self.desk.done:
            self.screen.print("nothing was decided in this sitting")
            return
        self.desk = self.desk.back()
        item = self.desk.waiting[0]
        last = standing(read_decisions(self.path))[item.id]
        append(self.path, decided(item, "undo", "", self.by, datetime.now(UTC)))
        self.acts[last.act] -= 1

    def _list(self) -> None:
        self.screen.print("  ".join(f"{n} {label}" for n, label in enumerate(self.labels, start=1)))

    def _show(self, item: Item) -> None:
        count = len(self.desk.done) + 1
        times = f", said {item.seen} times" if item.seen > 1 else ""
        self.screen.print(f"\n{count} of {count - 1 + len(self.desk.waiting)}: {', '.join(item.reasons)}{times}")
        self.screen.print(f"  [bold]{escape(item.text)}[/bold]")
        held = ", ".join(f"{each.label} {each.score:.2f}" for each in item.candidates)
        self.screen.print(f"  classifier: {held or 'nothing'}; none {item.none:.2f}")
        if item.meaning:
            self.screen.print(f"  {item.by or 'somebody'} made of it: {item.meaning}")
        if item.name:
            self.screen.print(f"  alike and unknown: {item.name}?")
        label = proposal(item)
        said = "out of scope" if label == BACKGROUND else label
        others = "  ".join(f"{key} {what}" for key, what in KEYS.items() if key != "a")
        self.screen.print(f"  a accept as {said}  {others}", style="dim")


def labelled(path: Path, settings: Settings) -> dict[str, str]:
    """Return id -> label of a labelled file; of the same words with several labels, the most frequent one."""
    problems = Problems()
    turns = [turn for turn in read_log(path, Callers(caller_key(settings.home)).hash, problems) if turn.label]
    for line in problems.lines():
        typer.echo(line, err=True)
    if not turns:
        raise DataError(f"{path}: no line has a label", todo="the fields are called utterance and label")
    return meanings(turns)


def _lines() -> Read:
    def read(_prompt: str) -> str | None:
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    return read


def _keys() -> Read:
    """Read a key where one is asked for, and a line where a name is."""

    def read(prompt: str) -> str | None:
        click.echo(prompt, nl=False)
        if prompt != "> ":
            return sys.stdin.readline().rstrip("\n")
        try:
            key = click.getchar()
        except (KeyboardInterrupt, EOFError):
            return None
        click.echo(key)
        return key

    return read
