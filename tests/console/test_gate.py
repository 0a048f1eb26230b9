"""The gate decides rightly on a challenger whose difference is known, by real models on a thousand generated rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.errors import SettingsError


def gate(shop: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["bench", "gate", "--project", str(shop), *more])


@pytest.fixture
def shop(shop: Path, challenge: Any) -> Path:
    (shop / ".trunkline" / "models").mkdir(parents=True)
    (shop / ".trunkline" / "models" / "current").write_text("sound")
    challenge(shop, "sound")
    for label, words in {
        "human": "agent person speak", "make_payment": "pay bill money", "order_status": "order parcel where",
    }.items():  # fmt: skip
        said = [f"{a} {b} {c}" for a in words.split() for b in ("the", "my", "a", "is lost") for c in words.split()]
        (shop / "intents" / f"{label}.yaml").write_text("examples:\n" + "".join(f"  - {each}\n" for each in said))
    return shop


@pytest.mark.parametrize(("asked", "promoted"), [("--worse", False), ("--better", True)])
@pytest.mark.parametrize("seed", ["0", "1"])
def test_two_points_decide(shop: Path, asked: str, promoted: bool, seed: str) -> None:
    before = sorted(shop.rglob("*"))
    done = gate(shop, asked, "2", "--rows", "1000", "--seed", seed, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output.splitlines()[-1])
    assert (told["rows"], told["promoted"], told["ok"]) == (1000, promoted, True)
    assert abs(told["points"]) == pytest.approx(2, abs=0.3)
    assert sorted(shop.rglob("*")) == before


def test_the_copy_is_kept_for_who_wants_to_try_by_hand(shop: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert gate(shop, "--better", "2", "--rows", "200", "--keep", str(kept)).exit_code in {0, 1}
    assert len((kept / "frozen.jsonl").read_text().splitlines()) == 200
    assert len(list((kept / ".trunkline" / "models").glob("*/manifest.json"))) == 2
    assert isinstance(gate(shop, "--worse", "2", "--keep", str(kept)).exception, SettingsError)


@pytest.mark.parametrize("wrong", [[], ["--worse", "2", "--better", "2"]])
def test_one_direction_at_a_time(shop: Path, wrong: list[str]) -> None:
    assert isinstance(gate(shop, *wrong).exception, SettingsError)
