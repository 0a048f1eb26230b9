"""Do those who are in notice those who are not? A full server, and as many callers again who ring and ring again.

The server has one core; both kinds of callers share a process on another. Windows in which only the calls that were
let in go on, and windows in which the others ring too, follow one another within the same calls, in an order that is
fair to both when the machine grows busier. Run as ``python -m telephony.bench.overload URL TOKEN WANTED``, the last as
JSON, it is the callers.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import uvloop
from prometheus_client.parser import text_string_to_metric_families

from engine.errors import ProtocolError, TrunklineError
from telephony.bench.calls import pin, quantile, serving
from telephony.bench.load import LoadCaller, Measured, holding, pace
from telephony.simulator.answer import Stream
from telephony.simulator.webhook import Identity, Webhooks

ROUND = ("alone", "crowded", "crowded", "alone")
"""Windows of one round."""
AGAIN_S = 10.0
"""Who is turned away rings again after so long: five seconds of the busy line, and as much to dial."""
WARMUP_S = 6.0
ENDED_S = 10.0
"""How long the server may take to see that its calls are over."""
REFUSED_MS = 1000.0
"""Nobody is to wait longer to be turned away."""
GROWTH = 1.1
"""The 95th percentile of barge-in may be so many times what it is without the others."""
BARGE_IN_P99_MS = 100.0

Progress = Callable[[int, int], None]
"""(windows done, of how many)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    admitted: int = 250
    """Calls that the server lets in, all of them running."""
    calls: int = 500
    """Callers in all."""
    seed: int = 0
    """Says when the others ring."""
    rounds: int = 3
    window_s: float = 6.0
    warmup_s: float = WARMUP_S


