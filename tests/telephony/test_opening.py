from __future__ import annotations

import asyncio
from typing import Any

from telephony.opening import CLOSE_S, let_go


class Provider:
    def __init__(self, takes_s: float) -> None:
        self.takes_s, self.closed = takes_s, False

    async def close(self) -> None:
        await asyncio.sleep(self.takes_s)
        self.closed = True


class Local:
    closed = False

    def close(self) -> None:
        self.closed = True


def test_what_the_house_shares_is_closed_and_a_close_that_hangs_is_left(virtual: Any) -> None:
    async def story() -> None:
        loop, quick, hanging, local = asyncio.get_running_loop(), Provider(1.0), Provider(3600.0), Local()
        began = loop.time()
        for provider in (quick, hanging, local):
            await let_go(provider)
        assert (quick.closed, hanging.closed, local.closed) == (True, False, True)
        assert loop.time() - began == 1.0 + CLOSE_S

    virtual(story())
