"""Measure the intent model on the held-out sentences of tests/intents/.

Uses the model in force, at the threshold and margin that flows/project.yaml asks for; needs no train extra. Figures are
printed, and .trunkline/evaluation.html shows them: what is accepted at which risk, whether the promised precision is
kept, what is taken for what, how it goes when words are misheard, and which sentences may stand under the wrong intent.
What was taken for what is kept in .trunkline/evaluation.json, where trunkline check finds it. --baseline trains plain
SetFit on the same sentences, in memory, and shows its figures beside the model's, now and until the sentences change.
"""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from console.bars import drawn
from console.folder import settings_in
from console.tables import show_table
from engine.drawing.links import in_editor
from engine.errors import FlowError, ModelError, SettingsError
from engine.evaluation import Evaluation, digest, save
from engine.flows.findings import has_errors
from engine.intents import LoadedIntents, load_intents
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from training import beliefs
from training.asked import project_in
from training.config import read_config
from training.data import Dataset
from training.evaluate import NONE, Report, Row, in_words
from training.progress import Progress, silent
from training.report import beside
from training.report.assess import Subject, assess
from training.report.beside import MOST_INTENTS, NAME
from training.report.figures import Assessment
from training.report.page import page
from training.report.words import kept, percent
from training.train import read_data
from training.weights import named

PAGE = "evaluation.html"
MOST_TOLD = 20
"""Sentences acted on wrongly that are printed."""


