"""Does a server take up, promote and roll back an intent model while a caller is on the line? One command for each."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from telephony.simulator.script import HangUp, Say, Script, Silence, Wait

pytestmark = [pytest.mark.local, pytest.mark.timeout(180)]


async def command(shop: Path, *words: str) -> dict[str, Any]:
    done = await asyncio.to_thread(CliRunner().invoke, app, [*words, "--project", str(shop), "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    return found


async def settled(centre: Any, before: str) -> str:
    """Wait until new calls get something else, and return it."""
    while centre.house.releases()["current"] == before:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    return str(centre.house.releases()["current"])


def test_a_model_is_shadowed_promoted_and_rolled_back_while_callers_are_on_the_line(
    wire: Any, shop: Path, teach: Any, challenge: Any
) -> None:
    teach(shop, "champion")
    challenge(shop, "twin")
    slow = Script((Wait(), Silence(6000), Say("pay my bill"), Wait(), HangUp()), voice=wire.voice)
    quick = Script((Wait(), Say("pay my bill"), Wait(), HangUp()), voice=wire.voice)

    async def calls(centre: Any, standins: Any) -> list[Any]:
        first, second, third = (centre.caller(each, standins) for each in (slow, quick, quick))
        old = centre.house.releases()["current"]
        await command(shop, "shadow", "twin")
        early = asyncio.create_task(first.call())
        while not centre.house.releases()["calls"]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        await command(shop, "promote", "twin")
        new = await settled(centre, old)
        middle = asyncio.create_task(second.call())
        while new not in centre.house.releases()["calls"]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        await command(shop, "rollback", "--model")
        assert await settled(centre, new) == old
        return [await early, await middle, await third.call()]

    async def story() -> list[dict[str, Any]]:
        async with wire.standins() as standins:
            shared = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(shop, **shared, language_model="none") as centre:
                reports = await calls(centre, standins)
                assert [report.violations for report in reports] == [(), (), ()]
            return [centre.trace(report.sid) for report in reports]

    one, two, three = wire.run(story())
    assert one["release"] == three["release"] != two["release"]
    for trace in (one, two, three):
        said = " ".join(line["text"] for turn in trace["turns"] for line in turn["lines"])
        assert "How much would you like to pay" in said
    with sqlite3.connect(shop / ".trunkline" / "trunkline.db") as rows:
        asked = dict(rows.execute("select sid, model from understandings where verdict = 'accept'").fetchall())
    assert [asked[trace["sid"]] for trace in (one, two, three)] == ["champion", "twin", "champion"]
