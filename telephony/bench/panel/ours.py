"""Which server do the panel's callers meet? Ours, over the real adapters; only what understands has no model behind it.

Half of the requests are known at once, as the intent model knows them in a millisecond; the others wait for a language
model that takes as long as one does. Run as ``python -m telephony.bench.panel.ours PORT TOKEN SETTINGS``, the settings
being a JSON object that leads to the stand-ins.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from zlib import crc32

from engine import log
from engine import release as releases
from engine.dialog.conversation import Conversation
from engine.dialog.face import Dialog
from engine.llm.protocol import Done, Event, Request, ToolUse, Usage
from engine.settings import Settings, read_settings
from engine.types import Accept, Candidate, Defer, Verdict
from engine.understanding.cascade import Cascade
from telephony.app import create_app
from telephony.house import House
from telephony.kept_voice import KeptVoice
from telephony.providers import deepgram_flux, elevenlabs
from telephony.server import Server, fast_loop
from telephony.speech_store import Store
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens
from telephony.warming import lines_of, voicing_of, warm

PROJECT = Path(__file__).parent / "project"
FLOW = "answer"
THINKS_S = 0.35
"""A language model's first token and a short tool use, median."""
SPREAD = math.log(2) / 1.6449
"""Lognormal, p95 twice the median."""


class Halfway:
    """An understander that knows every second sentence."""

    async def understand(self, text: str) -> Verdict:
        """Accept or defer, always the same for the same text."""
        candidates = (Candidate(FLOW, 0.98),)
        return Accept(candidates) if crc32(text.encode()) % 2 else Defer(candidates)


class SlowModel:
    """A language model that picks the one flow there is, after a while."""

    name = "slow"

    async def stream(self, request: Request) -> AsyncIterator[Event]:  # noqa: ARG002 - the protocol's signature
        """Answer with a tool use."""
        await asyncio.sleep(THINKS_S * math.exp(SPREAD * random.gauss(0, 1)))
        yield ToolUse("start_flow", {"flow": FLOW})
        yield Done("tool_use", Usage())

    async def close(self) -> None:
        """Nothing is open."""


async def house(settings: Settings, folder: Path) -> House:
    """Return what the calls of the panel share; in ``folder`` the lines are kept that are always the same."""
    release = releases.load(PROJECT)
    fallback = Cascade((SlowModel(),))
    voice = KeptVoice(elevenlabs.build(settings), Store(folder))
    await warm(voice, lines_of(release), voicing_of(release, voice.name))

    def dialog(sid: str) -> Dialog:
        return Conversation(release, sid=sid, services={}, understander=Halfway(), fallback=fallback)

    return House(
        dialog=dialog,
        release=release.hash,
        transcribers=(deepgram_flux.build(settings),),
        synthesizers=(voice,),
        people="+441632960000",
    )


async def serve(port: int, token: str, settings: Settings, folder: Path) -> None:
    """Serve until told to stop."""
    log.set_up(as_json=True)
    switchboard = Switchboard(most=200)
    app = create_app(
        await house(settings, folder),
        address=f"http://127.0.0.1:{port}",
        auth_token=token,
        switchboard=switchboard,
        tokens=Tokens(asyncio.get_running_loop().time),
    )
    await Server(app, host="127.0.0.1", port=port, switchboard=switchboard).serve()


if __name__ == "__main__":
    random.seed(0)
    with asyncio.Runner(loop_factory=fast_loop()) as runner, tempfile.TemporaryDirectory() as folder:
        runner.run(serve(int(sys.argv[1]), sys.argv[2], read_settings(**json.loads(sys.argv[3])), Path(folder)))
