"""``trunkline doctor --try``: how it says what was found, and its exit codes. Who is asked, and how: test_trying."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.main import app
from telephony.simulator.standins.all import Standins


@pytest.fixture
def standins() -> Iterator[Standins]:
    """The stand-ins in a thread of their own: the command has its own loop."""
    found, up, loop = Standins(), threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with found:
            up.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert up.wait(10)
    yield found
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


def doctor(project: Path, standins: Standins, *more: str, **changes: str) -> Result:
    variables = standins.environment | {"COLUMNS": "200"} | changes
    return CliRunner().invoke(app, ["doctor", "--project", str(project), "--try", *more], env=variables)


def test_it_says_of_each_whether_it_works(standins: Standins, tmp_path: Path) -> None:
    told = doctor(tmp_path, standins, ELEVENLABS_API_KEY="wrong")
    for line in ("synthesizer elevenlabs wrong key", "check ELEVENLABS_API_KEY", "transcriber deepgram-flux works"):
        assert line in " ".join(told.output.split())
    assert told.exit_code == 3, "there is no intent model: what is missing goes before what does not work"


def test_it_exits_with_1_when_one_does_not_work(
    standins: Standins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.doctor.survey", lambda settings: ())
    assert doctor(tmp_path, standins).exit_code == 0
    told = doctor(tmp_path, standins, "--json", DEEPGRAM_API_KEY="wrong")
    assert told.exit_code == 1
    rows = {row["provider"]: row for row in json.loads(told.output.splitlines()[-1])["tried"]}
    assert rows["deepgram-flux"]["result"] == "wrong key"
    assert rows["cartesia"] == {
        "capability": "synthesizer", "provider": "cartesia", "result": "works", "why": "", "todo": "",
    }  # fmt: skip
