"""Make, list and show versions of what is learned from, and erase a caller.

A version is intents/ and what was reviewed, without doubles, contradictions and what evaluations ask; each sentence
knows its call and its caller. To train on one: trunkline train --dataset NAME
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.errors import DataError, MissingPartError
from engine.flows.findings import suggestion
from engine.intents import BACKGROUND, load_intents
from engine.settings import Settings
from engine.store.callers import Callers, caller_key
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from telephony.twilio_rest import deleted as delete_recordings
from training.dataset.build import build
from training.dataset.erase import Erased, erased
from training.dataset.erase import erase as erase_everywhere
from training.dataset.row import Labelled
from training.dataset.sources import DATASETS, gathered
from training.dataset.suspects import suspects
from training.dataset.version import LATEST, Version, find, read_manifest, read_rows, versions, write_version
from training.log.stored import erase_caller, recordings_of

app = typer.Typer(add_completion=False, help=__doc__, rich_markup_mode=None)

Project = Annotated[Path | None, typer.Option(help="Folder of the contact centre.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]


@app.callback(invoke_without_command=True)
def dataset(context: typer.Context) -> None:
    """Make, list and show versions of what is learned from, and erase a caller. Without a verb: make."""
    if context.invoked_subcommand is None:
        make()


@app.command()
def make(
    project: Project = None,
    evaluation: Annotated[
        list[Path] | None, typer.Option(help="A csv of text,intent that must not be learned.", dir_okay=False)
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Make a version of intents/ and what was reviewed; the same content is the same version."""
    settings = settings_in(project)
    gone = erased(settings.project)
    sources = gathered(settings.project, evaluation or (), gone)
    blocked = _suspects(settings, sources.reviewed and (*sources.taught, *sources.reviewed))
    built = build(replace(sources, blocked=blocked))
    version = write_version(settings.home / DATASETS, built, erased=sorted(gone))
    for each in built.told:
        typer.echo(each, err=True)
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(version) | {"blocked": sorted(blocked)}))
    else:
        _show(version)
        for label in sorted({*version.labels} - load_intents(settings.project).labels - {BACKGROUND}):
            typer.echo(
                f"{label} is new: a model that knows it is promoted once there is intents/{label}.yaml and a flow. "
                f"What callers said: trunkline dataset show --label {label}"
            )
        typer.echo(f"To train on it: trunkline train --dataset {version.name[:8]}")


@app.command("list")
def list_versions(project: Project = None, *, as_json: Json = False) -> None:
    """List the versions, the oldest first."""
    settings = settings_in(project)
    found = versions(settings.home / DATASETS)
    if as_json:
        typer.echo(json.dumps({"versions": msgspec.to_builtins(found)}))
        return
    table = Table("version", "made", "intents", "of intents/", "of calls", "audited", "", box=None, pad_edge=False)
    for each in found:
        gone = f"gone, now {each.gone}" if each.gone else ""
        intents = sum(not label.startswith("_") for label in each.labels)
        figures = map(str, (intents, each.taught, each.logged, each.audited))
        table.add_row(each.name, f"{each.made:%Y-%m-%d %H:%M}", *figures, gone)
    show_table(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The beginning of a version's name, or latest.")] = LATEST,
    project: Project = None,
    label: Annotated[str, typer.Option(help="List the sentences of this label instead, as intents/ has them.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Show what is in a version, and what was left out and why; or what stands under a label."""
    settings = settings_in(project)
    folder = find(settings.home / DATASETS, name)
    version = read_manifest(folder)
    if label:
        _list(version, label, folder, as_json=as_json)
    elif as_json:
        typer.echo(json.dumps(msgspec.to_builtins(version)))
    else:
        _show(version)


@app.command()
def erase(
    caller: Annotated[str, typer.Argument(help="Telephone number, or the hash that a dataset has for it.")],
    project: Project = None,
    *,
    as_json: Json = False,
) -> None:
    """Remove a caller from the log, the queue, the decisions and every version, and delete his recordings.

    Says which models knew him. Exit code 1: a recording of his could not be deleted, and is named.
    """
    settings = settings_in(project)
    who = Callers(caller_key(settings.home)).hash(caller)
    if not who:
        raise typer.BadParameter("write a telephone number, or a hash", param_hint="CALLER")
    found = erase_everywhere(settings.project, who)
    recordings = recordings_of(settings.database, who)
    deleted = asyncio.run(delete_recordings(settings, recordings))
    kept = [each for each in recordings if each not in deleted]
    turns = erase_caller(settings.database, who, kept)
    if as_json:
        told = {"caller": who, "turns": turns, "recordings": len(deleted), "recordings_left": kept}
        typer.echo(json.dumps(msgspec.to_builtins(found) | told))
        raise typer.Exit(1 if kept else 0)
    _erased(who, found, turns, len(deleted))
    for each in kept:
        typer.echo(f"recording {each} is still at Twilio: set its account and token, and erase again", err=True)
    raise typer.Exit(1 if kept else 0)


def _erased(who: str, found: Erased, turns: int, recordings: int) -> None:
    """Print what erasing a caller came to."""
    typer.echo(
        f"{who}: {turns} turns of the log, {found.decisions} decisions and {found.queued} in the queue are gone."
    )
    if recordings:
        typer.echo(f"{recordings} of his recordings at Twilio are deleted.")
    for before, after in found.versions.items():
        typer.echo(f"dataset {before} is gone; without that caller it is {after}")
    for model in found.models:
        typer.echo(f"model {model} was trained on what is erased: trunkline models --remove {model}")
    if found.models:
        typer.echo("One that is in force is to be followed first: trunkline train --dataset latest, trunkline promote")


def _list(version: Version, label: str, folder: Path, *, as_json: bool) -> None:
    """Print the sentences of ``label``. Raises ``DataError`` where there is none."""
    texts = [row.text for row in read_rows(folder)[0] if row.label == label]
    if not texts:
        todo = suggestion(label, version.labels) or f"there are: {', '.join(version.labels)}"
        raise DataError(f"dataset {version.name} has no label '{label}'", todo=todo)
    if as_json:
        typer.echo(json.dumps({"name": version.name, "label": label, "texts": texts}, ensure_ascii=False))
    else:
        typer.echo("\n".join(f"  - {json.dumps(text, ensure_ascii=False)}" for text in texts))


def _suspects(settings: Settings, rows: tuple[Labelled, ...]) -> frozenset[str]:
    """Return whose labels are not believed, as the model in force sees their words."""
    if not rows:
        return frozenset()
    try:
        classifier = Classifier.load(current(settings.home / "models"))
    except MissingPartError as missing:
        typer.echo(f"{missing}: callers' labels were not compared", err=True)
        return frozenset()
    try:
        return suspects(rows, classifier.encoder.embed([row.text for row in rows]))
    finally:
        classifier.close()


def _show(version: Version) -> None:
    typer.echo(f"dataset {version.name}")
    table = Table("label", "sentences", box=None, pad_edge=False)
    for label, count in version.labels.items():
        table.add_row(label, str(count))
    show_table(table)
    typer.echo(
        f"{version.taught} of intents/, {version.logged} of calls by {version.callers} callers, {version.audited} "
        f"drawn at random; {version.turns} turns of traffic"
    )
    for why, count in version.left_out.items():
        typer.echo(f"left out: {why}: {count}")
    if version.gone:
        typer.echo(f"A caller was erased: its data are gone. Now it is {version.gone}")
