"""See week by week whether callers are still who the intent model was made for.

The share of utterances that is acted on at once; the population stability index of the scores against the model's first
whole week (from .1 on they shift, from .25 on it is another population); and of the utterances that `trunkline mine`
drew at random and `trunkline review` labelled, how many were rightly acted on, with the precision that this certifies:
unsupported where the labels are too few. What a log in a file does not say of its utterances, the model in force says.
Exit code 1 when something is to be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.errors import MissingPartError
from engine.settings import Settings
from engine.store.callers import Callers, caller_key
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from training.asked import asked_in
from training.drift import DRIFTED, SHIFTING, Audit, Drift, Week, drift
from training.log.files import read_log
from training.log.problems import Problems
from training.log.record import LoggedTurn
from training.log.scored import judged_by, scored
from training.log.stored import StoredLog
from training.review.decisions import LABELS, read_decisions, standing


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    log: Annotated[Path | None, typer.Option(help="A log in a file, instead of our own.", dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Print every week, and what the labels certify."""
    settings = settings_in(project)
    problems = Problems()
    decided = standing(read_decisions(settings.home / "review" / LABELS)).values()
    audited = {(each.sid, each.index): each.label for each in decided if each.audit and each.label}
    with _turns(settings, log, problems) as turns:
        found = drift(turns, audited, asked_in(settings.project).precision)
    for line in problems.lines():
        typer.echo(line, err=True)
    show(found)
    if as_json:
        told = {"ok": not found.problems, "problems": list(found.problems), **msgspec.to_builtins(found)}
        typer.echo(json.dumps(told, ensure_ascii=False))
    if found.problems:
        raise typer.Exit(1)


def show(found: Drift) -> None:
    """Print it for people."""
    if not found.weeks:
        typer.echo("The log has no utterance yet that the classifier was asked about.")
    else:
        show_table(_table(found.weeks))
    typer.echo(in_words(found.audit))
    if found.undated:
        typer.echo(f"{found.undated} turns have no time and are left out.")
    for problem in found.problems:
        typer.echo(f"{problem[0].upper()}{problem[1:]}")


def in_words(audit: Audit) -> str:
    """Say what the labelled sample tells of the precision, and of the traffic."""
    if not audit.labelled:
        return f"Precision: unsupported. No audited utterance that was acted on is labelled; asked is {audit.asked:g}."
    mix = "" if audit.in_scope is None else f" In scope: {audit.in_scope:.0%} of {audit.sampled} audited."
    return (
        f"Precision: {audit.standing}. {audit.right} of {audit.labelled} labelled ones were acted on rightly "
        f"({audit.precision:.1%}), which certifies {audit.low:.1%}; asked is {audit.asked:g}.{mix}"
    )


def _table(weeks: tuple[Week, ...]) -> Table:
    table = Table("week", "model", "utterances", "acted on", "stability index", "", box=None, pad_edge=False)
    for each in weeks:
        index = "" if each.stability is None else f"{each.stability:.3f}"
        table.add_row(each.week, each.model[:12], str(each.asked), f"{each.accepted:.1%}", index, _verdict(each))
    return table


def _verdict(week: Week) -> str:
    if week.stability is None:
        return ""
    return "another population" if week.stability >= DRIFTED else "shifts" if week.stability >= SHIFTING else "stable"


@contextmanager
def _turns(settings: Settings, log: Path | None, problems: Problems) -> Iterator[Iterator[LoggedTurn]]:
    if log is not None:
        turns = read_log(log, Callers(caller_key(settings.home)).hash, problems)
        try:
            classifier = Classifier.load(current(settings.home / "models"))
        except MissingPartError:  # what the log says itself is told without a model
            yield turns
            return
        try:
            yield scored(turns, judged_by(classifier, asked_in(settings.project)))
        finally:
            classifier.close()
        return
    settings.home.mkdir(parents=True, exist_ok=True)  # a young project has no log, which is no fault
    stored = StoredLog(settings.database)
    try:
        yield stored.turns()
    finally:
        stored.close()
