from __future__ import annotations

import asyncio

import pytest

from engine.rehearsal.virtual_time import DeadlockError, run_virtual


def test_an_hour_passes_at_once_and_is_counted() -> None:
    async def nap() -> float:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.sleep(3600)
        return loop.time() - before

    assert run_virtual(nap()) == pytest.approx(3600)


def test_timers_fire_in_their_order() -> None:
    order: list[str] = []

    async def wait(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        order.append(name)

    async def all_of_them() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(wait("late", 20))
            group.create_task(wait("early", 1))
            group.create_task(wait("middle", 10))

    run_virtual(all_of_them())
    assert order == ["early", "middle", "late"]


def test_a_deadline_ends_what_is_slower() -> None:
    async def slow() -> None:
        async with asyncio.timeout(2.5):
            await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        run_virtual(slow())


def test_a_wait_that_nothing_can_end_raises() -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    with pytest.raises(DeadlockError):
        run_virtual(for_ever())