def report(wanted: Wanted, progress: Progress = lambda done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure. Raises ``TrunklineError`` when the server does not start or the calls are not held."""
    with serving("trunkline", wanted.admitted) as (server, port, token):
        url = f"http://127.0.0.1:{port}"
        callers = [sys.executable, "-m", __name__, url, token, json.dumps(asdict(wanted))]
        with subprocess.Popen(callers, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
            pin(process.pid, 1)
            found = _followed(process, progress)
        return figures(wanted, found, _taken(url)) | {"server_kept_waiting_s": _kept_waiting_s(server.pid)}


def _followed(process: subprocess.Popen[str], progress: Progress) -> dict[str, Any]:
    for line in process.stdout or ():
        told: dict[str, Any] = json.loads(line)
        if "window" not in told:
            return told
        progress(told["window"], told["of"])
    raise TrunklineError("the callers ended before they had measured", todo="see their error above")


def _taken(url: str) -> float:
    """Return how many frames the server took, once all its calls are over."""
    until = time.monotonic() + ENDED_S
    while time.monotonic() < until:
        page = httpx.get(f"{url}/metrics", trust_env=False).text
        found = {each.name: each.value for family in text_string_to_metric_families(page) for each in family.samples}
        if not found["trunkline_calls_live"]:
            return found["trunkline_frames_total"]
        time.sleep(0.1)
    raise TrunklineError("the server still holds calls whose callers are gone", todo="look for what keeps them")


def _kept_waiting_s(pid: int) -> float | None:
    """Return how long the server could have run while something else had its core; None where nobody knows."""
    schedule = Path(f"/proc/{pid}/schedstat")
    return round(int(schedule.read_text().split()[1]) / 1e9, 2) if schedule.exists() else None


def figures(wanted: Wanted, found: Mapping[str, Any], taken: float) -> dict[str, Any]:
    """Return the figures and whether they reach the goals; ``taken``: frames that the server took."""
    waits = found["waits_ms"]
    barge_in = {name: _barge_ins(found["barge_in_ms"][name], found["unheeded"][name]) for name in dict.fromkeys(ROUND)}
    alone, crowded = barge_in["alone"], barge_in["crowded"]
    lost = found["frames"] - round(taken)
    met = {
        "turned away": not found["let_in"] and not found["failed"],
        "turned away in time": max(waits, default=0.0) <= REFUSED_MS,
        "barge-in p95 unmoved": crowded["p95"] <= alone["p95"] * GROWTH,
        "barge-in p99": crowded["p99"] < BARGE_IN_P99_MS and not alone["unheeded"] and not crowded["unheeded"],
        "frames": not lost,
    }
    return {
        **asdict(wanted),
        "turned_away": {
            "calls": len(waits),
            "let_in": found["let_in"],
            "failed": found["failed"],
            "wait_ms": {
                "p50": quantile(waits, 0.5),
                "p99": quantile(waits, 0.99),
                "max": round(max(waits, default=0), 2),
            },
        },
        "barge_in_ms": barge_in,
        "frames": {"sent": found["frames"], "lost": lost},
        "callers_late_ms": found["late_ms"],
        "goals": met,
        "met": all(met.values()),
    }


def _barge_ins(found: Sequence[float], unheeded: int) -> dict[str, float]:
    shares = {f"p{round(share * 100)}": quantile(found, share) for share in (0.5, 0.95, 0.99)}
    return {"calls": len(found), "unheeded": unheeded, **shares}


# --------------------------------------------------------------------------------------------------------- callers


@dataclass(slots=True)
class Outside:
    """Those who ring at a full house."""

    webhooks: Webhooks
    client: httpx.AsyncClient
    draw: Random
    waits_ms: list[float] = field(default_factory=list)
    """From the first byte of the webhook to its answer."""
    let_in: int = 0
    failed: int = 0
    """Rings that had no answer, or one that Twilio would not take."""
    rung: int = 0

    async def ring_for(self, callers: int, seconds: float) -> None:
        """Let ``callers`` ring, each ``AGAIN_S`` after its last time on the average, for ``seconds``."""
        began = time.perf_counter()
        rings = sorted(self.draw.uniform(0, seconds) for _ in range(max(1, round(callers * seconds / AGAIN_S))))
        async with asyncio.TaskGroup() as ringing:
            for due in rings:
                await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
                ringing.create_task(self._ring())

    async def _ring(self) -> None:
        self.rung += 1
        identity = Identity("ACbench", f"CAoutside{self.rung:08d}", "+15550101", "+15550199")
        began = time.perf_counter()
        try:
            verbs = await self.webhooks.ask(self.client, "/voice", identity.form("ringing"))
        except (ProtocolError, httpx.HTTPError):
            self.failed += 1
            return
        self.waits_ms.append((time.perf_counter() - began) * 1000)
        self.let_in += any(isinstance(verb, Stream) for verb in verbs)


async def call(url: str, token: str, wanted: Wanted) -> dict[str, Any]:
    """Hold the calls that are let in, ring with the others in every second window, and return what all of them saw."""
    seen = {name: [Measured() for _ in range(wanted.admitted)] for name in ROUND}
    late: dict[str, float] = dict.fromkeys(ROUND, 0.0)
    windows = ROUND * wanted.rounds
    limits = httpx.Limits(max_keepalive_connections=0)
    async with (
        httpx.AsyncClient(trust_env=False, verify=False, limits=limits) as client,  # noqa: S501 - it is not TLS
        holding(url, token, wanted.admitted) as callers,
        asyncio.TaskGroup() as ringing,
    ):
        outside = Outside(Webhooks(url, auth_token=token), client, Random(wanted.seed))
        await pace(callers, wanted.warmup_s)
        for number, name in enumerate(windows, 1):
            _note(callers, seen[name])
            if name == "crowded":
                ringing.create_task(outside.ring_for(wanted.calls - wanted.admitted, wanted.window_s))
            late[name] = max(late[name], await pace(callers, wanted.window_s))
            _tell({"window": number, "of": len(windows)})
    return {
        "waits_ms": outside.waits_ms,
        "let_in": outside.let_in,
        "failed": outside.failed,
        "barge_in_ms": {name: [ms for each in found for ms in each.interrupts] for name, found in seen.items()},
        "unheeded": {name: sum(each.unheeded for each in found) for name, found in seen.items()},
        "frames": sum(caller.frames for caller in callers),
        "late_ms": {name: round(ms, 1) for name, ms in late.items()},
    }


def _note(callers: Sequence[LoadCaller], into: Sequence[Measured]) -> None:
    for caller, measured in zip(callers, into, strict=True):
        caller.measuring, caller.measured = True, measured


def _tell(told: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _tell(uvloop.run(call(sys.argv[1], sys.argv[2], Wanted(**json.loads(sys.argv[3])))))
