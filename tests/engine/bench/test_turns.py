"""Does the benchmark run, and are all its figures there? Never how large they are: that is what it is run for."""

from __future__ import annotations

import pytest

from engine.bench.turns import report


@pytest.mark.parametrize("pause_s", [0.0, 0.01])
def test_turns_are_measured_beside_bare_langgraph(pause_s: float) -> None:
    found = report(5, 2, pause_s)
    ours, bare = found["rows"]
    assert (ours["side"], bare["side"]) == ("trunkline", "bare")
    assert ours["turns"] == bare["turns"] == 2 * sum(5 * [1]) * found["turns_per_conversation"]
    assert found["above_ms_per_turn"] == pytest.approx(ours["cpu_ms_per_turn"] - bare["cpu_ms_per_turn"], abs=0.002)
    assert found["p95_ratio"] == pytest.approx(ours["p95_ms"] / bare["p95_ms"], abs=0.01)
    assert ours["p50_ms"] <= ours["p95_ms"] <= ours["p99_ms"]
    assert sum(kind["turns"] for kind in found["kinds"]) == ours["turns"]
    assert found["graph_nodes"] > 40
    assert found["nodes_per_turn"] > 3
