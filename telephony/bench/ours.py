"""What is measured against the floor? Our whole server, with instant parts where a provider would be.

Webhook, signature, one-time token, codec, turn-taking, the compiled graph, the fallback's tools, the voice, pacing and
marks are the real ones. Run as ``python -m telephony.bench.ours PORT TOKEN MOST``; at most ``MOST`` calls are let in.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvloop

from engine import log
from engine import release as releases
from engine.dialog.conversation import Conversation
from engine.dialog.face import Dialog
from engine.understanding.cascade import Cascade
from telephony.app import create_app
from telephony.bench.instant import InstantLanguageModel, InstantSynthesizer, InstantTranscriber, Unsure
from telephony.house import House
from telephony.server import Server
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens

WORDS = "where is my parcel please"


def house() -> House:
    """Return the shared parts of a process that answers the benchmark's calls."""
    release = releases.load(Path(__file__).parent / "project")
    fallback = Cascade((InstantLanguageModel(),))

    def dialog(sid: str) -> Dialog:
        return Conversation(release, sid=sid, services={}, understander=Unsure(), fallback=fallback)

    return House(
        dialog=dialog,
        release=release.hash,
        transcribers=(InstantTranscriber(WORDS),),
        synthesizers=(InstantSynthesizer(),),
    )


async def serve(port: int, token: str, most: int) -> None:
    """Serve until told to stop."""
    log.set_up(as_json=True)
    switchboard = Switchboard(most)
    app = create_app(
        house(),
        address=f"http://127.0.0.1:{port}",
        auth_token=token,
        switchboard=switchboard,
        tokens=Tokens(asyncio.get_running_loop().time),
    )
    await Server(app, host="127.0.0.1", port=port, switchboard=switchboard).serve()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
