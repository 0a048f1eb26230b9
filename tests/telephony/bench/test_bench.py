"""Do the benchmarks run, and are all their figures there? Never how large they are: that is what they are run for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app
from telephony.simulator.script import HangUp, Wait

ROOT = Path(__file__).parents[3]


def test_calls_are_measured_against_the_bare_server() -> None:
    done = CliRunner().invoke(app, ["bench", "calls", "--calls", "2", "--seconds", "6", "--warmup", "1", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    floor, ours = found["rows"]
    assert (floor["server"], ours["server"]) == ("floor", "trunkline")
    for row in (floor, ours):
        assert row["calls"] == 2
        assert row["answers"] > 0
        assert row["barge_ins"] > 0
        assert row["cpu_ms_per_call_s"] > 0
        assert row["memory_mb"] > 10
        assert {"answer_p50_ms", "answer_p95_ms", "barge_in_p50_ms", "barge_in_p95_ms"} <= row.keys()
        assert {"stall_ms_per_answer", "unanswered"} <= row.keys()
    assert found["ratio"]["2"] == pytest.approx(ours["cpu_ms_per_call_s"] / floor["cpu_ms_per_call_s"], abs=0.01)


@pytest.mark.parametrize("counts", ["many", "2,x"])
def test_counts_are_numbers(counts: str) -> None:
    assert CliRunner().invoke(app, ["bench", "calls", "--calls", counts]).exit_code == 2


@pytest.mark.local
@pytest.mark.train
@pytest.mark.timeout(300)
def test_memory_is_measured_keyless_and_with_every_adapter(demo_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = pytest.importorskip("telephony.bench.memory")
    monkeypatch.setattr(memory, "STEPS", (Wait(), HangUp()))
    done = CliRunner().invoke(app, ["bench", "memory", "--project", str(ROOT), "--calls", "2", "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout.splitlines()[-1])["rows"]
    assert [row["server"] for row in rows] == ["keyless", "every adapter"]
    for row in rows:
        assert (row["calls"], row["failed"]) == (2, 0)
        assert row["turns"] >= 2
        assert 50 < row["idle_mb"] <= row["peak_mb"]
        assert row["target_mb"] > 0
