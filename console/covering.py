"""What does ``trunkline test`` say and write about coverage? The table, files for editors and eyes, and the gate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from engine.coverage.count import Coverage
from engine.coverage.gate import Required, Shortfall, parse_required, shortfalls
from engine.coverage.lcov import lcov
from engine.coverage.report import as_object, table
from engine.drawing.draw import picture
from engine.drawing.links import in_editor
from engine.drawing.overlay import over_coverage
from engine.drawing.page import page
from engine.errors import SettingsError
from engine.flows.plan import Plan


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    shown: bool = False
    """``--coverage``: the table and the causes of the gaps."""
    everything: bool = False
    """``--all``: every gap, of every flow."""
    lcov: Path | None = None
    html: Path | None = None
    required: Required | None = None

    def __bool__(self) -> bool:
        """Whether anything was."""
        return self.shown or self.lcov is not None or self.html is not None or self.required is not None


def wanted(
    *, shown: bool, lcov: Path | None, html: Path | None, require: str | None, everything: bool = False
) -> Wanted:
    """Read the options. Raises ``SettingsError`` for a requirement that is none."""
    try:
        required = None if require is None else parse_required(require)
    except ValueError as problem:
        raise SettingsError(f"--require: {problem}") from None
    return Wanted(shown, everything, lcov, html, required)


def tell(
    wish: Wanted, plan: Plan, covered: Coverage, project: Path, names: Sequence[str] = ()
) -> tuple[Shortfall, ...]:
    """Print and write what was asked for; return what the gate finds missing. ``names``: as they were typed."""
    if wish.shown:
        flows = () if wish.everything else flows_of(names, covered)
        for line in table(plan, covered, flows, everything=wish.everything):
            typer.echo(line)
    if wish.lcov is not None:
        _write(wish.lcov, lcov(covered))
    if wish.html is not None:
        drawn = picture(plan)
        _write(wish.html, page(drawn, over_coverage(drawn, covered), in_editor(project), covered))
    short = () if wish.required is None else shortfalls(covered, wish.required)
    for each in short:
        typer.echo(f"not enough: {each}")
    return short


def flows_of(names: Sequence[str], covered: Coverage) -> Collection[str]:
    """Return the flows that ``names`` name, else those that the chosen conversations went through; none: all."""
    return ({flow.name for flow in covered.flows} & set(names)) or covered.touched if names else ()


def told(wish: Wanted, covered: Coverage, short: tuple[Shortfall, ...]) -> dict[str, Any]:
    """Return it as JSON values."""
    return as_object(covered, None if wish.required is None else short)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    typer.echo(f"The coverage is in {path}")
