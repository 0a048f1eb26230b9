from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import FlowError
from training.asked import asked_in, project_in

Edit = Callable[[Path, str, str, str], None]


def test_what_the_project_asks_stands_in_its_file(shop: Path, edit: Edit) -> None:
    edit(shop, "flows/project.yaml", "name:", "understanding: {precision: 0.99, margin: 0.2}\nname:")
    assert (asked_in(shop).precision, asked_in(shop).margin) == (0.99, 0.2)
    assert project_in(shop).name


def test_a_project_without_its_file_says_so(shop: Path) -> None:
    (shop / "flows" / "project.yaml").unlink()
    with pytest.raises(FlowError, match=r"project\.yaml"):
        asked_in(shop)
