"""How is a table printed? As rich lays it out, without spaces at the ends of its lines."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table


def show_table(table: Table) -> None:
    """Print ``table`` as wide as the screen."""
    screen = Console()
    with screen.capture() as drawn:
        screen.print(table)
    for line in drawn.get().splitlines():
        typer.echo(line.rstrip())
