"""Calls keep their release, whatever is released, withdrawn, broken or lost meanwhile. Real flows, a real model."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import math
import shutil
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from engine import log
from engine.dialog.snapshot import dump
from engine.errors import MissingPartError, ModelError, ReleaseError
from engine.releases import register
from engine.releases.draft import drafted
from engine.releases.shelf import Shelf
from engine.settings import Settings, read_settings
from engine.types import CallStarted, Event, HangUp, Leave, Listening, Returned, Said, Transfer, Turn
from telephony import desk as desks
from telephony import stock
from telephony.house import House
from telephony.opening import open_house

SATURDAY = date(2026, 11, 21)
Edit = Callable[[Path, str, str, str], None]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    handlers = logging.getLogger().handlers[:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    yield
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def shop(shop: Path, teach: Any) -> Path:
    teach(shop, "tiny")
    return shop


def settings(shop: Path) -> Settings:
    return read_settings(
        project=shop, transcriber="deepgram-nova", synthesizer="elevenlabs", language_model="none",
        deepgram_api_key="k", elevenlabs_api_key="k",
    )  # fmt: skip


@asynccontextmanager
async def opened(shop: Path, **more: Any) -> AsyncIterator[House]:
    """Open the house as ``serve`` does; nothing is looked at before the test says so."""
    async with open_house(settings(shop), **{"every_s": 3600.0, **more}) as house:
        yield house


def look(house: House) -> Coroutine[Any, Any, None]:
    assert isinstance(house.desk, desks.Desk)
    return house.desk.look()


def _release(shop: Path, share: int) -> str:
    with drafted(shop, today=SATURDAY, at="t") as draft:
        assert draft.manifest is not None, draft.gates
        name = draft.manifest.hash
        decide = partial(register.tried, name=name, share=share) if share else partial(register.released, name=name)
        Shelf(shop / ".trunkline").put(draft.folder, draft.manifest, partial(decide, at="t"))
        return name


async def release(shop: Path, *, share: int = 0) -> str:
    """Release the working files through every gate, in a thread: rehearsals have a loop of their own."""
    return await asyncio.to_thread(_release, shop, share)


def change(shop: Path, decide: Callable[..., register.Register]) -> None:
    Shelf(shop / ".trunkline").change(partial(decide, at="t"))


def rewrite(shop: Path, edit: Edit) -> None:
    """Change what is said, what it is called, and what is done."""
    edit(shop, "flows/make_payment.yaml", "amount", "total")
    edit(shop, "flows/make_payment.yaml", "How much would you like to pay?", "What may I take?")
    edit(shop, "flows/make_payment.yaml", "Thanks. I've taken", "Done. That was")
    edit(shop, "flows/order_status.yaml", "Your order is", "It is")
    edit(shop, "handlers.py", "amount: Money) -> Receipt | Outcome", "total: Money) -> Receipt | Outcome")
    edit(shop, "handlers.py", "taken=amount", "taken=total + 1")
    edit(shop, "handlers.py", '"on the shelf"', '"in the post"')
    edit(shop, "tests/calls/shop.yaml", "How much", "What may I take")
    edit(shop, "tests/calls/shop.yaml", "I've taken 45", "That was 45")


# ------------------------------------------------------------------------------------------------------- the calls

PAYS = ("pay my bill", "45 pounds", "yes")
CHANGES_MIND = ("pay my bill", "20 pounds", "no, I meant 30 pounds", "yes")
ASKS = ("where is my order", "pay my bill", "12 pounds", "no")
CALLERS = (PAYS, CHANGES_MIND, ASKS)


@dataclass
class Caller:
    """One call through the desk, and all that it heard and saw."""

    house: House
    sid: str
    words: tuple[str, ...]
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    turns: list[Turn] = field(default_factory=list)

    async def rings(self) -> Caller:
        home = await self.stack.enter_async_context(self.house.seat(self.sid))
        self.release, self.dialog = home.release, home.dialog(self.sid)
        await self.does(CallStarted())
        return self

    async def does(self, event: Event) -> Turn:
        self.turns.append(await self.dialog.turn(event, lambda line: None))
        return self.turns[-1]

    async def says(self, first: int, last: int | None = None) -> None:
        for sentence in self.words[first:last]:
            await self.does(Said(sentence))

    async def hangs_up(self) -> None:
        await self.dialog.close()
        del self.dialog
        await self.stack.aclose()

    @property
    def transcript(self) -> list[tuple[object, ...]]:
        return [
            (turn.rule, turn.path, turn.did, tuple(line.text for line in turn.lines), dict(turn.slots), turn.next)
            for turn in self.turns
        ]


async def call(house: House, number: int) -> Caller:
    return await Caller(house, f"CA{number}", CALLERS[number % len(CALLERS)]).rings()


async def undisturbed(house: House) -> list[list[tuple[object, ...]]]:
    """What each kind of caller hears when nothing happens meanwhile."""
    found = []
    for number in range(len(CALLERS)):
        caller = await call(house, number)
        await caller.says(0)
        await caller.hangs_up()
        found.append(caller.transcript)
    return found


def said(transcript: list[tuple[object, ...]]) -> str:
    return " ".join(str(each[3]) for each in transcript)


async def test_fifty_running_calls_are_not_touched_by_a_release_nor_by_a_rollback(shop: Path, edit: Edit) -> None:
    old = await release(shop)
    async with opened(shop) as house:
        before = await undisturbed(house)
        running = [await call(house, number) for number in range(50)]
        await asyncio.gather(*(each.says(0, 1) for each in running))

        rewrite(shop, edit)
        new = await release(shop)
        assert all(each.release == old for each in running)
        await look(house)
        after = await undisturbed(house)
        later = [await call(house, number) for number in range(50, 80)]
        await asyncio.gather(*(each.says(0, 1) for each in later))
        await asyncio.gather(*(each.says(1, 2) for each in running))

        await asyncio.to_thread(change, shop, register.rolled_back)
        await look(house)
        latest = [await call(house, number) for number in range(80, 100)]
        for caller in (*running, *later, *latest):
            await caller.says(len(caller.turns) - 1)
            await caller.hangs_up()

        assert [each.release for each in (*running, *later, *latest)] == [old] * 50 + [new] * 30 + [old] * 20
        for caller in (*running, *latest):
            assert caller.transcript == before[int(caller.sid[2:]) % len(CALLERS)]
        for caller in later:
            assert caller.transcript == after[int(caller.sid[2:]) % len(CALLERS)]
    assert "How much would you like to pay?" in said(before[0])
    assert "I've taken 45 pounds" in said(before[0])
    assert "on the shelf" in said(before[2])
    assert "What may I take?" in said(after[0])
    assert "That was 46 pounds" in said(after[0])
    assert "in the post" in said(after[2])


async def test_a_release_goes_when_its_last_call_ends(shop: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "LINGER_S", 0.0)
    await release(shop)
    async with opened(shop) as house:
        callers = [await call(house, number) for number in range(2)]
        gone = weakref.ref(callers[0].dialog._release)
        module = callers[0].dialog._release.registry.get("till.take").function.__module__
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        await release(shop)
        for caller in callers:
            await look(house)
            gc.collect()
            assert gone() is not None
            assert module in sys.modules
            await caller.hangs_up()
        await look(house)
        assert gone() is None
        assert module not in sys.modules
        assert house.releases()["calls"] == {}


async def test_a_candidate_takes_its_share_until_it_is_promoted_or_withdrawn(shop: Path, edit: Edit) -> None:
    async def shares(house: House, calls: int = 400) -> dict[str, int]:
        got: dict[str, int] = {}
        for number in range(calls):
            async with house.seat(f"CA{number}") as home:
                got[home.release] = got.get(home.release, 0) + 1
        return got

    old = await release(shop)
    edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
    trial = await release(shop, share=2500)
    async with opened(shop) as house:
        got = await shares(house)
        assert abs(got[trial] - 100) < 4 * math.sqrt(400 * 0.25 * 0.75)
        assert await shares(house) == got
        assert (house.releases()["candidate"], house.releases()["share"]) == (trial, 0.25)
        change(shop, register.rolled_back)
        await look(house)
        assert await shares(house) == {old: 400}
        await release(shop, share=9999)
        await look(house)
        change(shop, register.promoted)
        await look(house)
        assert await shares(house) == {trial: 400}
        assert house.releases()["candidate"] is None


@pytest.mark.parametrize("spoiled", ["flows/welcome.yaml", "handlers.py", "release.json"])
async def test_a_release_that_does_not_load_is_refused_and_the_old_one_stays(
    shop: Path, edit: Edit, spoiled: str
) -> None:
    old = await release(shop)
    async with opened(shop) as house:
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        new = await release(shop)
        (shop / ".trunkline" / "releases" / new / spoiled).unlink()
        with capture_logs() as logs:
            await look(house)
            await look(house)
        (refused,) = [line for line in logs if line["event"] == "release_refused"]
        assert (refused["release"], refused["stays"]) == (new, old)
        assert new in refused["why"]
        async with house.seat("CA1") as home:
            assert home.release == old
        change(shop, register.rolled_back)
        await look(house)
        assert house.releases()["current"] == old


async def test_a_register_that_is_damaged_changes_nothing_and_is_told_once(shop: Path) -> None:
    old = await release(shop)
    async with opened(shop) as house:
        (shop / ".trunkline" / "releases" / "current").write_text("{")
        with capture_logs() as logs:
            await look(house)
            await look(house)
        assert [line["event"] for line in logs] == ["release_unknown"]
        assert house.releases()["current"] == old


async def test_loading_happens_in_another_thread(shop: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    await release(shop)
    async with opened(shop) as house:
        loader = house.desk._stock._loader
        made = loader.load

        def watched(*arguments: Any) -> Any:
            threads.append(threading.get_ident())
            return made(*arguments)

        loader.load = watched
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        new = await release(shop)
        await look(house)
        assert house.releases()["current"] == new
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


# --------------------------------------------------------------------------------------------------- coming back


def leaves(house: House, caller: Caller, **changes: Any) -> int:
    """Write down that the caller is outside, as a handler that takes him there does; return his turns so far."""
    assert isinstance(house.desk, desks.Desk)
    state = {**dump(caller.dialog.state), **changes}
    turn = replace(caller.turns[-1], index=state["turn"] + 1, next=Leave("make_payment/do.till.take", "till.take"))
    house.desk._furnisher._journal.write(caller.sid, turn, {**state, "turn": turn.index})
    return turn.index


async def test_a_call_that_comes_back_goes_on_with_its_own_release(shop: Path, edit: Edit) -> None:
    old = await release(shop)
    async with opened(shop) as house:
        before = (await undisturbed(house))[0]
        caller = await call(house, 3)
        await caller.says(0, 2)
        leaves(house, caller)
        await caller.hangs_up()
        rewrite(shop, edit)
        await release(shop)
        await look(house)
        await look(house)
        async with house.seat(caller.sid, back=True) as home:
            assert home.release == old
            dialog = await home.resume(caller.sid)
            assert dialog is not None
            turn = await dialog.turn(Said("yes"), lambda line: None)
            await dialog.close()
        assert tuple(line.text for line in turn.lines) == before[-1][3]
        assert turn.did == (("till.take", "done"),)


async def test_a_call_whose_release_is_gone_is_told_so_and_put_through_with_its_slots(shop: Path, edit: Edit) -> None:
    old = await release(shop)
    async with opened(shop) as house:
        caller = await call(house, 0)
        await caller.says(0, 2)
        turns = leaves(house, caller)
        await caller.hangs_up()
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        await release(shop)
        await look(house)
        shutil.rmtree(shop / ".trunkline" / "releases" / old)
        with capture_logs() as logs:
            async with house.seat("CA0", back=True) as home:
                dialog = await home.resume("CA0")
                assert dialog is not None
                found = [await dialog.turn(Returned("error"), lambda line: None) for _ in range(2)]
                await dialog.close()
        assert ("release_gone", old) in [(line["event"], line.get("release")) for line in logs]
        for number, turn in enumerate(found, 1):
            assert isinstance(turn.next, Transfer)
            assert (turn.next.queue, turn.next.number) == ("tills", "+441632960102")
            assert turn.next.context["slots"] == {"amount": "45.00"}
            assert turn.next.context["release"] == old
            assert "lost my place" in turn.lines[0].text
            assert turn.index == turns + number


async def test_where_there_are_no_people_a_stranded_call_ends(shop: Path) -> None:
    head = (shop / "flows" / "project.yaml").read_text().partition("queues:")[0]
    (shop / "flows" / "project.yaml").write_text(head)
    async with opened(shop) as house:
        caller = await call(house, 0)
        leaves(house, caller, release="f" * 16)
        await caller.hangs_up()
        async with house.seat("CA0", back=True) as home:
            dialog = await home.resume("CA0")
            assert dialog is not None
            turn = await dialog.turn(Returned("error"), lambda line: None)
        assert turn.next == HangUp("us.release.gone")
        assert turn.lines


async def test_a_call_that_never_left_cannot_come_back(shop: Path) -> None:
    async with opened(shop) as house:
        caller = await call(house, 0)
        await caller.hangs_up()
        async with house.seat("CA0", back=True) as home:
            assert await home.resume("CA0") is None


async def test_a_journal_that_fails_strands_nobody(shop: Path) -> None:
    async def broken(_sid: str) -> None:
        raise OSError("no disk")

    async with opened(shop) as house:
        assert isinstance(house.desk, desks.Desk)
        house.desk._furnisher.left = broken
        with capture_logs() as logs:
            async with house.seat("CA0", back=True) as home:
                assert await home.resume("CA0") is None
        assert ("call_not_resumed", "OSError") in [(line["event"], line.get("error")) for line in logs]


async def test_looking_goes_on_after_a_defect(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    enough = asyncio.Event()

    async def broken(_self: object) -> None:
        looked.append(1)
        if len(looked) == 3:
            enough.set()
        raise ZeroDivisionError

    async with opened(shop) as house:
        assert isinstance(house.desk, desks.Desk)
        monkeypatch.setattr(desks.Desk, "look", broken)
        following = asyncio.create_task(house.desk.follow(0.001))
        async with asyncio.timeout(30):
            await enough.wait()
        following.cancel()


# --------------------------------------------------------------------------------------------- the working files


async def test_the_working_files_answer_until_something_is_released(shop: Path, edit: Edit) -> None:
    async with opened(shop) as house:
        assert house.releases()["from"] == "working files"
        caller = await call(house, 0)
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        new = await release(shop)
        await look(house)
        assert (house.releases()["from"], house.releases()["current"]) == ("release", new)
        await caller.says(0)
        assert caller.transcript[-1][2] == (("till.take", "done"),)
        await caller.hangs_up()


async def test_working_files_that_are_asked_for_answer_beside_a_release(shop: Path, edit: Edit) -> None:
    old = await release(shop)
    edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
    async with opened(shop, working=True) as house:
        assert house.releases()["current"] != old
        assert house.releases()["from"] == "working files"


async def test_watched_files_are_taken_after_every_edit_that_checks(shop: Path, edit: Edit) -> None:
    async with opened(shop, watch=True) as house:
        first = house.releases()["current"]
        caller = await call(house, 0)
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        await look(house)
        second = house.releases()["current"]
        assert second != first
        edit(shop, "handlers.py", '"on the shelf"', '"on the floor"')
        await look(house)
        assert house.releases()["current"] not in {first, second}
        other = await call(house, 2)
        await other.says(0, 1)
        assert "on the floor" in said(other.transcript)
        await caller.says(0)
        assert caller.release == first
        for each in (caller, other):
            await each.hangs_up()


async def test_a_broken_edit_is_printed_with_its_findings_and_the_last_good_files_go_on(
    shop: Path, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(shop, watch=True) as house:
        good = house.releases()["current"]
        edit(shop, "flows/make_payment.yaml", "do: till.take", "do: till.tkae")
        edit(shop, "flows/welcome.yaml", "listen:", "lisen:")
        log.set_up(as_json=True)
        await look(house)
        await look(house)
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        findings = [line["what"] for line in lines if line["event"] == "finding"]
        assert any("flows/make_payment.yaml:" in what and "till.take" in what for what in findings)
        assert any("flows/welcome.yaml:" in what for what in findings)
        (refused,) = [line for line in lines if line["event"] == "release_refused"]
        assert (refused["release"], refused["stays"]) == ("working files", good)
        assert house.releases()["current"] == good
        edit(shop, "flows/make_payment.yaml", "do: till.tkae", "do: till.take")
        edit(shop, "flows/welcome.yaml", "lisen:", "listen:")
        await look(house)
        assert house.releases()["current"] == good


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "def", "1 / 0"])
async def test_handlers_that_break_are_an_edit_like_any_other(shop: Path, code: str) -> None:
    async with opened(shop, watch=True) as house:
        good = house.releases()["current"]
        (shop / "handlers.py").write_text(code)
        with capture_logs() as logs:
            await look(house)
        assert "handlers.py does not load" in next(x for x in logs if x["event"] == "release_refused")["why"]
        assert house.releases()["current"] == good


# ------------------------------------------------------------------------------------------------- intent models


async def test_each_release_has_its_own_model_and_a_third_waits_for_the_calls_of_the_first(
    shop: Path, teach: Any, edit: Edit
) -> None:
    first = await release(shop)
    async with opened(shop) as house:
        caller = await call(house, 0)
        teach(shop, "tiny-two")
        second = await release(shop)
        assert second != first
        await look(house)
        teach(shop, "tiny-three")
        third = await release(shop)
        with capture_logs() as logs:
            await look(house)
            await look(house)
        assert [line["event"] for line in logs] == ["release_waits"]
        assert house.releases()["current"] == second
        await caller.says(0)
        await caller.hangs_up()
        await look(house)
        assert house.releases()["current"] == third


async def test_a_call_that_ends_while_a_model_is_loaded_does_not_close_it(shop: Path, teach: Any) -> None:
    await release(shop)
    async with opened(shop) as house:
        caller = await call(house, 0)
        assert isinstance(house.desk, desks.Desk)
        loader, loaded, ended = house.desk._stock._loader, threading.Event(), threading.Event()
        load = loader.load

        def slowly(name: str) -> Any:
            found = load(name)
            loaded.set()
            assert ended.wait(60)
            return found

        loader.load = slowly
        teach(shop, "tiny-two")
        await release(shop)
        looking = asyncio.create_task(look(house))
        await asyncio.to_thread(loaded.wait, 60)
        await caller.hangs_up()
        ended.set()
        await looking
        other = await call(house, 0)
        await other.says(0)
        assert other.transcript[-1][2] == (("till.take", "done"),)


async def test_releases_with_the_same_model_share_it(shop: Path, edit: Edit) -> None:
    await release(shop)
    async with opened(shop) as house:
        assert isinstance(house.desk, desks.Desk)
        one = house.desk._standing.current.understander._classifier
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        await release(shop)
        await look(house)
        assert house.desk._standing.current.understander._classifier is one


async def test_a_release_made_before_there_was_a_model_says_so(shop: Path) -> None:
    (shop / ".trunkline" / "models" / "current").unlink()
    await release(shop)

    with pytest.raises(MissingPartError, match="before there was an intent model"):
        async with opened(shop):
            pass


async def test_a_damaged_current_release_stops_the_server_at_its_start(shop: Path) -> None:
    name = await release(shop)
    (shop / ".trunkline" / "releases" / name / "handlers.py").unlink()

    with pytest.raises(ReleaseError, match=r"handlers\.py is missing"):
        async with opened(shop):
            pass


async def test_it_looks_by_itself(shop: Path, edit: Edit) -> None:
    await release(shop)
    async with opened(shop, every_s=0.02) as house:
        edit(shop, "flows/welcome.yaml", "How can I help?", "What now?")
        new = await release(shop)
        async with asyncio.timeout(60):
            while house.releases()["current"] != new:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)


async def test_a_knowledge_of_its_own_comes_with_every_release(shop: Path, edit: Edit) -> None:
    await release(shop)
    async with opened(shop) as house:
        assert isinstance(house.desk, desks.Desk)
        edit(shop, "flows/knowledge/hours.md", "eight in the morning", "nine in the morning")
        old = house.desk._standing.current
        new = await release(shop)
        await look(house)
        assert house.releases()["current"] == new
        found = [each.knowledge.answer("opening hours") for each in (old, house.desk._standing.current)]
        assert "eight" in str(found[0])
        assert "nine" in str(found[1])


async def test_what_is_listened_for_is_the_calls_own(shop: Path) -> None:
    async with opened(shop) as house, house.seat("CA1") as home:
        turn = await home.dialog("CA1").turn(CallStarted(), lambda line: None)
        assert isinstance(turn.next, Listening)
        assert (home.people, home.locale) == ("+441632960102", "en-GB")


async def test_a_model_that_no_flow_knows_is_not_served(shop: Path) -> None:
    manifest = shop / ".trunkline" / "models" / "tiny" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('["human","make_payment","order_status"]', '["a","b","c"]'))
    with pytest.raises(ModelError, match="knows 'a', 'b', 'c', and none of the intents") as refused:
        async with opened(shop):
            pass
    assert "trunkline train" in refused.value.todo
