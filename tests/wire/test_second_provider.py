"""Claude begins too late on a real call: the other provider answers, Claude is let go, and the next call need not ask.

The real server with both adapters, the providers' stand-ins, and a simulated caller who wants two things at once.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from telephony.simulator.caller import Report
from telephony.simulator.script import HangUp, Say, Script, Silence, Wait

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
SAID = "sort out what I owe you and the parcel business"
BOTH = (("start_flow", {"flow": "make_payment"}), ("start_flow", {"flow": "order_status"}))


@dataclass(frozen=True)
class Placed:
    """Two calls, one after the other, and who was asked."""

    reports: list[Report]
    turns: list[dict[str, Any]]
    """The turn of each that was understood."""
    claude: list[str]
    """How each request to it ended."""
    other: list[str]
    remembered: float


def acme(folder: Path, model: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "acme", folder, dirs_exist_ok=True)
    models = folder / ".trunkline" / "models"
    shutil.copytree(model, models / model.name)
    (models / "current").write_text(model.name)
    return folder


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
            await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def placed(wire: Any, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    project = acme(tmp_path_factory.mktemp("acme"), tiny_model)
    script = Script((Wait(), Say(SAID), Wait(2500), Silence(300), HangUp()), voice=wire.voice)

    async def story() -> Placed:
        async with wire.standins() as standins:
            standins.claude.faults.set("slow", seconds=30)
            standins.openai.reply("", *BOTH)
            wanted = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(project, **wanted, language_model="auto", hedge_after=0.1) as centre:
                reports = [await centre.caller(script, standins).call() for _ in range(2)]
                await until(lambda: centre.count("trunkline_calls_live") == 0)
                traces = [centre.trace(report.sid) for report in reports]
                remembered = centre.count("trunkline_llm_remembered_total", outcome="remembered")
                await until(lambda: standins.claude.requests[0].outcome != "open")
            understood = [next(t for t in trace["turns"] if t["event"] == "said") for trace in traces]
            ended = [[asked.outcome for asked in one.requests] for one in (standins.claude, standins.openai)]
            return Placed(reports, understood, *ended, remembered)

    found: Placed = wire.run(story())
    return found


def test_the_other_provider_answers_and_both_wishes_are_served(placed: Placed) -> None:
    turn = placed.turns[0]
    assert (turn["rule"], turn["by"]) == (
        "start(make_payment, order_status)",
        "claude-haiku-5-5 > gpt-5.4-mini",
    )
    assert any("First your payment, then your order" in line["text"] for line in turn["lines"])
    assert [report.ending.how for report in placed.reports] == ["caller", "caller"]


def test_the_late_request_is_closed_at_its_server(placed: Placed) -> None:
    assert set(placed.claude) == {"client left"}
    assert placed.other == ["whole"], "asked once, whether or not words were heard ahead of the turn's end"


def test_the_next_call_is_understood_from_memory(placed: Placed) -> None:
    assert placed.turns[1]["rule"] == placed.turns[0]["rule"]
    assert placed.remembered >= 1
