from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.handlers.registry import Call
from engine.handlers.setup import services
from engine.settings import Settings

ORDERS = """number,state,day,place,total_minor,packed
4568,late,2,,6499,yes
1234,delivered,-1,in the porch,3000,yes
246810,on_its_way,4,,8500,no
"""
CUSTOMERS = """account,passcode,owes_minor,locked,blocked
123456,7391,8000,no,no
111222,4040,12000,no,yes
333444,5150,6000,yes,no
"""
DELIVERY = """# Delivery

## How long delivery takes
Standard delivery takes three to five working days. Order before two
in the afternoon for next day delivery.

## What delivery costs
Delivery is free over fifty pounds. Below that it costs three pounds 95.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in (
        ("records/orders.csv", ORDERS),
        ("records/customers.csv", CUSTOMERS),
        ("knowledge/delivery.md", DELIVERY),
    ):
        path = tmp_path / "flows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
async def found(project: Path) -> AsyncIterator[Any]:
    async with services(Settings(_env_file=None, project=project)) as ready:
        yield ready


@pytest.fixture
def call(found: Any) -> Callable[..., Call]:
    def make(key: str = "CA1/pay/1", **more: Any) -> Call:
        return Call(sid="CA1", key=key, services=found, **more)

    return make
