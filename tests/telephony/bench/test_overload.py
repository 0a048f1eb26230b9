"""The bench of overload, with a few calls and for a few seconds: who is counted, and what counts as met."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from telephony.bench.overload import Wanted, figures, report


@pytest.mark.timeout(120)
def test_who_rings_at_a_full_server_is_turned_away_and_those_who_are_in_go_on() -> None:
    windows: list[tuple[int, int]] = []
    wanted = Wanted(admitted=6, calls=30, rounds=1, window_s=2.0, warmup_s=2.0)
    told = report(wanted, lambda done, of: windows.append((done, of)))
    assert windows == [(1, 4), (2, 4), (3, 4), (4, 4)]
    away, barge_in = told["turned_away"], told["barge_in_ms"]
    assert (away["calls"], away["let_in"], away["failed"]) == (2 * round(24 * 2.0 / 10.0), 0, 0)
    assert 0 < away["wait_ms"]["p50"] <= away["wait_ms"]["p99"] <= away["wait_ms"]["max"]
    assert list(barge_in) == ["alone", "crowded"]
    assert all(found["calls"] >= 2 for found in barge_in.values())
    assert told["frames"]["lost"] == 0
    assert told["frames"]["sent"] >= 6 * 10 * 50
    assert told["met"] is all(told["goals"].values())


def found(**changes: Any) -> dict[str, Any]:
    return {
        "waits_ms": [10.0, 1000.0],
        "let_in": 0,
        "failed": 0,
        "barge_in_ms": {"alone": [10.0] * 20, "crowded": [11.0] * 20},
        "unheeded": {"alone": 0, "crowded": 0},
        "frames": 100,
        "late_ms": {"alone": 1.0, "crowded": 1.0},
    } | changes


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({}, []),
        ({"let_in": 1}, ["turned away"]),
        ({"failed": 1}, ["turned away"]),
        ({"waits_ms": [1000.1]}, ["turned away in time"]),
        ({"barge_in_ms": {"alone": [10.0] * 20, "crowded": [11.1] * 20}}, ["barge-in p95 unmoved"]),
        ({"barge_in_ms": {"alone": [100.0] * 20, "crowded": [100.0] * 20}}, ["barge-in p99"]),
        ({"unheeded": {"alone": 0, "crowded": 1}}, ["barge-in p99"]),
        ({"frames": 101}, ["frames"]),
    ],
)
def test_what_counts_as_met(changes: dict[str, Any], missed: list[str]) -> None:
    told = figures(Wanted(), found(**changes), taken=100.0)
    assert [goal for goal, met in told["goals"].items() if not met] == missed
    assert told["met"] is (not missed)


def test_somebody_must_be_turned_away() -> None:
    assert CliRunner().invoke(app, ["bench", "overload", "--admitted", "5", "--calls", "5"]).exit_code == 2
