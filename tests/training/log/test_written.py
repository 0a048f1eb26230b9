from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from engine.types import Candidate
from training.log.files import read_log
from training.log.problems import Problems
from training.log.record import LoggedTurn
from training.log.written import record, write_log

FULL = LoggedTurn(
    sid="call-1", index=3, utterance="where is my order", at=datetime(2026, 10, 5, 9, 30, tzinfo=UTC), model="m1",
    locale="en-GB", place="welcome/listen", candidates=(Candidate("order_status", 0.875), Candidate("human", 0.125)),
    none=0.0625, threshold=0.5, verdict="accept", by="classifier", meaning="order_status", caller="+441632960123",
    label="order_status",
)  # fmt: skip


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    bare = LoggedTurn("call-2", 0, "hello there")
    write_log(tmp_path / "log.jsonl", [FULL, bare])
    problems = Problems()
    found = list(read_log(tmp_path / "log.jsonl", lambda number: f"c{number[-3:]}" if number else "", problems))
    assert found == [replace(FULL, caller="c123"), bare]
    assert not problems.told


def test_what_is_empty_is_left_out() -> None:
    assert record(LoggedTurn("call-2", 0, "hello")) == {
        "sid": "call-2", "index": 0, "utterance": "hello", "none": 0.0, "threshold": 0.0,
    }  # fmt: skip
