"""Which server do the callers of an outage meet? Ours: both ladders as the settings have them, and a language model.

Half of the requests are known at once, the others wait for the language model. Nothing is made ahead: every line is
spoken by whoever can. Run as ``python -m telephony.bench.outages.ours PORT TOKEN SETTINGS``.
"""

from __future__ import annotations

import asyncio
import json
import sys

from engine import log
from engine import release as releases
from engine.dialog.conversation import Conversation
from engine.dialog.face import Dialog
from engine.metrics import Metrics
from engine.settings import Settings, read_settings
from telephony.app import create_app
from telephony.bench.outages.scene import SENTENCES
from telephony.bench.panel.ours import PROJECT, Halfway
from telephony.equipment import equipped
from telephony.house import House
from telephony.language_models import built, cascade
from telephony.server import Server, fast_loop
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens


async def serve(port: int, token: str, settings: Settings) -> None:
    """Serve until told to stop."""
    log.set_up(as_json=True)
    switchboard, metrics = Switchboard(most=200), Metrics()
    release = releases.load(PROJECT)
    fallback = cascade(tuple(built(settings, metrics)), settings, metrics)

    def dialog(sid: str) -> Dialog:
        return Conversation(release, sid=sid, services={}, understander=Halfway(), fallback=fallback)

    async with equipped(settings, SENTENCES, warm=True) as speech:
        house = House(
            dialog=dialog, release=release.hash, people="+441632960000",
            transcribers=speech.transcribers, synthesizers=speech.voices, lines=speech.lines,
        )  # fmt: skip
        app = create_app(
            house,
            address=f"http://127.0.0.1:{port}",
            auth_token=token,
            switchboard=switchboard,
            tokens=Tokens(asyncio.get_running_loop().time),
            metrics=metrics,
        )
        await Server(app, host="127.0.0.1", port=port, switchboard=switchboard).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(serve(int(sys.argv[1]), sys.argv[2], read_settings(**json.loads(sys.argv[3]))))
