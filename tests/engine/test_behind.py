import asyncio

import pytest

from engine.behind import behind


async def test_work_goes_on_behind_the_block_and_is_at_its_end_when_the_block_is() -> None:
    told = []

    async def work(name: str) -> None:
        told.append(f"{name} begins")
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)  # letting go may take a while
            told.append(f"{name} ends")

    async with behind(work("one"), work("other"), name="two"):
        await asyncio.sleep(0)
        assert told == ["one begins", "other begins"]
    assert sorted(told[2:]) == ["one ends", "other ends"]


async def test_work_that_breaks_does_not_break_the_block() -> None:
    async def work() -> None:
        raise ValueError("broken")

    async with behind(work(), name="broken"):
        await asyncio.sleep(0)


async def test_a_block_that_breaks_leaves_no_work_behind() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    async def broken() -> None:
        async with behind(work(), name="left"):
            await asyncio.sleep(0)
            raise LookupError

    with pytest.raises(LookupError):
        await broken()
    assert ended.is_set()
