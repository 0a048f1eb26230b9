"""What does the intent model cost the process that serves it? Cold start, memory and size, in processes of their own.

A process that loads nothing is measured beside one that loads the model and answers once; the difference is ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from engine.understanding.manifest import FILES

TARGETS = {"cold_start_s": 1.0, "memory_mb": 120.0, "artefact_mb": 24.0}
"""At most: seconds to the first answer, megabytes over a bare interpreter, megabytes on the disk."""
_TELL = """
import json, pathlib, resource, sys
took = time.monotonic() - began
status = pathlib.Path("/proc/self/status")  # the system's own peak is this program's, rusage's also its parent's
peaks = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
held = int(peaks[0].split()[1]) * 1024 if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"held": held, "took": took}))
"""
_BARE = "import time; began = time.monotonic()\n" + _TELL
_SERVING = f"""
import sys, time; began = time.monotonic()
from pathlib import Path
from engine.understanding.classifier import Classifier
Classifier.load(Path(sys.argv[1])).scores("where is my order please")
{_TELL}
"""


@dataclass(frozen=True, slots=True)
class Serving:
    """The medians of some processes."""

    cold_start_s: float
    """From the first line of Python to the first answer, imports and hash checks included."""
    memory_mb: float
    """Peak resident, in MB of a million bytes, over an interpreter that loads nothing."""
    bare_mb: float
    artefact_mb: float
    """All files of the model together."""


def report(folder: Path, processes: int = 5) -> dict[str, Any]:
    """Measure the model in ``folder``."""
    bare = [_run(_BARE) for _ in range(processes)]
    serving = [_run(_SERVING, str(folder)) for _ in range(processes)]
    held = median(each["held"] for each in bare)
    found = Serving(
        cold_start_s=median(each["took"] for each in serving),
        memory_mb=(median(each["held"] for each in serving) - held) / 1e6,
        bare_mb=held / 1e6,
        artefact_mb=sum((folder / name).stat().st_size for name in FILES) / 1e6,
    )
    return asdict(found) | {"targets": TARGETS, "processes": processes}


def _run(program: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, check=True)  # noqa: S603 - ours
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
