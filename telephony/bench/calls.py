"""What does a call cost, and how late are we? The same load against the bare server and ours, one after the other.

CPU is the server process's own user and system time between two lines that the load prints, so start-up and warm-up do
not count. Where the system lets us, the server gets one core and the callers another.
"""

from __future__ import annotations

import json
import os
import resource
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.errors import TrunklineError

START_S = 30.0
"""How long a server may take to listen."""
MOST = 1000
"""Calls that a server lets in."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One server under one load."""

    server: str
    """``floor`` or ``trunkline``."""
    calls: int
    cpu_ms_per_call_s: float
    answer_p50_ms: float
    answer_p95_ms: float
    barge_in_p50_ms: float
    barge_in_p95_ms: float
    answers: int
    barge_ins: int
    unanswered: int
    stall_ms_per_answer: float
    memory_mb: float
    """Resident, at the end of the load."""
    load_late_ms: float
    """How late the load generator itself was at worst; large values spoil the latencies."""


def measure(server: str, calls: int, *, warmup_s: float, seconds: float) -> Figures:
    """Run one server under one load."""
    with serving(server) as (process, port, token):
        load = [sys.executable, "-m", "telephony.bench.load", f"http://127.0.0.1:{port}", token]
        arguments = [*load, str(calls), str(warmup_s), str(seconds)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as driver:  # noqa: S603 - our own module
            pin(driver.pid, 1)
            _until(driver, "measuring")
            before = _cpu_s(process.pid)
            _until(driver, "measured")
            used, memory = _cpu_s(process.pid) - before, memory_mb(process.pid)
            found = json.loads(driver.stdout.read()) if driver.stdout else {}
        return _figures(server, calls, used / (calls * seconds) * 1000, memory, found)


def _figures(server: str, calls: int, cpu_ms: float, memory: float, found: dict[str, Any]) -> Figures:
    stalls = found["stalls"]
    return Figures(
        server=server,
        calls=calls,
        cpu_ms_per_call_s=round(cpu_ms, 3),
        answer_p50_ms=quantile(found["answers"], 0.5),
        answer_p95_ms=quantile(found["answers"], 0.95),
        barge_in_p50_ms=quantile(found["interrupts"], 0.5),
        barge_in_p95_ms=quantile(found["interrupts"], 0.95),
        answers=len(found["answers"]),
        barge_ins=len(found["interrupts"]),
        unanswered=found["unanswered"],
        stall_ms_per_answer=round(sum(stalls) / max(1, len(stalls)), 2),
        memory_mb=round(memory, 1),
        load_late_ms=round(found["late_ms"], 1),
    )


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of ``values`` are below; 0 where there are none."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2) if ordered else 0.0


@contextmanager
def serving(server: str, most: int = MOST) -> Iterator[tuple[subprocess.Popen[bytes], int, str]]:
    """Start ``server`` in a process of its own; stop it at the end. Ours lets ``most`` calls in."""
    port, token = _free_port(), secrets.token_hex(16) if server == "trunkline" else ""
    module = {"floor": "telephony.bench.bare", "trunkline": "telephony.bench.ours"}[server]
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", module, str(port), token, str(most)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            pin(process.pid, 0)
            _listening(process, port)
            yield process, port, token
        finally:
            process.kill()


def _listening(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TrunklineError(
        "the server under test did not start", todo="run python -m telephony.bench.ours 8080 x 9 to see why"
    )


def _until(driver: subprocess.Popen[str], line: str) -> None:
    for printed in driver.stdout or ():
        if printed.strip() == line:
            return
    raise TrunklineError(f"the load ended before it was {line}", todo="see its error above")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pin(pid: int, core: int) -> None:
    """Give a process one core of its own, where that can be done."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def _cpu_s(pid: int) -> float:
    """User and system seconds that ``pid`` has used, all its threads."""
    if (stat := Path(f"/proc/{pid}/stat")).exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    asked = subprocess.run(["/bin/ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True)  # noqa: S603
    return sum(float(part) * 60.0**power for power, part in enumerate(reversed(asked.stdout.strip().split(":"))))


def memory_mb(pid: int) -> float:
    """Resident memory of ``pid``, in MB of a million bytes."""
    if (statm := Path(f"/proc/{pid}/statm")).exists():
        pages = int(statm.read_text().split()[1])
        return pages * resource.getpagesize() / 1e6
    asked = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)  # noqa: S603
    return int(asked.stdout) * 1024 / 1e6


def report(counts: Sequence[int], *, warmup_s: float, seconds: float) -> dict[str, Any]:
    """Measure both servers at every count; ``ratio`` is ours over the floor in CPU-ms per call-second."""
    rows = [measure(server, n, warmup_s=warmup_s, seconds=seconds) for n in counts for server in ("floor", "trunkline")]
    cost = {(row.server, row.calls): row.cpu_ms_per_call_s for row in rows}
    ratios = {str(n): round(cost["trunkline", n] / cost["floor", n], 3) for n in counts}
    return {"rows": [asdict(row) for row in rows], "ratio": ratios, "seconds": seconds}
