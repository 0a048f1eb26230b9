"""Which server do the bench's callers meet? Ours: the real adapters and intent model, on flows of the bench's own.

Run as ``python -m telephony.bench.latency.ours PORT TOKEN SETTINGS``, the settings being a JSON object that leads to
the stand-ins and to the project whose intent model is used.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from engine import log
from engine import release as releases
from engine.dialog.conversation import Conversation
from engine.dialog.face import Dialog
from engine.metrics import Metrics
from engine.release import Release
from engine.settings import Settings, read_settings
from engine.understanding.cascade import Cascade
from engine.understanding.classifier import Classifier
from engine.understanding.local import LocalUnderstander
from engine.understanding.manifest import current
from telephony import memory
from telephony.app import create_app
from telephony.house import House
from telephony.kept_voice import KeptVoice
from telephony.language_models import built, cascade
from telephony.opening import get_ready
from telephony.providers import deepgram_flux, elevenlabs
from telephony.server import Server, fast_loop
from telephony.speech_store import Store
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens
from telephony.warming import lines_of, voicing_of, warm


def house(release: Release, voice: KeptVoice, fallback: Cascade | None, settings: Settings) -> House:
    """Return what the calls of the bench share."""
    classifier = Classifier.load(current(settings.home / "models"))
    understander = LocalUnderstander(classifier, release.project.understanding)

    def dialog(sid: str) -> Dialog:
        return Conversation(release, sid=sid, services={}, understander=understander, fallback=fallback)

    return House(
        dialog=dialog,
        release=release.hash,
        transcribers=(deepgram_flux.build(settings),),
        synthesizers=(voice,),
        people="+441632960000",
    )


async def serve(port: int, token: str, settings: Settings, speech: Path) -> None:
    """Make the fixed lines' speech, and serve until told to stop."""
    log.set_up(as_json=True)
    switchboard, metrics = Switchboard(most=200), Metrics()
    release = releases.load(Path(__file__).parent / "project")
    voice = KeptVoice(elevenlabs.build(settings), Store(speech))
    models = tuple(built(settings, metrics))
    await get_ready((*models, voice))
    await warm(voice, lines_of(release), voicing_of(release, voice.name))
    app = create_app(
        house(release, voice, cascade(models, settings, metrics), settings),
        address=f"http://127.0.0.1:{port}",
        auth_token=token,
        switchboard=switchboard,
        tokens=Tokens(asyncio.get_running_loop().time),
        metrics=metrics,
    )
    await Server(app, host="127.0.0.1", port=port, switchboard=switchboard).serve()


if __name__ == "__main__":
    memory.be_thrifty()
    with asyncio.Runner(loop_factory=fast_loop()) as runner, tempfile.TemporaryDirectory() as folder:
        runner.run(serve(int(sys.argv[1]), sys.argv[2], read_settings(**json.loads(sys.argv[3])), Path(folder)))
