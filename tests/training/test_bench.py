from __future__ import annotations

from training.bench import BLOCK, timings


def test_paths_take_turns() -> None:
    calls: list[tuple[str, str]] = []

    def path(name: str):  # noqa: ANN202 - a closure
        return lambda text: calls.append((name, text))

    texts = [str(n) for n in range(BLOCK + 1)]
    found = timings({"ours": path("ours"), "theirs": path("theirs")}, texts, rounds=2)
    block = [(name, text) for name in ("ours", "theirs") for text in texts[:BLOCK]]
    assert calls == [*block, ("ours", texts[-1]), ("theirs", texts[-1])] * 3
    assert set(found) == {"ours", "theirs"}
    assert all(0 <= timing.p50_ms <= timing.p95_ms for timing in found.values())
