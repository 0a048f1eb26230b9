"""Find every problem in flows/, intents/ and the handlers that they call. Exit code 1 when something must be mended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from console.languages import figures, standing
from console.languages import languages as translated
from engine.errors import HandlerError
from engine.flows.check import check
from engine.flows.findings import Finding, error, has_errors
from engine.flows.model import Position
from engine.flows.project import PROJECT_FILE, load
from engine.intents import load_intents
from engine.release import registry_for
from engine.settings import read_settings


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Print every finding by place, then a summary."""
    settings = read_settings() if project is None else read_settings(project=project)
    found = findings(settings.project)
    for finding in found:
        typer.echo(str(finding))
    languages = translated(settings.project)
    for each in languages:
        typer.echo(standing(each))
    typer.echo(summary(found))
    if unread := unreadable(settings.project):
        typer.echo(f"Mend {', '.join(unread)} first: other findings may only be there because it cannot be read.")
    if as_json:
        told = {**as_object(found), "locales": [figures(each) for each in languages]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    raise typer.Exit(1 if has_errors(found) else 0)


def findings(folder: Path) -> tuple[Finding, ...]:
    """Return everything wrong with the project in ``folder``, sorted by place."""
    loaded, intents = load(folder), load_intents(folder)
    found = {*loaded.findings, *intents.findings}
    if loaded.project is not None:
        try:
            registry = registry_for(folder, loaded.project)
        except HandlerError as problem:
            found.add(error(Position(f"flows/{PROJECT_FILE}", 1, 1), "F035", str(problem), problem.todo))
        else:
            found.update(check(loaded.project, registry, intents.labels))
    return tuple(sorted(found))


def unreadable(folder: Path) -> tuple[str, ...]:
    """Return the flow files that could not be read at all, so that what they define is missing elsewhere."""
    project = load(folder).project
    files = sorted(path.stem for path in (folder / "flows").glob("*.yaml") if path.name != PROJECT_FILE)
    return () if project is None else tuple(f"flows/{name}.yaml" for name in files if name not in project.flows)


def summary(found: Sequence[Finding]) -> str:
    """Say how it stands in one line."""
    errors = sum(finding.severity == "error" for finding in found)
    warnings = len(found) - errors
    if not found:
        return "Nothing to mend."
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}."


def as_object(found: Sequence[Finding]) -> dict[str, object]:
    """Return the findings as a program reads them."""
    return {
        "ok": not has_errors(found),
        "errors": sum(finding.severity == "error" for finding in found),
        "warnings": sum(finding.severity == "warning" for finding in found),
        "findings": [
            {
                "file": finding.at.file,
                "line": finding.at.line,
                "column": finding.at.column,
                "severity": finding.severity,
                "code": finding.code,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in found
        ],
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
