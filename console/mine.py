"""Find the logged utterances that are most worth a person's while, and queue them for trunkline review.

Reads our own call log, or with --log a file: JSONL, or CSV or TSV with a column of utterances. Scores every turn anew
with the model in force, on all cores or with --ray on a cluster, and keeps the scores as Parquet in .trunkline/scored.
In the queue: what it was unsure of, what Claude or the caller held for something else, repeats, give-ups, corrections
and protests, groups of what no intent fits, and a fifth drawn at random, the audit. Interrupted, it goes on where it
was.
"""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from console.bars import drawn
from console.folder import settings_in
from engine.errors import MissingPartError
from engine.intents import load_intents
from engine.settings import Settings
from engine.store.callers import Callers, caller_key
from engine.understanding.manifest import current
from training.log.columns import Columns
from training.log.files import read_log
from training.log.problems import Problems
from training.log.record import LoggedTurn
from training.log.stored import StoredLog
from training.mine.item import QUEUE, identity, write_lines
from training.mine.mine import Mined, Wanted
from training.mine.sample import TRAFFIC
from training.rescore.done import Done
from training.review.decisions import LABELS, read_decisions, standing

MOST = 300


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    log: Annotated[Path | None, typer.Option(help="A log in a file, instead of our own.", dir_okay=False)] = None,
    most: Annotated[int, typer.Option(help="Utterances to queue.", min=1)] = MOST,
    *,
    text: Annotated[str, typer.Option(help="Field of the log that holds what was said.")] = "utterance",
    conversation: Annotated[str, typer.Option(help="Field that says which call it was.")] = "sid",
    caller: Annotated[str, typer.Option(help="Field that says who called.")] = "caller",
    ray: Annotated[
        str, typer.Option(help="Score on a Ray cluster: its address, auto, or local to try; needs the ray extra.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="Of the log; empty: UTF-8, or what its first bytes say.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Make the queue anew; what is decided already is not asked again."""
    settings = settings_in(project)
    problems = Problems()
    columns = Columns(text=text, conversation=conversation, caller=caller)
    with _source(settings, log, columns, encoding, problems) as source:
        mined, scores = _mine(settings, source, most, ray)
    folder = settings.home / "review"
    write_lines(folder / TRAFFIC, mined.traffic)
    write_lines(folder / QUEUE, mined.items)
    for line in problems.lines():
        typer.echo(line, err=True)
    reasons = Counter(reason for item in mined.items for reason in item.reasons)
    names = list(dict.fromkeys(item.name for item in mined.items if item.name))
    if as_json:
        told = {"queue": str(folder / QUEUE), "queued": len(mined.items), "turns": mined.turns}
        found = {"different": mined.different, "reasons": reasons, "names": names}
        typer.echo(json.dumps(told | found | scores | {"problems": sum(problems.counts.values())}))
        return
    typer.echo(f"{mined.turns} turns, {mined.different} different utterances, {len(mined.items)} queued")
    for reason, count in reasons.most_common():
        typer.echo(f"  {reason:13} {count}")
    if names:
        typer.echo(f"Groups that no intent fits, by proposed names: {', '.join(names)}")
    if mined.items:
        typer.echo("To review them: trunkline review")


@dataclass(frozen=True, slots=True)
class _Source:
    turns: Iterable[LoggedTurn]
    total: int


@contextmanager
def _source(
    settings: Settings, log: Path | None, columns: Columns, encoding: str, problems: Problems
) -> Iterator[_Source]:
    if log is not None:
        hashed = Callers(caller_key(settings.home)).hash
        with log.open("rb") as file:
            total = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
        yield _Source(read_log(log, hashed, problems, columns, encoding), total)
        return
    stored = StoredLog(settings.database)
    try:
        yield _Source(stored.turns(), len(stored))
    finally:
        stored.close()


def _mine(settings: Settings, source: _Source, most: int, ray: str) -> tuple[Mined, dict[str, Any]]:
    """Return what was mined, and what to tell of the scores."""
    try:
        made = importlib.import_module("training.rescore.run")
    except ModuleNotFoundError as missing:
        raise MissingPartError(
            f"mining needs {missing.name}, which is not installed", todo="pip install 'trunkline[train]'"
        ) from None
    done = Done()
    with made.reading(current(settings.home / "models"), settings.home, ray) as reader, drawn() as bars:
        mined = reader.mine(source.turns, _known(settings), Wanted(most), progress=bars, total=source.total, done=done)
        return mined, {"scores": str(reader.shelf.folder), "rescored": done.scored, "kept": done.kept}


def _known(settings: Settings) -> frozenset[str]:
    """Return the ids of what is taught, held out, or decided already."""
    intents = load_intents(settings.project)
    texts = [text for intent in intents.intents.values() for text in intent.examples]
    texts += [*intents.background, *(text for held in intents.held_out.values() for text in held)]
    decided = standing(read_decisions(settings.home / "review" / LABELS))
    return frozenset(map(identity, texts)) | frozenset(decided)
