from collections.abc import Callable
from typing import Any

from sqlmodel import select

from engine.handlers.callbacks import request
from engine.handlers.registry import Call
from engine.store.database import Database
from engine.store.tables import CallbackRow


async def test_a_callback_is_noted_once_per_step(call: Callable[..., Call], found: Any) -> None:
    for _ in range(2):
        promised = await request(call("k"), "+441632960001", "morning")
    assert promised == {"phone": "+441632960001", "part_of_day": "morning"}
    async with found[Database].session() as session:
        rows = (await session.exec(select(CallbackRow))).all()
    assert [(r.phone, r.part_of_day) for r in rows] == [("+441632960001", "morning")]
