"""Breakers of several processes, told to each other through the database."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ProviderError
from engine.store.database import Database
from engine.store.tables import RestRow
from telephony.breakers import Breakers
from telephony.rests import NEWS_S, Rests, settle

REFUSED = ProviderError("no", provider="ears", cause="refused")
LEFT = st.dictionaries(st.sampled_from("abc"), st.floats(-60, 60), max_size=3)


@pytest.mark.parametrize(
    ("ours", "table", "known", "write", "erase", "adopt", "forget"),
    [
        ({"a": 30.0}, {}, "", {"a": 30.0}, "", {}, ""),
        ({}, {"a": 20.0}, "", {}, "", {"a": 20.0}, ""),
        ({"a": 30.0}, {"a": 28.0}, "a", {}, "", {}, ""),
        ({"a": 40.0}, {"a": -2.0}, "a", {"a": 40.0}, "", {}, ""),
        ({"a": -2.0}, {"a": 40.0}, "a", {}, "", {"a": 40.0}, ""),
        ({}, {"a": 20.0}, "a", {}, "a", {}, ""),
        ({"a": 20.0}, {}, "a", {}, "", {}, "a"),
        ({"a": -5.0}, {}, "", {}, "", {}, ""),
        ({}, {"a": -5.0}, "", {}, "", {}, ""),
        ({}, {"a": -5000.0}, "", {}, "a", {}, ""),
    ],
)
def test_what_both_sides_say_to_each_other(  # noqa: PLR0917 - both sides, and the four things said
    ours: dict[str, float],
    table: dict[str, float],
    known: str,
    write: dict[str, float],
    erase: str,
    adopt: dict[str, float],
    forget: str,
) -> None:
    found = settle(ours, table, set(known))
    assert (dict(found.write), dict(found.adopt)) == (write, adopt)
    assert (found.erase, found.forget) == (set(erase), set(forget))


@given(LEFT, LEFT, st.sets(st.sampled_from("abc")))
def test_nobody_is_told_two_things(ours: dict[str, float], table: dict[str, float], known: set[str]) -> None:
    found = settle(ours, table, known)
    told = [*found.write, *found.erase, *found.adopt, *found.forget]
    assert len(told) == len(set(told))
    assert all(left > table.get(name, float("-inf")) for name, left in found.write.items())


def fail(breakers: Breakers) -> None:
    for _ in range(2):
        breakers.failed("ears", REFUSED)


def test_a_rest_and_its_end_are_known_to_the_other_process(tmp_path: Path) -> None:
    async def story() -> None:
        url = f"sqlite+aiosqlite:///{tmp_path}/rests.db"
        async with Database.open(url) as one, Database.open(url) as other:
            here, there = Breakers(), Breakers()
            ours, theirs = Rests(one, here, draw=lambda: 0.0), Rests(other, there, draw=lambda: 1.0)
            fail(here)
            for each in (ours, theirs, ours, theirs):
                await each.exchange()
            with pytest.raises(ProviderError, match="rests"):
                there.ask("ears")
            assert 0 < there.resting()["ears"] - here.resting()["ears"] < NEWS_S
            here.worked("ears")
            for each in (ours, theirs):
                await each.exchange()
            there.ask("ears")
            assert here.resting() == there.resting() == {}
            fail(there)
            for each in (theirs, ours):
                await each.exchange()
            assert here.resting()

    asyncio.run(story())


def test_who_never_met_a_failure_does_not_say_that_it_is_over(tmp_path: Path) -> None:
    async def story() -> None:
        async with Database.open(f"sqlite+aiosqlite:///{tmp_path}/rests.db") as database:
            here, there = Breakers(), Breakers()
            ours, theirs = Rests(database, here), Rests(database, there)
            fail(here)
            await ours.exchange()
            here.of("ears").rest_until(asyncio.get_running_loop().time() - 1)
            async with database.session() as session:
                row = await session.get_one(RestRow, "ears")
                row.until -= timedelta(seconds=100)
            for each in (theirs, theirs, ours):
                await each.exchange()
            assert here.resting()
            assert not there.resting()

    asyncio.run(story())


def test_without_a_database_every_process_has_its_own() -> None:
    class Gone:
        def session(self) -> object:
            raise OSError("gone")

    async def story() -> None:
        breakers = Breakers()
        async with Rests(Gone(), breakers).running(0.01):  # type: ignore[arg-type]
            fail(breakers)
            await asyncio.sleep(0.05)
            assert breakers.resting()

    asyncio.run(story())
