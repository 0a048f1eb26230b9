"""What a killed process leaves behind, and that a living one leaves nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.under_way import UnderWay, cut_off, left, under_way

LIVES = """
import sys, time
from pathlib import Path
from telephony.under_way import under_way
with under_way(Path(sys.argv[1])) as calls:
    calls.begins("CA1"); calls.begins("CA2"); calls.ends("CA1"); calls.begins("CA3")
    print("here", flush=True)
    time.sleep(60)
"""


def test_calls_of_a_killed_process_are_told_once(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", LIVES, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        assert cut_off(tmp_path) == {}, "it lives"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert list(cut_off(tmp_path)) == ["CA2", "CA3"]
    assert cut_off(tmp_path) == {}


def test_a_process_that_ends_leaves_nothing(tmp_path: Path) -> None:
    with under_way(tmp_path) as calls:
        calls.begins("CA1")
        with under_way(tmp_path) as others:
            others.begins("CA2")
            assert cut_off(tmp_path) == {}
    assert cut_off(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_ends_no_call() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        calls = UnderWay(full)
        calls.begins("CA1")
        calls.ends("CA1")


def test_a_line_that_was_not_written_whole_is_no_call() -> None:
    assert left("+ CA1 2026-11-27T14:05:00+00:00\n+ CA2") == {"CA1": "2026-11-27T14:05:00+00:00"}


@given(st.text())
def test_whatever_is_in_a_file_it_is_read(text: str) -> None:
    left(text)
