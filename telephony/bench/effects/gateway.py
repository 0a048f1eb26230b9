"""Who moves the money in the bench, and who counts it? A gateway that nobody kills, and its client.

It is what gateways are: slow, sometimes before the money moves and sometimes after, and idempotent by the key that it
is sent. It books what it did, so that a second charge cannot hide.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AbstractAsyncContextManager
from random import Random

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.handlers.payments import Charged, Refused
from engine.types import Secret
from telephony.simulator.standins.serving import serving

SLOW_S = (0.02, 0.7)
"""How long a charge takes, evenly drawn."""
PATH = "/charges"
REFERENCE = "123456"


class Till:
    """The gateway's side."""

    def __init__(self, seed: int) -> None:
        """Be slow in a way that ``seed`` decides."""
        self.asked: Counter[str] = Counter()
        """Key -> how often a charge was asked for."""
        self.booked: set[str] = set()
        """Keys for which money moved."""
        self._draw = Random(seed)
        self._app = Starlette(routes=[Route(PATH, self._charge, methods=["POST"])])

    def serving(self) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        return serving(self._app)

    async def _charge(self, request: Request) -> Response:
        key = str((await request.json())["key"])
        self.asked[key] += 1
        slow_s, first = self._draw.uniform(*SLOW_S), self._draw.random() < 0.5  # noqa: PLR2004 - as often as not
        if first:
            self.booked.add(key)
        await asyncio.sleep(slow_s)
        self.booked.add(key)
        return JSONResponse({"reference": REFERENCE})


class RemoteGateway:
    """Our side (``engine.handlers.payments.PaymentGateway``)."""

    def __init__(self, url: str) -> None:
        """Charge at ``url``."""
        self._http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=5.0)

    async def charge(self, key: str, account: str, amount_minor: int) -> Charged | Refused:
        """Charge once per ``key``. Raises ``httpx.HTTPError``."""
        asked = {"key": key, "account": account, "amount_minor": amount_minor}
        answer = (await self._http.post(PATH, json=asked)).raise_for_status().json()
        return Charged(str(answer["reference"]), Secret("0" * 32))
