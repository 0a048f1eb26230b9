"""Say what recorded calls cost, by component, and what was not spent.

From the traces that `trunkline serve --record` keeps in .trunkline/calls/. Prices are those of the day the call was
answered: engine/prices.yaml, or the table that TRUNKLINE_PRICES names. What a language model took for an answer that
was let go before its end is not in it: providers tell it last.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.errors import MissingPartError


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Add up, and print."""
    folder = settings_in(project).home / "calls"
    costs = list(recorded(folder))
    if not costs:
        raise MissingPartError(f"no call is recorded in {folder}", todo="run: trunkline serve --record")
    found = [total(currency, [cost for cost in costs if cost["currency"] == currency]) for currency in _in(costs)]
    for each in found:
        show(each)
    if as_json:
        typer.echo(json.dumps({"ok": True, "currencies": found}))


def recorded(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the cost of every recorded call that has one."""
    for file in sorted(folder.glob("*/trace.json")):
        try:
            cost = orjson.loads(file.read_bytes()).get("cost")
        except (orjson.JSONDecodeError, AttributeError):
            continue
        if cost:
            yield cost


def total(currency: str, costs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what calls in one currency came to."""
    components: Counter[str] = Counter()
    for cost in costs:
        components.update(cost["components"])
    asked, avoided = (sum(cost["language_model"][name] for cost in costs) for name in ("asked", "avoided"))
    return {
        "currency": currency,
        "prices_of": sorted({cost["prices_of"] for cost in costs}),
        "calls": len(costs),
        "components": {name: round(money, 6) for name, money in components.items()},
        "total": round(sum(components.values()), 6),
        "saved": round(sum(cost["saved"] for cost in costs), 6),
        "language_model": {"asked": asked, "avoided": avoided},
        "unpriced": sorted({name for cost in costs for name in cost["unpriced"]}),
    }


def show(found: dict[str, Any]) -> None:
    """Print it."""
    calls, currency = found["calls"], found["currency"]
    table = Table("component", f"{currency} in all", f"{currency} a call", box=None, pad_edge=False)
    rows = {**found["components"], "total": found["total"], "not spent": found["saved"]}
    for name, money in rows.items():
        table.add_row(name, f"{money:.4f}", f"{money / calls:.5f}")
    show_table(table)
    model = found["language_model"]
    typer.echo(f"{calls} calls, prices of {', '.join(found['prices_of'])}")
    typer.echo(f"a language model was asked {model['asked']} times, and {model['avoided']} times it was not needed")
    if found["unpriced"]:
        typer.echo(f"without a price: {', '.join(found['unpriced'])}")


def _in(costs: list[dict[str, Any]]) -> list[str]:
    return sorted({cost["currency"] for cost in costs})
