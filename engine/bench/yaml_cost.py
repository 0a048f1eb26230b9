"""What does the worst file cost to refuse? Every hostile file, read in a process of its own: time, memory, findings.

A file goes through all that read such files: as a flow, as translations, conversation tests and an intent. Time is
the CPU of the best of three readings; memory is the most that one reading adds, as Python and the system count it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.bench.hostile import write, write_no_files
from engine.errors import TrunklineError
from engine.flows.findings import Finding
from engine.flows.model import Position
from engine.flows.read import flow
from engine.flows.read_locales import locale_file
from engine.flows.read_values import Reading
from engine.flows.source import Source, read_file
from engine.intents import read_intent
from engine.rehearsal.read import read_source

TIMES = 3
LONGEST_S = 60.0
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """One file."""

    file: str
    bytes: int
    ms: float
    python_mb: float
    """``tracemalloc``'s peak."""
    system_mb: float
    """How far the process's resident memory rose."""
    findings: int
    first: str
    """Why it is refused; nothing where it is read as text, for flows, tests and intents to judge."""


def report(corpus: Path | None, *, large: bool = True) -> dict[str, Any]:
    """Measure the files of ``corpus``, with ``large`` also the made ones and what is no file; return rows and worst."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = sorted(corpus.glob("*.yaml")) if corpus is not None else []
        others = [*write(folder / "large"), *write_no_files(folder / "odd")] if large else []
        rows = list(_measured([*small, *others]))
    return {
        "rows": [asdict(row) for row in rows],
        "files": len(rows),
        "worst_ms": max((row.ms for row in rows), default=0.0),
        "worst_python_mb": max((row.python_mb for row in rows), default=0.0),
        "worst_system_mb": max((row.system_mb for row in rows), default=0.0),
        "refused": sum(bool(row.first) for row in rows),
    }


def _measured(paths: Sequence[Path]) -> Iterator[Cost]:
    for path in paths:
        asked = [sys.executable, "-m", "engine.bench.yaml_cost", str(path)]
        told = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=LONGEST_S)  # noqa: S603 - our own module
        if told.returncode:
            raise TrunklineError(f"{path.name} cannot even be refused:\n{told.stderr}", todo="mend what raised")
        yield Cost(**json.loads(told.stdout.splitlines()[-1]))


def cost(path: Path) -> Cost:
    """Measure ``path`` in this process, which should have read nothing else."""
    regular = path.is_file() and not path.is_char_device()
    before = _peak_mb(anew=True)
    source, further = read(path)
    after = _peak_mb()
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        read(path)
        times.append(time.process_time() - began)
    tracemalloc.start()
    read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Cost(
        file=path.name,
        bytes=path.stat().st_size if regular else 0,
        ms=round(min(times) * 1000, 2),
        python_mb=round(peak / MEGABYTE, 2),
        system_mb=round(after - before, 2),
        findings=len(source.findings) + len(further),
        first=str(source.findings[0]) if source.findings else "",
    )


def read(path: Path) -> tuple[Source, tuple[Finding, ...]]:
    """Read ``path`` once and make of it whatever can be made of such a file; return it with what that found."""
    source = read_file(path, path.name)
    return source, made(source)


def made(source: Source) -> tuple[Finding, ...]:
    """Return what a flow, translations, conversation tests and an intent find in ``source`` besides its own."""
    if source.root is None:
        return ()
    start, bare = Position("f", 1, 1), Source(source.root)
    reading, translating, findings = Reading(), Reading(), list[Finding]()
    flow(reading, "f", source.root, start)
    locale_file(translating, "es", source.root, start)
    _, tests = read_source(bare)
    read_intent(bare, "i", "f", findings)
    return (*reading.findings, *translating.findings, *tests, *findings)


def _peak_mb(*, anew: bool = False) -> float:
    """Return the most resident memory so far, in MB; ``anew``: forget what was before, where the system can."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not clear.exists():
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE
    if anew:
        clear.write_text("5")
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024 / MEGABYTE


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(cost(Path(sys.argv[1])))) + "\n")
