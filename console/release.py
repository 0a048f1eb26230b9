"""Check, test and release the working files: new calls get them, calls under way keep what they have.

A release is made only when nothing that `trunkline check` finds is an error, every conversation of tests/calls/ goes as
expected, with pinned understanding and with the trained model, and the conversations show enough of the flows. All that
is in the way is printed at once; exit code 1. Running servers take a release by themselves, within seconds. Where a
paid voice speaks, every fixed line of the release is made first, once, and kept in .trunkline/speech/.

With --candidate only a share of new calls gets it, until --promote gives it to all. --list shows what there is, and
`trunkline rollback` takes the last step back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.table import Table

from console import warmed as speech
from console.bars import drawn
from console.folder import settings_in
from console.tables import show_table
from console.taught import taught
from console.test import quiet
from engine.errors import SettingsError
from engine.rehearsal.model import DAY
from engine.release import load
from engine.releases import register
from engine.releases.draft import Draft, drafted
from engine.releases.gates import Gate, counted
from engine.releases.opened import model_of, opened
from engine.releases.register import WHOLE, Register, percent, plain
from engine.releases.shelf import Shelf
from engine.settings import Settings
from telephony.warming import Warmed

Decide = Callable[[Register], Register]


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    *,
    candidate: Annotated[bool, typer.Option("--candidate", help="Give it to a share of new calls only.")] = False,
    share: Annotated[str, typer.Option(help="How many new calls a candidate gets, such as 10% or 2.5%.")] = "",
    promote: Annotated[bool, typer.Option("--promote", help="Give the candidate to all new calls.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Show what is in force, and what there is.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Release, promote, or list."""
    if candidate + promote + listed > 1:
        raise SettingsError("--candidate, --promote and --list are three things", todo="ask for one of them")
    if share and not candidate:
        raise SettingsError("--share is a candidate's", todo="add --candidate, or leave it out")
    settings = settings_in(project)
    shelf = Shelf(settings.home)
    if listed:
        show(shelf, as_json=as_json)
    elif promote:
        done(put(settings, shelf, partial(register.promoted, at=now())), as_json=as_json)
    else:
        tenths = share_of(share or "10%") if candidate else 0
        make(settings, shelf, tenths, as_json=as_json)


# ------------------------------------------------------------------------------------------------------------ making


def make(settings: Settings, shelf: Shelf, share: int, *, as_json: bool) -> None:
    """Judge the working files and put them into force; ``share`` of 10,000 new calls, 0 for all."""
    with quiet(), drafted(settings.project, today=DAY, at=now(), taught=taught(settings)) as draft:
        for gate in draft.gates:
            tell(gate)
        if draft.manifest is None:
            refuse(draft, as_json=as_json)
        spoken = speak(settings, draft)
        decide = decision(draft.manifest.hash, share, draft.manifest.made)
        after = shelf.put(draft.folder, draft.manifest, decide)
    done(after, as_json=as_json, gates=[as_object(gate) for gate in draft.gates], speech=speech.as_object(spoken))


def speak(settings: Settings, draft: Draft) -> dict[str, Warmed]:
    """Make the speech of its fixed lines, so that servers that take it have it at once."""
    voices = speech.voices(settings)
    if not voices:
        return {}
    with drawn() as bars:
        found = speech.warmed(voices, load(draft.folder), bars)
    for name, each in found.items():
        typer.echo(speech.told(name, each))
    return found


def put(settings: Settings, shelf: Shelf, decide: Decide) -> Register:
    """Put into force what ``decide`` wants, if servers can load it. Raises what is wrong with it, or in the way."""

    def checked(found: Register) -> Register:
        after = decide(found)
        if after.current is not None and after.current != found.current:
            _, manifest = opened(shelf.folder(after.current))
            model_of(manifest, settings.home / "models")
        return after

    return shelf.change(checked)


def decision(name: str, share: int, at: str) -> Decide:
    """Return what is to be done with the release ``name``."""
    if share:
        return partial(register.tried, name=name, share=share, at=at)
    return partial(register.released, name=name, at=at)


def tell(gate: Gate) -> None:
    """Print how one gate went, and everything that keeps it shut."""
    typer.echo(f"{'ok  ' if gate.is_open else 'SHUT'} {gate.name}: {gate.told}")
    for problem in gate.problems:
        for line in problem.splitlines():
            typer.echo(f"     {line}")


def refuse(draft: Draft, *, as_json: bool) -> NoReturn:
    """Say that nothing was released, and end."""
    shut = sum(not gate.is_open for gate in draft.gates)
    typer.echo(f"Not released: {counted(shut, 'gate')} of {len(draft.gates)} {'is' if shut == 1 else 'are'} shut.")
    if as_json:
        typer.echo(json.dumps({"ok": False, "gates": [as_object(gate) for gate in draft.gates]}, ensure_ascii=False))
    raise typer.Exit(1)


def done(after: Register, *, as_json: bool, **more: Any) -> None:  # noqa: ANN401 - plain values for JSON
    """Say what is in force now."""
    for line in standing(after):
        typer.echo(line)
    if as_json:
        typer.echo(json.dumps({"ok": True, **plain(after), **more}, ensure_ascii=False))


def standing(found: Register) -> list[str]:
    """Return what is in force, as lines for people."""
    if found.current is None:
        return ["Nothing is released: servers answer on the working files."]
    before = f"; before it: {found.before[-1]}" if found.before else ""
    lines = [f"{found.current} is current{before}."]
    trial = found.candidate
    if trial is not None:
        lines.append(f"{trial.hash} is on trial and takes {percent(trial.share)} of new calls.")
    return lines


def as_object(gate: Gate) -> dict[str, Any]:
    """Return one gate as a program reads it."""
    return {"gate": gate.name, "ok": gate.is_open, "told": gate.told, "problems": list(gate.problems), **gate.figures}


# ----------------------------------------------------------------------------------------------------------- listing


def show(shelf: Shelf, *, as_json: bool) -> None:
    """Print every stored release, newest first, and what was done with them."""
    found, stored = shelf.register(), shelf.manifests()
    table = Table("release", "made", "intent model", "is", box=None, pad_edge=False)
    for each in reversed(stored):
        table.add_row(each.hash, each.made, each.model[:12] or "none", role(found, each.hash))
    show_table(table)
    if found.history:
        typer.echo("\nWhat was done:")
    for event in found.history:
        typer.echo(f"  {event.at}  {event.what} {event.hash}")
    if found.history:
        typer.echo()
    rows = [{"hash": each.hash, "made": each.made, "model": each.model, "figures": each.figures} for each in stored]
    done(found, as_json=as_json, releases=rows)


def role(found: Register, name: str) -> str:
    """Say what a release is just now."""
    if name == found.current:
        return "current"
    if found.candidate is not None and name == found.candidate.hash:
        return f"candidate, {percent(found.candidate.share)}"
    return "the one before" if found.before and name == found.before[-1] else ""


# ------------------------------------------------------------------------------------------------------------- words


def share_of(text: str) -> int:
    """Read ``10%`` as 1,000 of 10,000. Raises ``SettingsError``."""
    try:
        share = round(float(text.strip().removesuffix("%")) * WHOLE / 100)
    except (ValueError, OverflowError):
        share = 0
    if not 0 < share < WHOLE:
        raise SettingsError(f"'{text}' is no share of calls", todo="write a percentage such as 10% or 2.5%")
    return share


def now() -> str:
    """Return the present moment."""
    return datetime.now(UTC).isoformat(timespec="seconds")
