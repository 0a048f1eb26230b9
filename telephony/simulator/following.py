"""What is happening on a call right now? The turns of its live trace, each once, as soon as the server has done it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

Show = Callable[[dict[str, Any]], None]
PERIOD_S = 0.2


class Following:
    """One call's trace, asked for again and again."""

    def __init__(self, base_url: str, sid: str, *, turn: Show, cut: Show) -> None:
        """``turn`` gets each turn; ``cut`` each line that the caller did not hear to its end."""
        self._url = f"{base_url.rstrip('/')}/calls/{sid}"
        self._turn, self._cut = turn, cut
        self._shown = 0
        self._settled: set[str] = set()
        self.trace: dict[str, Any] = {}
        """The newest."""

    async def run(self) -> None:
        """Follow until cancelled."""
        async with httpx.AsyncClient(verify=self._url.startswith("https:"), trust_env=False) as client:
            while True:
                await self._look(client)
                await asyncio.sleep(PERIOD_S)

    async def once(self) -> None:
        """Look one last time, when the call is over."""
        async with httpx.AsyncClient(verify=self._url.startswith("https:"), trust_env=False) as client:
            await self._look(client)

    async def _look(self, client: httpx.AsyncClient) -> None:
        try:
            response = await client.get(self._url)
        except httpx.TransportError:
            return
        if response.status_code == httpx.codes.OK:
            self.trace = response.json()
            self._report(self.trace["turns"])

    def _report(self, turns: list[dict[str, Any]]) -> None:
        for row in turns[self._shown :]:
            self._turn(row)
        self._shown = len(turns)
        for line in (line for row in turns for line in row["lines"]):
            if line["id"] not in self._settled and line["heard"] is not None:
                self._settled.add(line["id"])
                if line["heard"] != line["text"]:
                    self._cut(line)
