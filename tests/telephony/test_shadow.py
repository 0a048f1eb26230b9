"""A model that shadows, comes into force and goes again while calls run. Real flows, real (small) models, no clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs
from typer.testing import CliRunner

from console.main import app
from engine.flows.project import load
from engine.store.database import Database
from engine.store.tables import ShadowRow, UnderstandingRow
from engine.types import Said
from engine.understanding.registry import Registry
from telephony.opening import Shadow
from telephony.shadow import LONGEST_QUEUE

from .test_desk import call, leaves, look, opened, release, undisturbed


def confused(weights: np.ndarray) -> None:
    """Take payments for orders and orders for payments."""
    weights[[1, 2]] = weights[[2, 1]]


@pytest.fixture
def shop(shop: Path, teach: Any, challenge: Any) -> Path:
    teach(shop, "champion")
    challenge(shop, "twin")
    challenge(shop, "other", confused)
    return shop


@pytest.fixture
def models(shop: Path) -> Registry:
    return Registry(shop / ".trunkline" / "models")


async def command(shop: Path, *words: str) -> Any:
    """Run one command line as a person would beside the server."""
    done = await asyncio.to_thread(CliRunner().invoke, app, [*words, "--project", str(shop), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output.splitlines()[-1])


async def rows(shop: Path, table: Any) -> list[Any]:
    async with (
        Database.open(f"sqlite+aiosqlite:///{shop / '.trunkline' / 'trunkline.db'}") as database,
        database.session() as session,
    ):
        return list((await session.exec(select(table).order_by(col(table.sid), col(table.index)))).all())


@dataclass
class Seen:
    """The shadow of the house that is open."""

    shadow: Shadow

    async def settled(self) -> None:
        while self.shadow._waiting or self.shadow._busy.locked():  # noqa: ASYNC110 - nobody is to be told by it
            await asyncio.sleep(0.01)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Catch the shadow that the house opens."""
    found = Seen(None)  # type: ignore[arg-type]
    make = Shadow.__init__

    def noted(self: Shadow, *arguments: Any) -> None:
        make(self, *arguments)
        found.shadow = self

    monkeypatch.setattr(Shadow, "__init__", noted)
    return found


@asynccontextmanager
async def serving(shop: Path, seen: Seen) -> AsyncIterator[Any]:
    async with opened(shop) as house:
        yield house
        await seen.settled()


async def test_the_shadow_scores_what_the_model_in_force_was_asked_and_changes_nothing(
    shop: Path, models: Registry, seen: Seen
) -> None:
    async with serving(shop, seen) as house:
        before = await undisturbed(house)
        assert await rows(shop, ShadowRow) == []
        running = [await call(house, number) for number in range(300, 306)]
        models.follow("other", "")
        await seen.shadow.look()
        for caller in running:
            await caller.says(0)
            await caller.hangs_up()
        await seen.settled()
        assert [each.transcript for each in running] == [before[n % 3] for n in range(6)]
        await asyncio.sleep(0.2)  # the journal writes behind
    scored, asked = await rows(shop, ShadowRow), await rows(shop, UnderstandingRow)
    since = {(row.sid, row.index): row for row in asked if row.verdict and row.sid in {c.sid for c in running}}
    assert {(row.sid, row.index) for row in scored} == {*since}
    assert {row.model for row in scored} == {"other"}
    differs = [row for row in scored if json.loads(row.candidates)[0][0] == "make_payment"]
    assert differs
    assert all(json.loads(since[row.sid, row.index].candidates)[0][0] == "order_status" for row in differs)


async def test_one_command_begins_one_shows_and_one_ends(shop: Path, seen: Seen) -> None:
    async with serving(shop, seen) as house:
        assert (await command(shop, "shadow", "oth"))["shadow"] == "other"
        await seen.shadow.look()
        for number in (302, 305):
            caller = await call(house, number)
            await caller.says(0, 2)
            await caller.hangs_up()
        await seen.settled()
        await asyncio.sleep(0.2)  # the journal writes behind
        told = await command(shop, "shadow")
        assert (told["model"], told["utterances"], told["other"]) == ("other", 4, 4)
        assert told["differences"][0] == {
            "utterance": "where is my order", "in_force": "order_status", "shadow": "make_payment", "count": 2,
        }  # fmt: skip
        assert (await command(shop, "shadow", "--stop"))["shadow"] == ""
        await seen.shadow.look()
        assert seen.shadow.model == ""
        assert (await command(shop, "shadow"))["utterances"] == 4


async def test_it_is_taken_up_and_let_go_by_a_running_server(shop: Path, models: Registry, seen: Seen) -> None:
    with capture_logs() as told:
        async with serving(shop, seen) as house:
            caller = await call(house, 0)
            for name in ("other", "twin"):
                models.follow(name, "")
                await seen.shadow.look()
                assert seen.shadow.model == name
            await caller.says(0, 1)
            await seen.settled()
            models.stop("")
            await seen.shadow.look()
            assert seen.shadow.model == ""
            await caller.says(1)
            await caller.hangs_up()
    assert [row.model for row in await rows(shop, ShadowRow)] == ["twin"]
    events = [(each["event"], each.get("model")) for each in told if each["event"].startswith("shadow")]
    assert events == [
        ("shadow_taken", "other"), ("shadow_let_go", "other"), ("shadow_taken", "twin"), ("shadow_let_go", "twin"),
    ]  # fmt: skip


