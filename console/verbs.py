"""How are commands found? By a table of names; a command's module is imported only when it is used.

So ``trunkline check`` never pays for a speech library, and a serving environment without torch still has every other
verb.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperGroup


def group(table: Mapping[str, str], package: str, kind: str, title: str) -> type[TyperGroup]:
    """Return a group of the commands in ``table`` (name -> what it does): ``run`` or ``app`` in ``package.<name>``.

    A name's hyphen is an underscore in its module's.
    """

    class Commands(TyperGroup):
        """Finds its commands in the table."""

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002, ANN401 - the base class's signature
            """Return the commands in the table's order."""
            return list(table)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002, ANN401 - the base class's signature
            """Import the command's module and return its command."""
            if cmd_name not in table:
                return None
            module = importlib.import_module(f"{package}.{cmd_name.replace('-', '_')}")
            if hasattr(module, "app"):
                return typer.main.get_command(module.app)
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.command(name=cmd_name, help=module.__doc__)(module.run)
            return typer.main.get_command(app)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - the base class's signature
            """Find the command; of one that is not there, say which it may be."""
            if args[0] not in table and not args[0].startswith("-"):
                near = difflib.get_close_matches(args[0], table, n=1)
                todo = f"did you mean '{near[0]}'?" if near else "trunkline --help lists them"
                ctx.fail(f"there is no {kind} '{args[0]}'; {todo}")
            return super().resolve_command(ctx, args)

        def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002, ANN401 - the base class's signature
            """List the commands without importing them."""
            with formatter.section(title):
                formatter.write_dl(list(table.items()))

    return Commands
