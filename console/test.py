"""Run the conversations of tests/calls/ through the real flows.

Handlers answer what each conversation gives them, and time is virtual, so ten-second timeouts cost nothing. Exit code
1 when anything a conversation expects is not true, when a conversation cannot be read, or when less is covered than
--require asks for.

--coverage tells, flow by flow, which steps ran, which outcomes and repairs happened, which texts were heard and what
started the flow, and lists with file:line what never did: one line for each cause, outcomes first, of the flows that
were named or gone through. --all lists every gap. --watch checks and plays again whenever a file is saved.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import structlog
import typer

from console import check
from console.covering import Wanted, tell, told, wanted
from console.folder import settings_in
from console.watching import POLL_S, watch
from engine.coverage.count import Coverage, coverage
from engine.errors import SettingsError, TrunklineError
from engine.flows.findings import Finding, has_errors
from engine.flows.plan import Plan
from engine.inspection import inspect
from engine.rehearsal.model import DAY, Rehearsal
from engine.rehearsal.run import Played, play_all
from engine.rehearsal.suite import open_suite
from engine.rehearsal.understanding import Mode

CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""What empties a terminal."""
WATCHING = "Watching: save a file to play again; Ctrl-C ends."
Folder = Annotated[Path | None, typer.Option("--project", help="The folder that holds flows/.")]
Names = Annotated[list[str] | None, typer.Argument(help="Only calls whose name or file holds one of these.")]
Who = Annotated[
    Mode,
    typer.Option(
        help="Who understands sentences. pinned: intents/, tests/intents/ and each turn's 'understood' tell; any other "
        "sentence fails. real: the trained model. stub: as pinned, but other sentences are not understood."
    ),
]
Shown = Annotated[bool, typer.Option("--coverage", help="Tell what the conversations reach, and what they do not.")]
Every = Annotated[bool, typer.Option("--all", help="With --coverage: every gap of every flow, each in a line.")]
Lcov = Annotated[Path | None, typer.Option("--lcov", help="Write coverage for editors, which paint the margin.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write one page: the flows, painted by coverage.")]
Require = Annotated[
    str | None,
    typer.Option(
        help="Fail when less is covered: percent of outcomes, and of repairs, of every flow that commits and of all "
        "others together, such as commits=100,others=90."
    ),
]
Watch = Annotated[bool, typer.Option("--watch", help="Check and play again on every save, until Ctrl-C.")]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON.")]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one run."""

    plan: Plan
    played: tuple[Played, ...]
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def good(self) -> bool:
        """Whether everything was as expected, and there was something to expect."""
        return bool(self.played) and not has_errors(self.findings) and not any(each.failures for each in self.played)

    @property
    def covered(self) -> Coverage:
        """What was reached."""
        return coverage(self.plan, self.played)


def run(
    *,
    names: Names = None,
    project: Folder = None,
    understanding: Who = "pinned",
    covered: Shown = False,
    everything: Every = False,
    lcov: Lcov = None,
    html: Html = None,
    require: Require = None,
    watching: Watch = False,
    as_json: AsJson = False,
) -> None:
    """Play every conversation and print what was not as expected."""
    settings = settings_in(project)
    wish = wanted(shown=covered or everything, lcov=lcov, html=html, require=require, everything=everything)
    if watching:
        if as_json:
            raise SettingsError("--watch never ends, and --json is the last line", todo="use one of them")
        _watch(settings.project, names or [], understanding, wish)
        return
    result = played_in(settings.project, names or [], understanding)
    for each in result.played:
        show(each)
    short = tell(wish, result.plan, result.covered, settings.project, names or ()) if wish and result.played else ()
    typer.echo(summary(result.played, result.findings, result.seconds, names or ()))
    if as_json:
        found = as_object(result.played, result.findings, result.seconds)
        if wish:
            found["coverage"] = told(wish, result.covered, short) if result.played else None
        typer.echo(json.dumps(found, ensure_ascii=False))
    raise typer.Exit(0 if result.good and not short else 1)


