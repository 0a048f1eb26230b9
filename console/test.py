"""Run the conversations of tests/calls/ through the real flows.

Handlers answer what each conversation gives them, and time is virtual, so ten-second timeouts cost nothing. Exit code
1 when anything a conversation expects is not true, or when a conversation cannot be read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated

import structlog
import typer

from engine.flows.findings import Finding, has_errors
from engine.rehearsal.model import Rehearsal
from engine.rehearsal.run import Played, play_all
from engine.rehearsal.suite import open_suite
from engine.rehearsal.understanding import Mode
from engine.settings import read_settings

Folder = Annotated[Path | None, typer.Option("--project", help="The folder that holds flows/.")]
Names = Annotated[list[str] | None, typer.Argument(help="Only calls whose name or file holds one of these.")]
Who = Annotated[
    Mode,
    typer.Option(
        help="Who understands sentences. pinned: intents/, tests/intents/ and each turn's 'understood' tell; any other "
        "sentence fails. real: the trained model. stub: as pinned, but other sentences are not understood."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON.")]


def run(
    names: Names = None,
    project: Folder = None,
    understanding: Who = "pinned",
    as_json: AsJson = False,
) -> None:
    """Play every conversation and print what was not as expected."""
    settings = read_settings() if project is None else read_settings(project=project)
    suite = open_suite(settings.project, understanding, date.today())  # noqa: DTZ011 - a shop's day is local
    for finding in suite.findings:
        typer.echo(str(finding))
    calls = [] if has_errors(suite.findings) else chosen(suite.calls, names or [])
    began = perf_counter()
    with quiet():
        played = play_all(calls, suite.theatre)
    seconds = perf_counter() - began
    for each in played:
        show(each)
    typer.echo(summary(played, suite.findings, seconds))
    if as_json:
        typer.echo(json.dumps(as_object(played, suite.findings, seconds), ensure_ascii=False))
    good = played and not has_errors(suite.findings) and not any(each.failures for each in played)
    raise typer.Exit(0 if good else 1)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep warnings about handlers off the screen: that a handler fails is what a conversation wanted."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


def chosen(calls: Sequence[Rehearsal], names: Sequence[str]) -> list[Rehearsal]:
    """Return the calls whose name or place holds one of ``names``; all of them when there are none."""
    wanted = [name.lower() for name in names]
    return [call for call in calls if not wanted or any(name in f"{call.at} {call.name}".lower() for name in wanted)]


def show(played: Played) -> None:
    """Print one call: its name, and every failure with what was heard and where the turn went."""
    typer.echo(f"{'FAIL' if played.failures else 'ok  '} {played.call.name}")
    for failure in played.failures:
        typer.echo(f"  {failure}")


def summary(played: Sequence[Played], findings: Sequence[Finding], seconds: float) -> str:
    """Say how it stands in one line."""
    if has_errors(findings):
        return "Nothing was played: mend these first."
    if not played:
        return "No conversation was chosen."
    failed = sum(bool(each.failures) for each in played)
    turns = sum(len(each.turns) for each in played)
    verdict = f"{failed} failed" if failed else "all as expected"
    conversations = "1 conversation" if len(played) == 1 else f"{len(played)} conversations"
    return f"{conversations}, {turns} turns in {seconds:.1f} s: {verdict}."


def as_object(played: Sequence[Played], findings: Sequence[Finding], seconds: float) -> dict[str, object]:
    """Return the result as a program reads it."""
    return {
        "conversations": len(played),
        "failed": sum(bool(each.failures) for each in played),
        "turns": sum(len(each.turns) for each in played),
        "seconds": round(seconds, 3),
        "findings": [str(finding) for finding in findings],
        "failures": [
            {
                "call": each.call.name,
                "at": str(failure.at),
                "message": failure.message,
                "heard": list(failure.heard),
                "path": list(failure.path),
            }
            for each in played
            for failure in each.failures
        ],
    }
