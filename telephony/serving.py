"""How does this machine answer calls until it is told to stop? The house, its doors and its server, put together.

Apart from the verb that starts it, because importing all of this takes seconds.
"""

from __future__ import annotations

import asyncio

import structlog

from engine.metrics import Metrics
from engine.settings import Settings
from telephony.app import create_app
from telephony.local_token import auth_token
from telephony.opening import open_house
from telephony.server import Server, fast_loop
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens

__all__ = ["fast_loop", "serve"]


async def serve(settings: Settings, *, working: bool = False, watch: bool = False) -> None:
    """Open the house, answer calls, drain."""
    metrics = Metrics()
    async with open_house(settings, working=working, watch=watch, warm=not watch, metrics=metrics) as house:
        switchboard = Switchboard(settings.max_calls)
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
    structlog.get_logger().info("stopped")