def run(
    *,
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the page here, not to .trunkline/.")] = None,
    look: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    baseline: Annotated[bool, typer.Option("--baseline", help=f"Measure {NAME}, too (needs the train extra).")] = False,
    any_size: Annotated[bool, typer.Option("--any-size", help=f"Also with more than {MOST_INTENTS} intents.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Classify every held-out sentence, count, and draw."""
    settings = settings_in(project)
    loaded = project_in(settings.project)
    folder = current(settings.home / "models")
    classifier = Classifier.load(folder)
    intents = _intents(settings.project)
    data = read_data(settings.project)
    if baseline and not any_size:
        refuse_large(data)
    if data.digest != (classifier.manifest.taught or classifier.manifest.data):
        todo = (
            "trunkline dataset make, trunkline train --dataset latest"
            if classifier.manifest.dataset
            else "trunkline train"
        )
        typer.echo(f"intents/ has changed since this model was trained; to teach it: {todo}", err=True)
    believed = beliefs.load(folder, classifier.manifest)
    weights = named(settings.encoder)
    key = beside.key(intents, weights)
    with _progress() as progress:
        found = assess(Subject(loaded.name, classifier, intents, loaded.understanding, believed), progress)
        if baseline:
            beside.remember(settings.home, key, beside.plain_setfit(data, intents, weights, read_config(), progress))
    found = replace(found, compared=beside.remembered(settings.home, key))
    save(settings.home, _kept(found.report, classifier.manifest.name, intents))
    written = _written(html or settings.home / PAGE, page(found, in_editor(settings.project)))
    if not as_json:
        _show(found)
    typer.echo(f"The report is in {written}", err=as_json)
    if look:
        webbrowser.open(Path(written).resolve().as_uri())
    if as_json:
        typer.echo(json.dumps(as_object(found) | {"html": written}))
    else:
        typer.echo(in_words(found.report, found.asked))


def refuse_large(data: Dataset) -> None:
    """Raise ``SettingsError`` where plain SetFit would train for long."""
    if len(data.labels) > MOST_INTENTS:
        pairs = 2 * read_config().setfit.pairs * len(data.rows)
        raise SettingsError(
            f"{NAME} would train on {pairs:,} pairs of sentences of {len(data.labels)} intents, which takes long",
            todo="if it is worth the time: trunkline evaluate --baseline --any-size",
        )


def as_object(found: Assessment) -> dict[str, object]:
    """Return everything that was measured as one JSON object, the counts at its top."""
    whole: dict[str, object] = msgspec.to_builtins(found)
    counts = whole.pop("report")
    assert isinstance(counts, dict)  # noqa: S101 - a dataclass
    return whole | counts


def _intents(folder: Path) -> LoadedIntents:
    """Read the sentences. Raises ``FlowError`` with every finding, ``ModelError`` when none is held out."""
    intents = load_intents(folder)
    if has_errors(intents.findings):
        raise FlowError("\n".join(map(str, intents.findings)), todo="mend these, then run: trunkline check")
    if not any(texts for label, texts in intents.held_out.items() if label != NONE):
        raise ModelError("there are no held-out sentences", todo="write tests/intents/<label>.yaml")
    return intents


@contextmanager
def _progress() -> Iterator[Progress]:
    """Draw bars where somebody looks; a log needs none, for it takes seconds."""
    if not sys.stderr.isatty():
        yield silent
        return
    with drawn() as bars:
        yield bars


def _written(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def _kept(found: Report, model: str, intents: LoadedIntents) -> Evaluation:
    """Return what the checker shall know: sentences that belong nowhere are no intent of a flow."""
    sentences = {row.label: row.sentences for row in found.intents if row.label != NONE}
    confusions = tuple(each for each in found.confusions if NONE not in each)
    return Evaluation(model, digest(intents), sentences, confusions)


# ------------------------------------------------------------------------------------------------------------ screen


def _show(found: Assessment) -> None:
    counts = found.report
    show_table(_table(counts.intents))
    for group in found.groups[:-1]:
        right = f", {group.taken_right} of {group.taken} rightly" if group.taken else ""
        typer.echo(f"{group.label}: {group.accepted} of {group.sentences} acted on; what is taken for one{right}")
    wrong = [(cell, one) for cell in found.cells for one in cell.examples if one.accepted]
    for cell, one in wrong[:MOST_TOLD]:
        typer.echo(f'{one.at}: "{one.text}" ({cell.label}) taken for {cell.taken}')
    if len(wrong) > MOST_TOLD:
        typer.echo(f"and {len(wrong) - MOST_TOLD} more sentences that were acted on wrongly, all in the report")
    typer.echo(
        f"accuracy {counts.accuracy:.3f}; at threshold {found.threshold:.3f} (precision asked {found.asked}): "
        f"coverage {counts.coverage:.3f}, precision {counts.precision:.3f}, "
        f"asked A or B {counts.clarified:.3f}, out of scope accepted {counts.out_of_scope_accepted:.3f}"
    )
    _show_quality(found)


def _table(rows: tuple[Row, ...]) -> Table:
    table = Table("intent", "sentences", "right", "accepted", "wrongly", "asked A or B", box=None, pad_edge=False)
    for row in rows:
        wrong = row.accepted - row.accepted_right
        right = row.right if row.label != NONE else "-"  # to be right is to accept none
        table.add_row(row.label, *map(str, (row.sentences, right, row.accepted, wrong, row.clarified)))
    return table


def _show_quality(found: Assessment) -> None:
    quality = found.quality
    told = [f"macro-F1 {quality.macro_f1:.3f}"]
    if quality.auroc is not None and quality.fpr95 is not None:
        told.append(f"out of scope AUROC {quality.auroc:.3f}, FPR95 {quality.fpr95:.3f}")
    told.append(f"E-AURC {quality.e_aurc:.4f}, calibration error {quality.calibration_error:.3f}")
    best = ", ".join(f"{share:.3f} at {target}" for target, share in quality.coverage_at.items())
    typer.echo(f"{'; '.join(told)}; the best threshold would cover {best}")
    for promise in found.promises:
        figures = f"{promise.right} of {promise.accepted} right, coverage {promise.coverage:.3f}"
        typer.echo(f"asked {promise.asked:g} (from {promise.threshold:.3f}): {figures}; {kept(promise)}")
    heard = ", ".join(f"{each.accuracy:.3f} with {percent(each.words_wrong)}" for each in found.heard[1:])
    typer.echo(f"accuracy where words are misheard: {heard} of them")
    if (other := found.compared) is not None:
        typer.echo(
            f"{other.name}: accuracy {other.quality.accuracy:.3f}, AUROC {_figure(other.quality.auroc)}, "
            f"E-AURC {other.quality.e_aurc:.4f}; from its usual {other.threshold} coverage {other.coverage:.3f}; "
            f"p50 {other.latency.p50_ms:.2f} ms; {other.seconds:.0f} s to train"
        )
    typer.echo(f"one utterance: p50 {found.latency.p50_ms:.2f} ms, p95 {found.latency.p95_ms:.2f} ms, one thread")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
