"""Which server do the bench's callers meet? Ours, with a database, the payments of the built-in handlers, and no model.

Run as ``python -m telephony.bench.effects.ours PORT TOKEN SETTINGS``: a JSON object of settings, and ``gateway``, the
address of whoever moves the money.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from engine import log
from engine import release as releases
from engine.dialog.conversation import Conversation
from engine.dialog.face import Dialog
from engine.handlers.payments import Payments
from engine.settings import Settings, read_settings
from engine.store.database import Database
from engine.types import Accept, Candidate, Verdict
from telephony.app import create_app
from telephony.bench.effects.gateway import RemoteGateway
from telephony.bench.instant import InstantSynthesizer
from telephony.house import House
from telephony.providers import deepgram_flux
from telephony.server import Server, fast_loop
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens

PROJECT = Path(__file__).parent / "project"
FLOW = "pay"


class Payer:
    """An understander to whom everybody wants to pay."""

    async def understand(self, text: str) -> Verdict:  # noqa: ARG002 - the protocol's signature
        """Accept."""
        return Accept((Candidate(FLOW, 0.98),))


def house(settings: Settings, payments: Payments) -> House:
    """Return what the calls of the bench share."""
    release = releases.load(PROJECT)

    def dialog(sid: str) -> Dialog:
        return Conversation(release, sid=sid, services={Payments: payments}, understander=Payer(), fallback=None)

    return House(
        dialog=dialog,
        release=release.hash,
        transcribers=(deepgram_flux.build(settings),),
        synthesizers=(InstantSynthesizer(),),
        people="+441632960000",
    )


async def serve(port: int, token: str, settings: Settings, gateway: str) -> None:
    """Take the payments that a crash cut off, and serve until told to stop."""
    log.set_up(as_json=True)
    switchboard = Switchboard(most=200)
    settings.home.mkdir(parents=True, exist_ok=True)
    async with Database.open(settings.database) as database:
        payments = Payments(database, RemoteGateway(gateway))
        await payments.recover()
        app = create_app(
            house(settings, payments),
            address=f"http://127.0.0.1:{port}",
            auth_token=token,
            switchboard=switchboard,
            tokens=Tokens(asyncio.get_running_loop().time),
        )
        await Server(app, host="127.0.0.1", port=port, switchboard=switchboard).serve()


if __name__ == "__main__":
    given = json.loads(sys.argv[3])
    gateway_url = given.pop("gateway")
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(serve(int(sys.argv[1]), sys.argv[2], read_settings(**given), gateway_url))
