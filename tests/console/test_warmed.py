"""`trunkline release` makes the speech of fixed lines once, says what it took, and never waits for a provider."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from telephony.simulator.standins.elevenlabs import ElevenLabsStandin


@contextmanager
def beside(standin: ElevenLabsStandin) -> Iterator[str]:
    """Serve in a thread of its own; gives the address."""
    opened, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()
    address: list[str] = []

    async def serve() -> None:
        async with standin.serving() as url:
            address.append(url)
            opened.set()
            await stop.wait()

    def run() -> None:
        loop.run_until_complete(serve())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert opened.wait(10)
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def released(shop: Path) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["release", "--project", str(shop), "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_its_lines_are_made_once(shop: Path, teach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    teach(shop, "tiny")
    standin = ElevenLabsStandin()
    with beside(standin) as url:
        monkeypatch.setenv("TRUNKLINE_ELEVENLABS_URL", url)
        monkeypatch.setenv("ELEVENLABS_API_KEY", standin.key)
        first = released(shop)["speech"]["elevenlabs-stream"]
        asked = [each.text for each in standin.requests]
        again = released(shop)["speech"]["elevenlabs-stream"]
    assert first["made"] == first["lines"] == len(asked) == len(set(asked))
    assert first["characters"] == sum(map(len, asked))
    assert (again["kept"], again["made"], len(standin.requests)) == (first["lines"], 0, len(asked))


def test_a_provider_that_is_out_of_order_keeps_no_release_back(
    shop: Path, teach: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(shop, "tiny")
    monkeypatch.setenv("TRUNKLINE_ELEVENLABS_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "k")
    told = released(shop)
    assert told["ok"]
    assert told["speech"]["elevenlabs-stream"]["failed"] == told["speech"]["elevenlabs-stream"]["lines"] > 10
