"""How does this machine answer calls until it is told to stop? The house, its doors and its server, put together.

Apart from the verb that starts it, because importing all of this takes seconds.
"""

from __future__ import annotations

import asyncio

import structlog

from engine.metrics import Metrics
from engine.settings import Settings
from engine.store.database import Database
from engine.store.remains import remains
from telephony.app import create_app
from telephony.house import House
from telephony.local_token import auth_token
from telephony.opening import open_house
from telephony.server import Server, fast_loop
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens
from telephony.under_way import FOLDER, UnderWay, cut_off, under_way

__all__ = ["fast_loop", "serve"]


async def serve(settings: Settings, *, working: bool = False, watch: bool = False) -> None:
    """Open the house, answer calls, drain."""
    metrics = Metrics()
    opening = open_house(settings, working=working, watch=watch, warm=not watch, metrics=metrics)
    async with opening as house:
        await tell_cut_off(settings)  # once the house has taken their payments to their end
        with under_way(settings.home / FOLDER) as calls:
            await _answer(settings, house, metrics, calls)
    structlog.get_logger().info("stopped")


async def _answer(settings: Settings, house: House, metrics: Metrics, calls: UnderWay) -> None:
    """Answer calls until told to stop, and drained."""
    switchboard = Switchboard(settings.max_calls, begins=calls.begins, ends=calls.ends)
    app = create_app(
        house,
        address=settings.address,
        auth_token=auth_token(settings),
        switchboard=switchboard,
        tokens=Tokens(asyncio.get_running_loop().time),
        metrics=metrics,
        metrics_token=settings.metrics_token.get_secret_value(),
    )

    def opened() -> None:
        answers = {"release": house.release, "of": house.releases()["from"]}
        structlog.get_logger().info("serving", webhook=f"{settings.address}/voice", **answers)

    await Server(app, host=settings.host, port=settings.port, switchboard=switchboard, opened=opened).serve()


async def tell_cut_off(settings: Settings) -> None:
    """Tell of each call that a killed process left under way, and what is left of it."""
    calls = cut_off(settings.home / FOLDER)
    if not calls:
        return
    async with Database.open(settings.database) as database:
        for sid, at in calls.items():
            found = await remains(database, sid)
            structlog.get_logger().warning(
                "call_cut_off", call_sid=sid, began=at, turns=found.turns, payments=found.payments
            )
