"""Find every problem in flows/, intents/, tests/ and the handlers that they call, and mend what is certain.

Each finding says where it is (file:line:col), how bad, which code, what is wrong and what to do. An error keeps the
project from being served; a warning is for a person to look at. `--explain F020` says what a code means, with a wrong
and a right example. Exit code 1 when there are errors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from console.folder import settings_in
from console.languages import figures, standing
from console.languages import languages as translated
from console.taught import behind
from engine.flows.explain import pages
from engine.flows.findings import Finding, has_errors, suggestion
from engine.flows.sarif import sarif
from engine.inspection import inspect
from engine.intents import load_intents
from engine.schema.write import SCHEMAS, write_schemas
from engine.workshop import Workshop, mend_project

ALONE = ("--sarif", "--explain")
"""Options whose value may be left out."""
_SCREEN = "-"


class OptionalValues(TyperCommand):
    """A command with options whose value may be left out, and with no files: it always reads all."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - the base class's signature
        """Give an option that stands alone the value ``-``; refuse what belongs to no option."""
        left = super().parse_args(ctx, [*_filled(args)])
        if left:
            ctx.fail(f"check reads the whole project, not single files; leave {' '.join(left)} out")
        return left


def _filled(args: Sequence[str]) -> Iterator[str]:
    for index, arg in enumerate(args):
        yield arg
        if arg in ALONE and (index + 1 == len(args) or args[index + 1].startswith("--")):
            yield _SCREEN


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(name="check", help=__doc__, cls=OptionalValues, context_settings={"allow_extra_args": True})
def run(
    *,
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
    sarif_file: Annotated[
        str | None, typer.Option("--sarif", metavar="[FILE]", help="Write SARIF 2.1.0 to FILE, or nothing else here.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--explain", metavar="[CODE]", help="Say what a code means; alone: list them all.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is certain, in place, and say what is left.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --fix: show the changes, make none.")] = False,
    schema: Annotated[
        bool,
        typer.Option("--schema", help="Write .trunkline/schema/ for editors; later checks keep it fresh."),
    ] = False,
) -> None:
    """Print every finding by place, then a summary."""
    if dry_run and not fix:
        raise typer.BadParameter("--dry-run goes with --fix")
    if sarif_file == _SCREEN and (as_json or dry_run):
        raise typer.BadParameter("give --sarif a file here: its document would not stand alone")
    if code is not None:
        explain(code, as_json=as_json)
        return
    settings = settings_in(project)
    workshop = mend_project(settings.project) if fix else None
    if workshop is not None and not dry_run:
        workshop.deliver(settings.project)
    if schema or (settings.project / SCHEMAS).is_dir():
        write_schemas(settings.project)
    inspection = inspect(settings.project)
    found = workshop.mended.left if workshop is not None and dry_run else inspection.findings
    if sarif_file is not None:
        _write_sarif(sarif_file, found)
    languages, notes = translated(settings.project), behind(settings, load_intents(settings.project).labels)
    if sarif_file != _SCREEN:
        _show(found, workshop, dry_run=dry_run)
        _promise(settings.project, found, fixed=workshop is not None)
        for each in languages:
            typer.echo(standing(each))
        typer.echo(summary(found))
        for note in notes:
            typer.echo(f"{note[0].upper()}{note[1:]}")
        if inspection.unread:
            files = ", ".join(inspection.unread)
            typer.echo(f"Mend {files} first: other findings may only be there because it cannot be read.")
    if as_json:
        told = {**as_object(found, workshop), "locales": [figures(each) for each in languages], "notes": notes}
        typer.echo(json.dumps(told, ensure_ascii=False))
    raise typer.Exit(1 if has_errors(found) else 0)


def _write_sarif(file: str, found: Sequence[Finding]) -> None:
    document = json.dumps(sarif(found, pages()), ensure_ascii=False, indent=2)
    if file == _SCREEN:
        typer.echo(document)
    else:
        Path(file).write_text(f"{document}\n", "utf-8")


def _show(found: Sequence[Finding], workshop: Workshop | None, *, dry_run: bool) -> None:
    if workshop is not None:
        for finding in workshop.mended.done:
            typer.echo(f"{finding.at}: {'would mend' if dry_run else 'mended'} {finding.code}: {finding.message}")
        if dry_run:
            typer.echo(workshop.diff(), nl=False)
    for finding in found:
        typer.echo(str(finding))


def _promise(folder: Path, found: Sequence[Finding], *, fixed: bool) -> None:
    """Say how many of what is found ``--fix`` would mend, or why it has left some that it could have changed."""
    mendable = sum(bool(finding.edits) for finding in found)
    if mendable and fixed:
        typer.echo(f"{mendable} of these would bring other errors if mended alone: look at them yourself.")
    elif mendable and (done := len(mend_project(folder).mended.done)):
        typer.echo(f"{min(mendable, done)} of these can be mended for you: trunkline check --fix")


def explain(code: str, *, as_json: bool) -> None:
    """Print a code's page, or the list of all codes."""
    known = pages()
    name = code.upper()
    told: dict[str, object]
    if code == _SCREEN:
        told = {"codes": [{"code": each.code, "title": each.title} for each in known.values()]}
        text = "\n".join(f"{each.code}  {each.title}" for each in known.values())
    elif name in known:
        page = known[name]
        told = {"code": name, "title": page.title, "page": page.text}
        text = f"{name}\n\n{page.text.rstrip()}"
    else:
        hint = suggestion(name, known) or "trunkline check --explain lists all"
        raise typer.BadParameter(f"there is no code '{code}'; {hint}", param_hint="--explain")
    typer.echo(text)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))


def summary(found: Sequence[Finding]) -> str:
    """Say how it stands in one line."""
    errors = sum(finding.severity == "error" for finding in found)
    warnings = len(found) - errors
    if not found:
        return "Nothing to mend."
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}."


def as_object(found: Sequence[Finding], workshop: Workshop | None = None) -> dict[str, object]:
    """Return the findings as a program reads them."""
    told: dict[str, object] = {
        "ok": not has_errors(found),
        "errors": sum(finding.severity == "error" for finding in found),
        "warnings": sum(finding.severity == "warning" for finding in found),
        "findings": [_as_object(finding) for finding in found],
    }
    return told if workshop is None else told | {"mended": [_as_object(finding) for finding in workshop.mended.done]}


def _as_object(finding: Finding) -> dict[str, object]:
    return {
        "file": finding.at.file,
        "line": finding.at.line,
        "column": finding.at.column,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "hint": finding.hint,
        "fixable": bool(finding.edits),
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
