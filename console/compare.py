"""Compare two intent models sentence by sentence, and say what is better, what is worse and what could be chance.

Both read the held-out sentences of tests/intents/, and those of --on FILE (JSONL or csv with text and label). Measured
are: sentences whose best intent is right; how many the best threshold covers at the precision that is asked for; the
risk above a perfect model's over all thresholds; and, at each model's own threshold, the precision and the share that
is acted on at once. Each gain comes with its one-sided 95 % bounds, from a paired bootstrap; what one of them alone
gets right is listed.
Without names, the model in force is the champion and the newest that never was in force its challenger.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.errors import DataError
from engine.privacy import mask
from engine.settings import Settings
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from engine.understanding.registry import Registry
from training.asked import asked_in
from training.compare import Comparison, Figure, Pair, compare
from training.config import read_config
from training.evaluate import NONE
from training.regression import Reader, Sentence, answered, held_out, read_set

MOST_LISTED = 20
WORDS = {
    "accuracy": "right",
    "coverage": "covered at {:g}",
    "e_aurc": "excess risk",
    "precision": "precision",
    "acted_on": "acted on at once",
}
"""Measure -> what it says."""


def run(
    champion: Annotated[str, typer.Argument(help="A model, or how its name begins; else the one in force.")] = "",
    challenger: Annotated[str, typer.Argument(help="Another; else the newest that never was in force.")] = "",
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    on: Annotated[Path | None, typer.Option(help="More sentences: JSONL or csv with text and label.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Print every measure of both, and what each alone gets right."""
    settings = settings_in(project)
    registry = Registry(settings.home / "models")
    names = (
        registry.find(champion) if champion else current(registry.folder).name,
        registry.find(challenger) if challenger else registry.challenger(),
    )
    sentences = [*held_out(settings.project), *(read_set(on) if on is not None else ())]
    found = compared(settings, names, sentences)
    typer.echo(f"{names[1]} against {names[0]}, {_set(found)}:")
    show(found)
    if as_json:
        told = {"ok": True, "champion": names[0], "challenger": names[1], **as_object(found)}
        typer.echo(json.dumps(told, ensure_ascii=False))


def compared(settings: Settings, names: tuple[str, str], sentences: Sequence[Sentence]) -> Comparison:
    """Let both models, champion first, read ``sentences``. Raises ``ModelError``, ``FlowError`` or ``DataError``."""
    if not any(each.label != NONE for each in sentences):
        raise DataError("there are no held-out sentences", todo="write tests/intents/<label>.yaml, or name --on FILE")
    asked, config = asked_in(settings.project), read_config()
    classifiers = [Classifier.load(settings.home / "models" / name) for name in names]
    try:
        one, other = (Reader(each, asked.precision, asked.margin) for each in classifiers)
        pairs = answered(sentences, one, other)
    finally:
        for each in classifiers:
            each.close()
    return compare(pairs, precision=asked.precision, in_scope=config.crossfit.in_scope, seed=config.seed)


def show(found: Comparison) -> None:
    """Print the measures as a table, and below it the sentences that make the difference."""
    table = Table("", "champion", "challenger", "gain", "at least", "at most", "", box=None, pad_edge=False)
    for each in found.figures:
        words = WORDS[each.name].format(found.precision)
        both = (f"{each.champion:.4f}", f"{each.challenger:.4f}")
        gain = (f"{each.gain:+.4f}", f"{each.low:+.4f}", f"{each.high:+.4f}")
        table.add_row(words, *both, *gain, verdict(each))
    show_table(table)
    _list("Better: only the challenger gets these right", found.better)
    _list("Worse: only the champion gets these right", found.worse)


def verdict(found: Figure) -> str:
    """Say whether a difference is more than chance."""
    if found.is_worse:
        return "worse"
    return "better" if found.is_better else "no telling"


def as_object(found: Comparison) -> dict[str, Any]:
    """Return the comparison as a program reads it."""
    return {
        "sentences": found.sentences,
        "out_of_scope": found.out_of_scope,
        "precision_asked": found.precision,
        "figures": {each.name: _figure(each) for each in found.figures},
        "better": [_pair(each) for each in found.better],
        "worse": [_pair(each) for each in found.worse],
    }


def _figure(found: Figure) -> dict[str, Any]:
    return {
        "champion": found.champion,
        "challenger": found.challenger,
        "gain": found.gain,
        "low": found.low,
        "high": found.high,
        "verdict": verdict(found),
    }


def _pair(found: Pair) -> dict[str, Any]:
    return {
        "text": mask(found.text),
        "label": found.label,
        "champion": [found.champion.label, round(found.champion.score, 4), found.champion.accepted],
        "challenger": [found.challenger.label, round(found.challenger.score, 4), found.challenger.accepted],
    }


def _list(title: str, pairs: Sequence[Pair]) -> None:
    typer.echo(f"{title}: {len(pairs)}")
    for each in pairs[:MOST_LISTED]:
        champion, challenger = each.champion, each.challenger
        said = f"{champion.label or NONE} {champion.score:.2f} -> {challenger.label or NONE} {challenger.score:.2f}"
        typer.echo(f"  {each.label}: {mask(each.text)} ({said})")
    if len(pairs) > MOST_LISTED:
        typer.echo(f"  and {len(pairs) - MOST_LISTED} more: --json lists them all")


def _set(found: Comparison) -> str:
    return f"on {found.sentences} sentences, {found.out_of_scope} of them out of scope"
