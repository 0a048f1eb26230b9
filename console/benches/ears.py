"""Break the transcriber's line at a random moment of each call, and count the words that are lost or doubled.

Every 20 ms of the caller's audio carry the word they belong to, and a word is heard when more than half of it arrived.
The ears, the dial, the line and the adapter are those that serve calls, the far end is Deepgram's stand-in, and the
clock is virtual: a run takes minutes, and is the same for a seed. Every call is played without the kill too, which
tells by how much a turn was over later.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from console.bars import drawn
from telephony.bench.ears.run import Wanted, report


def run(
    kills: Annotated[int, typer.Option(help="Calls, with one kill in each.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls and kills.")] = 0,
    provider: Annotated[
        Literal["deepgram-flux", "deepgram-nova"], typer.Option(help="Whose protocol the line speaks.")
    ] = "deepgram-flux",
    handshake: Annotated[float, typer.Option(help="Milliseconds that a dial takes.", min=0)] = 200.0,
    *,
    standby: Annotated[bool, typer.Option("--standby", help="A line waits, and takes over.")] = False,
    mute: Annotated[bool, typer.Option("--mute", help="The line stays open and says nothing any more.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print; exit code 1 when a word is lost or doubled, or a figure missed."""
    wanted = Wanted(kills, seed, provider, handshake, standby=standby, mute=mute)
    with drawn() as bars:
        told = report(wanted, lambda done, of: bars("calls", done, of))
    if as_json:
        typer.echo(json.dumps(told))
    else:
        table = Table("", "")
        for name, value in told.items():
            shown = ", ".join(f"{key} {each:g}" for key, each in value.items()) if isinstance(value, dict) else value
            table.add_row(name.replace("_", " "), str(shown))
        Console().print(table)
    if not told["met"]:
        raise typer.Exit(1)
