"""How are measured servers shown side by side? One column each, one row a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


def show_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the same columns; each row of figures is a column, so that it fits a screen."""
    table = Table("", *(f"{row['server']}, {row['calls']} calls" for row in rows))
    for name in rows[0]:
        if name not in {"server", "calls"}:
            table.add_row(name.replace("_", " "), *(str(row[name]) for row in rows))
    Console().print(table)
