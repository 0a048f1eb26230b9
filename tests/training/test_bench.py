from __future__ import annotations

from training.bench import timings


def test_paths_are_interleaved_and_the_first_round_is_not_counted() -> None:
    calls: list[tuple[str, str]] = []

    def path(name: str):  # noqa: ANN202 - a closure
        return lambda text: calls.append((name, text))

    found = timings({"ours": path("ours"), "theirs": path("theirs")}, ["a", "b"], rounds=2)
    assert calls == [("ours", "a"), ("theirs", "a"), ("ours", "b"), ("theirs", "b")] * 3
    assert set(found) == {"ours", "theirs"}
    assert all(0 <= timing.p50_ms <= timing.p95_ms for timing in found.values())
