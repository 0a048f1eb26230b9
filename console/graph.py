"""Draw the flows: one page to look at, an SVG, or Mermaid text.

Without options .trunkline/graph.html is written: a map of the flows, then each flow with its steps, texts and branches;
repairs are folded away until asked for, and a click on a box copies its file:line and offers to open it. The same
picture can carry what the conversations of tests/calls/ reach (--coverage), one call (--trace), or all that was logged
(--traffic).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import orjson
import typer

from console.folder import settings_in
from console.named import flow_named
from console.test import quiet
from engine.coverage.count import Coverage, coverage
from engine.coverage.items import ANYWHERE
from engine.coverage.records import of_trace
from engine.drawing.draw import picture
from engine.drawing.links import beside, in_editor
from engine.drawing.mermaid import mermaid
from engine.drawing.overlay import NOTHING, Overlay, over_coverage, over_trace, over_traffic
from engine.drawing.page import page
from engine.drawing.svg import svg
from engine.errors import FlowError, SettingsError, StoreError
from engine.flows.findings import has_errors
from engine.flows.model import Run
from engine.flows.plan import Plan
from engine.rehearsal.model import DAY
from engine.rehearsal.run import play_all
from engine.rehearsal.suite import open_suite
from engine.release import load
from engine.settings import Settings
from engine.store.database import Database, usable
from engine.store.passages import Traffic, traffic

Names = Annotated[
    list[str] | None, typer.Argument(help="Only these flows, such as room or flows/room.yaml, and those that they run.")
]
Folder = Annotated[Path | None, typer.Option("--project", help="The folder that holds flows/.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write one self-contained page.")]
Svg = Annotated[Path | None, typer.Option("--svg", help="Write one drawing.")]
Mermaid = Annotated[Path | None, typer.Option("--mermaid", help="Write Mermaid text; - prints it.")]
Unfold = Annotated[bool, typer.Option("--unfold", help="Show repairs in the SVG (the page can unfold them itself).")]
Covered = Annotated[bool, typer.Option("--coverage", help="Play tests/calls/ and paint what they reach.")]
Called = Annotated[str | None, typer.Option("--trace", help="Paint one call: its id, or the file of its trace.")]
Counted = Annotated[bool, typer.Option("--traffic", help="Paint how often calls in the log went where.")]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON.")]


def run(
    *,
    flows: Names = None,
    project: Folder = None,
    html: Html = None,
    svg_file: Svg = None,
    mermaid_file: Mermaid = None,
    unfold: Unfold = False,
    covered: Covered = False,
    trace: Called = None,
    counted: Counted = False,
    as_json: AsJson = False,
) -> None:
    """Draw the flows and say where the picture is."""
    settings = settings_in(project)
    if sum((covered, trace is not None, counted)) > 1:
        raise SettingsError("--coverage, --trace and --traffic are one picture each", todo="choose one of them")
    plan, found = _covered(settings.project) if covered else (load(settings.project).plan, None)
    drawn = picture(plan, chosen(plan, flows or []))
    overlay = NOTHING
    if found is not None:
        overlay = over_coverage(drawn, found)
    elif trace is not None:
        overlay = of_call(settings, plan, trace)
    elif counted:
        overlay = of_traffic(settings, plan)
    written: list[str] = []
    if html is None and svg_file is None and mermaid_file is None:
        html = settings.home / "graph.html"
    if html is not None:
        written.append(write(html, page(drawn, overlay, in_editor(settings.project), found)))
    if svg_file is not None:
        written.append(write(svg_file, svg(drawn, overlay, beside(settings.project, svg_file), unfolded=unfold)))
    if mermaid_file is not None and str(mermaid_file) != "-":
        written.append(write(mermaid_file, mermaid(drawn, overlay, beside(settings.project, mermaid_file))))
    for file in written:
        typer.echo(f"The picture is in {file}", err=str(mermaid_file) == "-")
    if str(mermaid_file) == "-":
        typer.echo(mermaid(drawn, overlay), nl=False)
    if as_json:
        boxes = sum(len(panel.boxes) for panel in drawn.panels)
        told = {"ok": True, "files": written, "flows": [panel.name for panel in drawn.panels], "boxes": boxes}
        typer.echo(json.dumps(told, ensure_ascii=False))


def write(path: Path, text: str) -> str:
    """Write a picture, and return where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def chosen(plan: Plan, names: Sequence[str]) -> frozenset[str]:
    """Return the flows called ``names`` and all that they run. Raises ``SettingsError`` for one that is not there."""
    found = {flow_named(name, {*plan.project.flows, ANYWHERE}) for name in names}
    while True:
        run_too = {
            n.step.flow for n in plan.nodes.values() if isinstance(n.step, Run) and (n.flow or ANYWHERE) in found
        }
        if run_too <= found:
            return frozenset(found)
        found |= run_too


# ---------------------------------------------------------------------------------------------------------- overlays


def _covered(folder: Path) -> tuple[Plan, Coverage]:
    """Play the conversations; whether they are as expected is ``trunkline test``'s business."""
    suite = open_suite(folder, "pinned", DAY)
    if has_errors(suite.findings):
        raise FlowError("\n".join(map(str, suite.findings)), todo="mend these, then run: trunkline test")
    with quiet():
        played = play_all(suite.calls, suite.theatre)
    plan = suite.theatre.release.plan
    return plan, coverage(plan, played)


def of_call(settings: Settings, plan: Plan, name: str) -> Overlay:
    """Paint the call whose id or trace file is ``name``. Raises ``StoreError`` when there is no such trace."""
    path = Path(name) if name.endswith(".json") else settings.home / "calls" / Path(name).name / "trace.json"
    try:
        trace = orjson.loads(path.read_bytes())
        turns = of_trace(trace)
    except OSError:
        raise StoreError(f"there is no trace {path}", todo="name the call's id, or the file of its trace") from None
    except ValueError as problem:
        raise StoreError(f"{path} is not a trace: {problem}", todo="name another") from None
    gone = {node for turn in turns for node in turn.path if node not in plan.nodes}
    if gone:
        what = "1 step of this call is" if len(gone) == 1 else f"{len(gone)} steps of this call are"
        typer.echo(f"{what} not in the flows: it ran on another release.", err=True)
    return over_trace(plan, turns, f"Call {trace.get('sid', path.stem)}")


def of_traffic(settings: Settings, plan: Plan) -> Overlay:
    """Paint all that the log holds. Raises ``StoreError`` when it holds nothing."""
    found = asyncio.run(_traffic(settings))
    if not found.turns:
        raise StoreError("no call has been logged yet", todo="answer some calls first: trunkline serve")
    calls = "1 call" if found.calls == 1 else f"{found.calls:,} calls"
    return over_traffic(plan, found.turns, found.left, f"Traffic of {calls}")


async def _traffic(settings: Settings) -> Traffic:
    settings.home.mkdir(parents=True, exist_ok=True)
    async with Database.open(settings.database) as database:
        with usable(settings.database):
            return await traffic(database)