def played_in(folder: Path, names: Sequence[str], understanding: Mode) -> Result:
    """Play the chosen conversations of the project in ``folder``, and print what is wrong with their files."""
    suite = open_suite(folder, understanding, DAY)
    for finding in suite.findings:
        typer.echo(str(finding))
    calls = [] if has_errors(suite.findings) else chosen(suite.calls, names)
    began = perf_counter()
    with quiet():
        played = play_all(calls, suite.theatre)
    return Result(suite.theatre.release.plan, played, suite.findings, perf_counter() - began)


# ------------------------------------------------------------------------------------------------------------- watch


def _watch(folder: Path, names: Sequence[str], understanding: Mode, wish: Wanted) -> None:
    """Play again whenever a file is saved; Ctrl-C ends it quietly."""

    def rerun(files: Sequence[Path]) -> None:
        if sys.stdout.isatty():
            typer.echo(CLEAR, nl=False)
        again(folder, names, understanding, wish, files)
        typer.echo(WATCHING)

    try:
        watch(folder, rerun, _ticks())
    except KeyboardInterrupt:
        typer.echo()


def _ticks() -> Iterator[None]:
    while True:
        time.sleep(POLL_S)
        yield


def again(folder: Path, names: Sequence[str], understanding: Mode, wish: Wanted, files: Sequence[Path]) -> None:
    """Check and play once: findings or failures, each with its place, then one line. Whatever breaks is told."""
    if files:
        typer.echo(f"saved: {', '.join(str(path.relative_to(folder)) for path in files)}")
    try:
        found = inspect(folder).findings
        for finding in found:
            typer.echo(str(finding))
        if has_errors(found):
            typer.echo(f"{check.summary(found)} Nothing was played: mend these first.")
            return
        result = played_in(folder, names, understanding)
    except (TrunklineError, OSError) as problem:
        typer.echo(f"{problem}\n{getattr(problem, 'todo', '')}".rstrip())
        typer.echo("Nothing was played: mend this first.")
        return
    for each in result.played:
        if each.failures:
            show(each)
    if wish and result.played:
        tell(wish, result.plan, result.covered, folder, names)
    typer.echo(summary(result.played, result.findings, result.seconds, names))


# ----------------------------------------------------------------------------------------------------------- telling


@contextmanager
def quiet() -> Iterator[None]:
    """Keep logs off the screen: what went wrong in a turn and was not wanted is told with the conversation."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)


def chosen(calls: Sequence[Rehearsal], names: Sequence[str]) -> list[Rehearsal]:
    """Return the calls whose name or place holds one of ``names``; all of them when there are none."""
    wanted = [name.lower() for name in names]
    return [call for call in calls if not wanted or any(name in f"{call.at} {call.name}".lower() for name in wanted)]


def show(played: Played) -> None:
    """Print one call: its name, and of every turn that failed all that was wrong, what was heard and where it went."""
    typer.echo(f"{'FAIL' if played.failures else 'ok  '} {played.call.name}")
    for _, turn in groupby(played.failures, lambda failure: failure.turn):
        failures = tuple(turn)
        for failure in failures:
            typer.echo(f"  {failure.line}")
        typer.echo(failures[-1].happened)


def summary(played: Sequence[Played], findings: Sequence[Finding], seconds: float, names: Sequence[str] = ()) -> str:
    """Say how it stands in one line. ``names``: what was to choose among the conversations."""
    if has_errors(findings):
        return "Nothing was played: mend these first."
    if not played and names:
        wanted = " or ".join(f"'{name}'" for name in names)
        return (
            f"No conversation was chosen: none has {wanted} in its name or in its file's, such as tests/calls/x.yaml."
        )
    if not played:
        return "No conversation was chosen: there is none in tests/calls/."
    failed = sum(bool(each.failures) for each in played)
    turns = sum(len(each.turns) for each in played)
    verdict = f"{failed} failed" if failed else "all as expected"
    conversations = "1 conversation" if len(played) == 1 else f"{len(played)} conversations"
    return f"{conversations}, {turns} turns in {seconds:.1f} s: {verdict}."


def as_object(played: Sequence[Played], findings: Sequence[Finding], seconds: float) -> dict[str, Any]:
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