async def test_a_shadow_that_cannot_be_opened_is_told_once_and_costs_no_call(
    shop: Path, models: Registry, seen: Seen
) -> None:
    models.follow("other", "")
    (models.folder / "other" / "encoder.bin").write_bytes(b"half")
    with capture_logs() as told:
        async with serving(shop, seen) as house:
            await seen.shadow.look()
            caller = await call(house, 0)
            await caller.says(0)
            await caller.hangs_up()
            assert seen.shadow.model == ""
    refused = [each for each in told if each["event"] == "shadow_refused"]
    assert len(refused) == 1
    assert "hash differs" in refused[0]["why"]
    assert await rows(shop, ShadowRow) == []


async def test_a_full_queue_drops_the_oldest_and_counts(shop: Path, models: Registry, seen: Seen) -> None:
    models.follow("other", "")
    async with serving(shop, seen) as house:
        caller = await call(house, 0)
        await caller.says(0, 1)
        await seen.settled()
        turn = next(each for each in caller.turns if each.meant and each.meant.scored)
        async with seen.shadow._busy:
            for number in range(LONGEST_QUEUE + 7):
                seen.shadow.hear(f"CB{number}", turn, house_asked(shop))
            assert seen.shadow.dropped == 7
            assert seen.shadow._waiting[0].sid == "CB7"
            seen.shadow._waiting.clear()
        await caller.hangs_up()


def house_asked(shop: Path) -> Any:
    project = load(shop).project
    assert project is not None
    return project.understanding


async def test_a_database_that_fails_ends_no_call(
    shop: Path, models: Registry, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.follow("other", "")
    with capture_logs() as told:
        async with serving(shop, seen) as house:
            monkeypatch.setattr(seen.shadow, "_database", None)
            caller = await call(house, 0)
            await caller.says(0)
            await caller.hangs_up()
            await seen.settled()
            assert seen.shadow.dropped > 0
    assert [each["event"] for each in told].count("shadow_failed") > 0


# ------------------------------------------------------------------------- promoted and rolled back under running calls


async def test_fifty_running_calls_are_not_touched_by_a_model_that_comes_and_goes(shop: Path, seen: Seen) -> None:
    """The working files answer: nothing is released."""
    async with serving(shop, seen) as house:
        before = await undisturbed(house)
        running = [await call(house, number) for number in range(300, 350)]
        await asyncio.gather(*(each.says(0, 1) for each in running))

        await command(shop, "promote", "twin")
        await look(house)
        later = [await call(house, number) for number in range(350, 370)]
        await asyncio.gather(*(each.says(0, 1) for each in (*later,)), *(each.says(1, 2) for each in running))

        told = await command(shop, "rollback", "--model")
        assert told["in_force"] == "champion"
        await look(house)
        latest = [await call(house, number) for number in range(370, 390)]
        for caller in (*running, *later, *latest):
            await caller.says(len(caller.turns) - 1)
            await caller.hangs_up()

        old, new = running[0].release, later[0].release
        assert old != new
        assert [each.release for each in (*running, *later, *latest)] == [old] * 50 + [new] * 20 + [old] * 20
        for caller in (*running, *later, *latest):
            assert caller.transcript == before[int(caller.sid[2:]) % 3]
        await asyncio.sleep(0.2)  # the journal writes behind
    asked = {(row.sid, row.model) for row in await rows(shop, UnderstandingRow) if row.verdict}
    assert {model for sid, model in asked if sid in {each.sid for each in later}} == {"twin"}
    assert {model for sid, model in asked if sid in {each.sid for each in (*running, *latest)}} == {"champion"}


async def test_calls_on_a_release_keep_its_model_and_new_ones_get_the_other(shop: Path, seen: Seen) -> None:
    old = await release(shop, share=0)
    async with serving(shop, seen) as house:
        running = [await call(house, number) for number in range(10)]
        await command(shop, "promote", "twin")
        await look(house)
        later = await call(house, 11)
        await later.says(0)
        await command(shop, "rollback", "--model")
        await look(house)
        latest = await call(house, 12)
        for caller in (*running, latest):
            await caller.says(0)
        for caller in (*running, later, latest):
            await caller.hangs_up()
        assert {each.release for each in (*running, latest)} == {old}
        assert later.release != old


async def test_a_call_that_was_outside_comes_back_to_the_model_it_started_with(shop: Path, seen: Seen) -> None:
    async with serving(shop, seen) as house:
        before = (await undisturbed(house))[0]
        caller = await call(house, 300)
        await caller.says(0, 2)
        leaves(house, caller)
        await caller.hangs_up()
        await command(shop, "promote", "twin")
        await look(house)
        async with house.seat(caller.sid, back=True) as home:
            assert home.release == caller.release != house.releases()["current"]
            dialog = await home.resume(caller.sid)
            assert dialog is not None
            turn = await dialog.turn(Said("yes"), lambda line: None)
            await dialog.close()
        assert tuple(line.text for line in turn.lines) == before[-1][3]


async def test_a_model_comes_into_force_without_the_edits_that_were_made_since(
    shop: Path, seen: Seen, edit: Any
) -> None:
    async with serving(shop, seen) as house:
        before = await undisturbed(house)
        edit(shop, "flows/order_status.yaml", "Your order is", "It is")
        await command(shop, "promote", "twin")
        await look(house)
        assert await undisturbed(house) == before
