"""Measure the intent model on the held-out sentences of tests/intents/.

Uses the model in force, at the threshold and margin that flows/project.yaml asks for; needs no train extra. What was
taken for what is kept in .trunkline/evaluation.json, where trunkline check finds it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.errors import FlowError, ModelError
from engine.evaluation import Evaluation, digest, save
from engine.flows.findings import has_errors
from engine.flows.model import Asked
from engine.flows.project import load
from engine.intents import LoadedIntents, load_intents
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from engine.understanding.router import route
from training.evaluate import NONE, Judged, Report, in_words, report
from training.train import read_data


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Classify every held-out sentence and count."""
    settings = settings_in(project)
    asked = _asked(settings.project)
    classifier = Classifier.load(current(settings.home / "models"))
    intents = load_intents(settings.project)
    if has_errors(intents.findings):
        raise FlowError("\n".join(map(str, intents.findings)), todo="mend these, then run: trunkline check")
    if read_data(settings.project).digest != classifier.manifest.data:
        typer.echo("intents/ has changed since this model was trained; to teach it: trunkline train", err=True)
    held_out = intents.held_out
    if not held_out:
        raise ModelError("there are no held-out sentences", todo="write tests/intents/<label>.yaml")
    found = report(judge(classifier, held_out, asked))
    save(settings.home, _kept(found, classifier.manifest.name, intents))
    threshold = classifier.manifest.threshold(asked.precision)
    if as_json:
        shown = {"model": classifier.manifest.name, "threshold": threshold, "asked": asked.precision}
        typer.echo(json.dumps(shown | msgspec.to_builtins(found)))
    else:
        _show(found, threshold, asked)


def judge(classifier: Classifier, held_out: Mapping[str, tuple[str, ...]], asked: Asked) -> list[Judged]:
    """Score and route every sentence as a call would."""
    threshold = classifier.manifest.threshold(asked.precision)
    judged = []
    for label, sentences in held_out.items():
        for text in sentences:
            scores = classifier.scores(text)
            judged.append(Judged(text, label, route(scores.candidates, scores.none, threshold, asked.margin)))
    return judged


def _kept(found: Report, model: str, intents: LoadedIntents) -> Evaluation:
    """Return what the checker shall know: sentences that belong nowhere are no intent of a flow."""
    sentences = {row.label: row.sentences for row in found.intents if row.label != NONE}
    confusions = tuple(each for each in found.confusions if NONE not in each)
    return Evaluation(model, digest(intents), sentences, confusions)


def _asked(folder: Path) -> Asked:
    loaded = load(folder)
    if loaded.project is None:
        raise FlowError("\n".join(map(str, loaded.findings)), todo="run `trunkline check`")
    return loaded.project.understanding


def _show(found: Report, threshold: float, asked: Asked) -> None:
    table = Table("intent", "sentences", "right", "accepted", "wrongly", "asked A or B", box=None, pad_edge=False)
    for row in found.intents:
        wrong = row.accepted - row.accepted_right
        right = row.right if row.label != NONE else "-"  # to be right is to accept none
        table.add_row(row.label, *map(str, (row.sentences, right, row.accepted, wrong, row.clarified)))
    show_table(table)
    for label, taken, count in found.confusions:
        typer.echo(f"{label} taken for {taken}: {count}")
    typer.echo(
        f"accuracy {found.accuracy:.3f}; at threshold {threshold:.3f} (precision asked {asked.precision}): "
        f"coverage {found.coverage:.3f}, precision {found.precision:.3f}, "
        f"asked A or B {found.clarified:.3f}, out of scope accepted {found.out_of_scope_accepted:.3f}"
    )
    typer.echo(in_words(found, asked.precision))
