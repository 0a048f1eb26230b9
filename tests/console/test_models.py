from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from console.main import app
from engine.understanding.registry import Registry


def models(shop: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["models", "--project", str(shop), *more])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_young_project_is_told_to_train(shop: Path) -> None:
    assert "trunkline train" in models(shop)
    assert json.loads(models(shop, "--json").splitlines()[-1]) == {"ok": True, "models": [], "log": []}


def test_every_model_is_shown_with_what_it_is_and_how_it_came_to_that(shop: Path, teach: Any) -> None:
    teach(shop, "a" * 16)
    teach(shop, "b" * 16)
    registry = Registry(shop / ".trunkline" / "models")
    registry.put("b" * 16, "better")
    registry.follow("a" * 16, "to be seen")
    shown = models(shop)
    assert f"{'b' * 16} in force: better" in shown
    told = json.loads(models(shop, "--json").splitlines()[-1])
    assert [(each["in_force"], each["shadows"]) for each in told["models"]] == [(False, True), (True, False)]
    assert [event["what"] for event in told["log"]] == ["in force", "in force", "shadows"]
    assert told["models"][0]["labels"] == ["human", "make_payment", "order_status"]
