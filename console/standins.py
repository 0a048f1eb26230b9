"""Run local stand-ins of Deepgram, Claude, ElevenLabs, Cartesia, Twilio and an OpenAI-compatible server.

Paste the lines it prints into two other shells: `trunkline serve` in one uses the stand-ins, `trunkline call` in the
other tells them what its caller will say, since they do not recognise speech. Ctrl-C stops them.

Each of them can fail in ways of its own. The first port lists them, sets one, and takes all back:

curl http://127.0.0.1:8100/

curl http://127.0.0.1:8100/faults -d '{"provider":"deepgram","kind":"mute"}'

curl -X DELETE http://127.0.0.1:8100/faults

With "times": 3 three requests or lines fail, else all; "seconds" is how long, of a fault that takes time.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import signal
import threading
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from engine.errors import MissingPartError, SettingsError
from telephony.server import fast_loop
from telephony.simulator.standins.all import NAMES, Standins
from telephony.simulator.standins.making import Speak

PORT = 8100
VOICE = "en+f3@165"


def run(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The first of seven ports.", min=1, max=65_535 - len(NAMES))] = PORT,
    *,
    speech: Annotated[bool, typer.Option("--speech", help="Speak with the local voice instead of tones.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of lines for a shell.")
    ] = False,
) -> None:
    """Serve until Ctrl-C."""
    standins = Standins(host=host, port=port, speak=local_voice() if speech else None)
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(serve(standins, as_json=as_json))


async def serve(standins: Standins, *, as_json: bool = False) -> None:
    """Start every server, say where it is, and wait to be stopped."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with standins:
            typer.echo(as_object(standins) if as_json else as_lines(standins))
            await stop.wait()
    except OSError as error:
        raise SettingsError(f"the stand-ins cannot listen: {error.strerror}", todo="choose another --port") from None


def as_lines(standins: Standins) -> str:
    """Return what a shell needs to point ``trunkline serve`` at the stand-ins, and what a person wants to know."""
    exports = "\n".join(f"export {name}={value}" for name, value in standins.environment.items())
    return (
        f"# Stand-ins are running; Ctrl-C stops them. For a server that uses them:\n{exports}\n"
        f"# For `trunkline call`, which tells them what its caller will say:\n"
        f"export TRUNKLINE_STANDINS_URL={standins.urls['control']}"
    )


def as_object(standins: Standins) -> str:
    """Return the same as one JSON object."""
    return json.dumps({"addresses": standins.urls, "environment": standins.environment})


def local_voice() -> Speak:
    """Return the embedded voice, one sentence at a time. Raises ``MissingPartError`` without the local extra."""
    if find_spec("espeakng_loader") is None:
        raise MissingPartError("--speech needs the local voice", todo="pip install 'trunkline[local]'")
    voice: Any = importlib.import_module("telephony.providers.local_voice").LocalVoice()
    one_at_a_time = threading.Lock()

    def speak(text: str, asked: str) -> bytes:  # noqa: ARG001 - the provider's voice ids mean nothing here
        with one_at_a_time:
            audio: bytes = voice.render(text, VOICE)
            return audio

    return speak
