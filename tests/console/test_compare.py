from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from console.main import app
from engine.errors import DataError, ModelError


def compare(shop: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["compare", *more, "--project", str(shop)])


def confused(weights: np.ndarray) -> None:
    """Take payments for orders and orders for payments."""
    weights[[1, 2]] = weights[[2, 1]]


@pytest.fixture
def shop(shop: Path, teach: Any, challenge: Any) -> Path:
    teach(shop, "champion")
    challenge(shop, "challenger", confused)
    return shop


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Sentences that were labelled by people, one of them with a card number."""
    said = [("pay the bill", "make_payment")] * 2 + [("where is order", "order_status"), ("the person", "human")]
    said.append(("pay with 4111 1111 1111 1111 money", "make_payment"))
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in said))
    return path


def test_what_got_worse_is_told_sentence_by_sentence(shop: Path, log: Path) -> None:
    done = compare(shop, "--on", str(log), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output.splitlines()[-1])
    assert (told["champion"], told["challenger"]) == ("champion", "challenger")
    assert told["figures"]["accuracy"]["gain"] < 0
    assert told["figures"]["accuracy"]["verdict"] == "worse"
    assert {"text": "pay the bill", "label": "make_payment"}.items() <= told["worse"][-3].items()
    assert "make_payment: pay the bill (make_payment" in done.output
    assert "4111" not in done.output
    assert told["better"] == []


def test_the_other_way_round_it_is_better(shop: Path, log: Path) -> None:
    done = compare(shop, "challenger", "champion", "--on", str(log), "--json")
    assert json.loads(done.output.splitlines()[-1])["figures"]["accuracy"]["verdict"] == "better"


def test_a_model_does_not_differ_from_itself(shop: Path) -> None:
    done = compare(shop, "champion", "champion", "--json")
    told = json.loads(done.output.splitlines()[-1])
    assert {each["verdict"] for each in told["figures"].values()} == {"no telling"}
    assert told["worse"] == told["better"] == []


def test_a_name_that_is_not_there_and_no_challenger(shop: Path) -> None:
    assert isinstance(compare(shop, "gone").exception, ModelError)
    done = compare(shop, "--on", str(shop / "gone.csv"))
    assert isinstance(done.exception, DataError)
