"""Make up a log of the project's own calls, to try mine, review, dataset and the notebooks before there are callers.

Its sentences are those of intents/, misheard and with other words around them, heard by the model in force; what each
of them means stands under "label". Callers are telephone numbers that belong to nobody. Given --seed, always the same.
It measures no model: the model has learnt what the calls are made of.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from console.folder import settings_in
from training.log.generated import Wanted
from training.log.written import write_log
from training.playground import pretended


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Where to write it.", dir_okay=False)],
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    calls: Annotated[int, typer.Option(help="Calls, of one to five turns.", min=1)] = 400,
    weeks: Annotated[int, typer.Option(help="Weeks that they are spread over.", min=1)] = 8,
    seed: Annotated[int, typer.Option(help="Another seed makes other calls.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Write the log."""
    if file.suffix != ".jsonl":
        raise typer.BadParameter("its name ends in .jsonl", param_hint="FILE.jsonl")
    settings = settings_in(project)
    turns = pretended(settings.project, Wanted(calls=calls, weeks=weeks, seed=seed))
    write_log(file, turns)
    if as_json:
        typer.echo(json.dumps({"log": str(file), "calls": calls, "turns": len(turns)}))
        return
    typer.echo(f"{len(turns)} turns of {calls} calls are in {file}. Next: trunkline mine --log {file}")
