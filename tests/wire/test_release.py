"""Does a server take a release while a caller is on the line, and does that caller notice?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine.releases import register
from engine.releases.draft import drafted
from engine.releases.shelf import Shelf
from telephony.simulator.script import HangUp, Say, Script, Silence, Wait

pytestmark = [pytest.mark.local, pytest.mark.timeout(180)]

Edit = Callable[[Path, str, str, str], None]


def stored(shop: Path) -> str:
    """Judge the working files and put them on the shelf, in force for nobody."""
    with drafted(shop, today=date.today(), at="t") as draft:  # noqa: DTZ011 - a shop's day is local
        assert draft.manifest is not None, draft.gates
        Shelf(shop / ".trunkline").put(draft.folder, draft.manifest, lambda found: found)
        return draft.manifest.hash


def in_force(shop: Path, name: str) -> None:
    Shelf(shop / ".trunkline").change(partial(register.released, name=name, at="t"))


def test_a_server_takes_a_release_while_a_caller_is_on_the_line(wire: Any, shop: Path, teach: Any, edit: Edit) -> None:
    teach(shop, "tiny")
    old = stored(shop)
    in_force(shop, old)
    edit(shop, "flows/make_payment.yaml", "How much would", "Say what")
    edit(shop, "tests/calls/shop.yaml", "How much", "Say what")
    new = stored(shop)
    script = Script((Wait(), Silence(2500), Say("pay my bill"), Wait(), HangUp()), voice=wire.voice)

    async def calls(centre: Any, standins: Any) -> list[Any]:
        one, other = (centre.caller(script, standins) for _ in range(2))
        first = asyncio.create_task(one.call())
        while centre.house.releases()["calls"] != {old: 1}:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        in_force(shop, new)
        while centre.house.releases()["current"] != new:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(trust_env=False) as http:
            assert len((await http.get(f"{centre.url}/calls/{one.sid}")).json()["turns"]) <= 1
        return await asyncio.gather(first, other.call())

    async def story() -> list[dict[str, Any]]:
        async with wire.standins() as standins:
            shared = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(shop, **shared, language_model="none") as centre:
                reports = await calls(centre, standins)
                assert [report.violations for report in reports] == [(), ()]
            return [centre.trace(report.sid) for report in reports]

    before, after = wire.run(story())
    assert [before["release"], after["release"]] == [old, new]
    said = [" ".join(line["text"] for turn in trace["turns"] for line in turn["lines"]) for trace in (before, after)]
    assert "How much would you like to pay" in said[0]
    assert "Say what you like to pay" in said[1]
