from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.errors import ModelError, SettingsError
from engine.understanding.registry import Registry


def shadow(shop: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["shadow", *more, "--project", str(shop)])


@pytest.fixture
def shop(shop: Path, teach: Any, challenge: Any) -> Path:
    teach(shop, "champion")
    challenge(shop, "twin")
    return shop


def test_before_a_call_there_is_nothing_to_show(shop: Path) -> None:
    assert isinstance(shadow(shop).exception, ModelError)
    assert "twin shadows champion" in shadow(shop, "twin", "--why", "new data").output
    assert Registry(shop / ".trunkline" / "models").events()[-1].why == "new data"
    shown = shadow(shop).output
    assert "twin shadows champion: 0 utterances\n" in shown
    assert "Nothing was scored yet" in shown


def test_a_model_that_came_into_force_shadows_nothing(shop: Path) -> None:
    registry = Registry(shop / ".trunkline" / "models")
    registry.follow("twin", "")
    registry.put("twin", "every gate is open")
    for asked in ((), ("--json",)):
        done = shadow(shop, *asked)
        assert isinstance(done.exception, ModelError)
        assert "twin shadowed last and is in force now" in str(done.exception)
        assert "trunkline shadow NAME" in done.exception.todo
        assert "shadowed twin" not in done.output
    registry.roll_back("", "")
    shown = shadow(shop).output
    assert "twin shadowed champion: 0 utterances" in shown
    assert "Nothing was scored." in shown


def test_what_cannot_shadow(shop: Path) -> None:
    assert isinstance(shadow(shop, "champion").exception, ModelError)
    assert isinstance(shadow(shop, "gone").exception, ModelError)
    assert isinstance(shadow(shop, "--stop").exception, ModelError)
    assert isinstance(shadow(shop, "twin", "--stop").exception, SettingsError)
    (shop / ".trunkline" / "models" / "twin" / "head.npz").write_bytes(b"half")
    assert isinstance(shadow(shop, "twin").exception, ModelError)
