from __future__ import annotations

from pathlib import Path

import pytest

from console.folder import PARTS, settings_in
from engine.errors import SettingsError


def way(folder: Path) -> str:
    with pytest.raises(SettingsError, match="there is no project in") as problem:
        settings_in(folder)
    return problem.value.todo


@pytest.mark.parametrize("part", PARTS)
def test_a_folder_with_a_part_of_a_project_is_taken_for_one(tmp_path: Path, part: str) -> None:
    (tmp_path / part).mkdir(parents=True)
    assert settings_in(tmp_path, port=8081).port == 8081


def test_here_is_called_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRUNKLINE_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"^there is no project here$"):
        settings_in(None)


def test_the_project_above_or_below_is_named(shop: Path) -> None:
    assert way(shop / "intents") == f"cd {shop.resolve()}, or make a new one: trunkline new DIR"
    assert way(shop.parent) == f"cd {shop}, or make a new one: trunkline new DIR"


def test_where_none_is_near_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert way(tmp_path) == "cd into one, or make a new one: trunkline new DIR"
