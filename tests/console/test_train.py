from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app
from console.train import _show_choice, _show_traffic

pytestmark = [pytest.mark.train, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _extra() -> None:
    pytest.importorskip("torch")


def test_the_last_line_is_the_manifest(small: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--project", str(small), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert Path(told["folder"]).name == told["name"]
    assert told["labels"] == ["book", "call_off", "menu", "way"]
    assert told["metrics"]["int8_agreement"] >= 0.99


def test_for_people(small: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--project", str(small)])
    assert result.exit_code == 0, result.output
    assert "4 intents" in result.stdout
    assert "precision 0.98: accept from" in result.stdout
    assert "Is that good enough? trunkline evaluate" in result.stdout
    again = CliRunner().invoke(app, ["train", "--project", str(small)])
    assert "nothing new to learn: this model was trained before" in again.stdout


def test_what_the_audit_cannot_certify_is_said_to_be_unsupported(capsys: pytest.CaptureFixture[str]) -> None:
    sure = {"audited": 300, "right": 299, "certified": 0.984, "supported": True}
    few = {"audited": 12, "right": 12, "certified": 0.779, "supported": False}
    _show_traffic({"in_scope": 0.134, "audited": 400, "at": {"0.98": sure, "0.99": few}})
    told = capsys.readouterr().out
    assert "13% is about these intents, as 400 turns tell" in told
    assert "precision 0.98: 299 of 300 accepted ones of the audit are right, which certifies 0.98\n" in told
    assert "precision 0.99: 12 of 12 accepted ones of the audit are right, which certifies 0.78: unsupported" in told


def test_a_better_candidate_that_eight_bits_change_is_said_to_be_passed_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {"candidate": "proto", "e_aurc": {"frozen": 0.01, "proto": 0.02}, "int8_sentences": 1194}
    _show_choice(found | {"passed_over": {"frozen": 1182 / 1194}}, {"export": {"agreement": 0.99}})
    told = capsys.readouterr().out
    assert "Chosen: proto (risk" in told
    assert "Passed over: frozen, which in eight bits chooses" in told
    assert "for only 1182 of the 1194 sentences; 99% is asked.\n" in told
    _show_choice(found | {"passed_over": {}}, {})
    assert "Passed over" not in capsys.readouterr().out
