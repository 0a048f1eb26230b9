"""Place one simulated phone call to the demo contact centre and show every turn.

Everything is local: no key is used, even where there are some. Exit code 1 when the call did not show all it must.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from console.bars import drawn
from console.call import ending, shown, speech, summary
from console.folder import settings_in
from console.turns import Turns
from engine.settings import Settings
from engine.understanding.registry import Registry
from telephony.simulator.caller import Caller, Render, Report, save
from telephony.simulator.demo import LONGEST_MS, SCRIPT, Feat, feats, serving
from telephony.simulator.following import Following
from telephony.simulator.script import load
from training.train import ensure


def run(
    project: Annotated[Path | None, typer.Option(help="The folder of one contact centre.")] = None,
    script: Annotated[Path, typer.Option(help="What the caller does.", exists=True, dir_okay=False)] = SCRIPT,
    *,
    voice: Annotated[str, typer.Option(help="The caller's voice: an espeak-ng voice, or flite:slt.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Train if need be, serve, call, and judge."""
    settings = settings_in(project)
    screen = Console(stderr=as_json)
    render = speech()
    train(settings, screen)
    report = asyncio.run(call(settings, script, voice, render, screen))
    wav = save(report, settings.home / "calls")
    trace_file = wav.with_name("trace.json")
    found = feats(orjson.loads(trace_file.read_bytes()) if trace_file.exists() else {}, report)
    judge(found, report, wav, screen)
    if as_json:
        typer.echo(json.dumps(outcome(found, report, wav, trace_file)))
    if not all(feat.shown for feat in found):
        raise typer.Exit(1)


def train(settings: Settings, screen: Console) -> None:
    """See that the model for the sentences of intents/ is there, and in force."""
    with drawn(screen) as bars:
        folder = ensure(settings.project, bars, encoder=settings.encoder)
    registry = Registry(folder.parent)
    if registry.in_force != folder.name:
        registry.put(folder.name, "for the demo, which shows the files as they are")


async def call(settings: Settings, script: Path, voice: str, render: Render, screen: Console) -> Report:
    """Start the server, place the call, and show its turns meanwhile."""
    turns = Turns(screen)
    performed = load(script, voice=voice)
    async with serving(settings.project) as served:
        caller = Caller(performed, served.url, served.token, render=render, longest_ms=LONGEST_MS)
        screen.print(f"A call from {performed.caller} to {served.url}", highlight=False)
        async with shown(Following(served.url, caller.sid, turn=turns.turn, cut=turns.cut)):
            return await caller.call()


def judge(found: tuple[Feat, ...], report: Report, wav: Path, screen: Console) -> None:
    """Print what the call has shown, and where it is kept."""
    screen.print()
    for feat in found:
        sign = "[green]yes[/green]" if feat.shown else "[red] no[/red]"
        screen.print(f"  {sign}  {feat.name}", highlight=False)
    seconds = len(report.tape.us) / 8000
    screen.print(f"\n{seconds:.0f} s; {ending(report)}", highlight=False)
    screen.print(f"listen:  {wav}\nread:    {wav.with_name('trace.json')}", highlight=False, soft_wrap=True)


def outcome(found: tuple[Feat, ...], report: Report, wav: Path, trace: Path) -> dict[str, Any]:
    """Return the demo's result as plain values."""
    shown_feats = {feat.name: feat.shown for feat in found}
    return summary(report) | {"wav": str(wav), "trace": str(trace), "feats": shown_feats}
