from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from engine.handlers.orders import cancel, lookup
from engine.handlers.registry import Call
from engine.types import Outcome

Make = Callable[..., Call]


async def test_a_known_order_is_found(call: Make) -> None:
    status = await lookup(call(), "1234")
    assert status == {
        "state": "delivered",
        "day": date.today() - timedelta(days=1),  # noqa: DTZ011 - a shop's day is local
        "place": "in the porch",
    }


async def test_an_unknown_order_is_an_outcome(call: Make) -> None:
    assert await lookup(call(), "9999") == Outcome("not_found")
    assert await cancel(call(), "9999") == Outcome("not_found")


async def test_an_order_is_cancelled_once_per_step_however_often_it_is_retried(call: Make) -> None:
    assert await cancel(call("k1"), "246810") == {"refund": Decimal(85)}
    assert await cancel(call("k1"), "246810") == {"refund": Decimal(85)}
    assert await cancel(call("k2"), "246810") == Outcome("too_late")
    status = await lookup(call(), "246810")
    assert status["state"] == "cancelled"


async def test_a_packed_or_delivered_order_stays(call: Make) -> None:
    assert await cancel(call(), "4568") == Outcome("too_late")
    assert await cancel(call(), "1234") == Outcome("too_late")
