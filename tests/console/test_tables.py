from __future__ import annotations

import pytest
from rich.table import Table

from console.tables import show_table


def test_no_line_of_a_table_ends_in_spaces(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("release", "is", box=None, pad_edge=False)
    table.add_row("863af345", "current")
    table.add_row("12", "")
    show_table(table)
    assert capsys.readouterr().out == "release   is\n863af345  current\n12\n"
