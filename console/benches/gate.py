"""Try the gate for intent models: a challenger worse by so many points is to be refused, one better by them promoted.

The frozen set is generated: the project's sentences, misheard in --rows different ways, always the same for a seed. The
worse model is the one in force under a head that was pushed until it lost the points; with --better it is the champion
instead. Everything happens in a copy of the project. Exit code 1 when the gate decides otherwise than it should.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from console.folder import settings_in
from console.promote import judgement, promoted
from console.release import as_object, tell
from engine.errors import SettingsError
from engine.intents import load_intents
from engine.settings import Settings, read_settings
from engine.understanding.manifest import current
from engine.understanding.registry import Registry
from training.degraded import degrade
from training.evaluate import NONE
from training.generated import generated
from training.regression import Sentence

ROWS = 1000
SET = "frozen.jsonl"


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    rows: Annotated[int, typer.Option(help="Sentences of the frozen set.", min=20)] = ROWS,
    seed: Annotated[int, typer.Option(help="Another seed makes another set and another worse model.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="Keep the copy of the project in this new folder.")] = None,
    *,
    worse: Annotated[float, typer.Option(help="Points that the challenger loses.", min=0)] = 0.0,
    better: Annotated[float, typer.Option(help="Points that the challenger gains.", min=0)] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Judge a challenger whose difference is known."""
    if bool(worse) == bool(better):
        raise SettingsError("a challenger is better or worse", todo="trunkline bench gate --worse 2, or --better 2")
    settings = settings_in(project)
    with _place(keep) as folder:
        copy = _copied(settings, folder)
        sentences = _frozen(settings.project, rows, seed)
        _write(folder / SET, sentences)
        registry = Registry(copy.home / "models")
        sound = current(registry.folder)
        made = degrade(sound, sentences, worse or better, seed=seed)
        if better:
            registry.put(made.folder.name, "the worse one, to be beaten")
        challenger = made.folder.name if worse else sound.name
        found = judgement(copy, challenger, on=folder / SET)
        for gate in found.gates:
            tell(gate)
        typer.echo(promoted(copy, found))
        in_force = registry.in_force == challenger
        if keep is not None:  # so that it can be served
            shutil.copytree(settings.project / "tests", folder / "tests")
    as_it_should = in_force == bool(better)
    points = -made.points if worse else made.points
    typer.echo(
        f"{len(sentences)} sentences; the challenger is {points:+.2f} points: "
        f"{'promoted' if in_force else 'refused'}, {'as it should be' if as_it_should else 'which is wrong'}."
    )
    if as_json:
        told = {"ok": as_it_should, "rows": len(sentences), "points": points, "promoted": in_force}
        typer.echo(json.dumps({**told, "gates": [as_object(gate) for gate in found.gates]}, ensure_ascii=False))
    if not as_it_should:
        raise typer.Exit(1)


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="trunkline-gate-") as made:
            yield Path(made)
        return
    if keep.exists() and any(keep.iterdir()):
        raise SettingsError(f"{keep} is not empty", todo="name a new folder")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


def _copied(settings: Settings, folder: Path) -> Settings:
    """Copy what a model is judged by, and the model in force."""
    for part in ("flows", "intents"):
        shutil.copytree(settings.project / part, folder / part)
    for file in settings.project.glob("*.py"):
        shutil.copy(file, folder)
    model = current(settings.home / "models")
    shutil.copytree(model, folder / ".trunkline" / "models" / model.name)
    Registry(folder / ".trunkline" / "models").put(model.name, "copied")
    return read_settings(project=folder)


def _frozen(project: Path, rows: int, seed: int) -> tuple[Sentence, ...]:
    loaded = load_intents(project)
    said = {label: [*each.examples, *loaded.held_out.get(label, ())] for label, each in loaded.intents.items()}
    outside = [*loaded.background, *loaded.held_out.get(NONE, ())]
    return generated(said | {NONE: outside}, rows, seed=seed)


def _write(path: Path, sentences: Sequence[Sentence]) -> None:
    lines = (json.dumps({"text": each.text, "label": each.label}, ensure_ascii=False) for each in sentences)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
