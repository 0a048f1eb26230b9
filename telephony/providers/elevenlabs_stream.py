"""How does the call speak with ElevenLabs over its multi-context socket? One context a turn, and its characters timed.

The SDK's socket client is synchronous, so the socket is ours and the messages are the SDK's types. A sentence that
follows what a context said last is said in that context, in its tone. Where the provider tells of the sentence's last
character the sentence is over and the context waits for the next; where it does not, the context is closed once it is
quiet, and its ``isFinal`` is the end. A context is never closed before its first audio, unless nobody listens: closed
too early it says nothing at all.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import quote, urlencode

from elevenlabs.types.audio_output_multi import AudioOutputMulti
from elevenlabs.types.close_context import CloseContext
from elevenlabs.types.close_socket import CloseSocket
from elevenlabs.types.final_output_multi import FinalOutputMulti
from elevenlabs.types.initialise_context import InitialiseContext
from elevenlabs.types.send_text_multi import SendTextMulti
from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from engine.errors import ProviderError, SettingsError
from engine.refusals import UNPAID, is_of_money
from engine.settings import Settings
from telephony.providers.voices.line import Context, Ended, Failed, News, Nonsense
from telephony.providers.voices.lines import Lines
from telephony.providers.voices.sentence import Piece, Sentence
from telephony.speech import Alignment, Voicing, encodable

MODEL = "eleven_flash_v2_5"
VOICE = "JBFqnCBsd6RMkjVDRZzb"
"""The provider's stock British voice."""
ADDRESS = "https://api.elevenlabs.io"
MOST_CONTEXTS = 4
"""On one socket. The provider closes it at the sixth, and counts a closed one until its ``isFinal``."""
FIRST_AUDIO_S = 1.5
NEXT_AUDIO_S = 1.0
SETTLE_S = 0.3
"""Without news of a sentence of which not all characters were told: it may be over."""
INACTIVE_S = 180
"""The longest silence for which the provider keeps a socket; 20 unless asked."""
PARKED_S = 10.0
"""How long a context waits for the sentence that follows."""
MOST_PARKED = 200
LARGEST_MESSAGE = 2**18
READY_S = 5.0

_REFUSALS = ("api_key", "auth", "permission", "voice", "model", "output_format", "policy")
_LIMITS = ("max_active", "concurrent", "rate", "busy", "maximum simultaneous")
_SILENT = logging.getLogger(f"{__name__}.socket")
"""The socket's own log would show the key."""
_SILENT.setLevel(logging.CRITICAL + 1)


def parse(message: str | bytes) -> tuple[str, News]:
    """Return the context that a message is about, and what it says."""
    try:
        return _read(json.loads(message))
    except (ValueError, RecursionError):  # pydantic's and base64's errors are ValueErrors
        return "", Nonsense()


def _read(found: object) -> tuple[str, News]:
    match found:
        case {"isFinal": True}:
            return FinalOutputMulti.model_validate(found).context_id or "", Ended()
        case {"audio": str()}:
            return _audio(AudioOutputMulti.model_validate(found))
        case {"error": error, **rest}:
            return str(rest.get("contextId") or ""), failed(f"{error} {rest.get('message')}")
        case dict():
            return "", Piece()  # of a newer protocol, or nothing yet
    return "", Nonsense()


def _audio(output: AudioOutputMulti) -> tuple[str, News]:
    audio = base64.b64decode(output.audio, validate=True)
    told = output.alignment
    starts, lasting = (told.char_start_times_ms or (), told.char_durations_ms or ()) if told else ((), ())
    ends = (float(start + each) for start, each in zip(starts, lasting, strict=False))
    return output.context_id or "", Piece(audio, tuple(zip((told and told.chars) or (), ends, strict=False)))


def failed(reason: str) -> Failed:
    """Return what the reason of an error or a close means."""
    said = reason.lower()
    if is_of_money(said):
        return Failed(UNPAID, "wants to be paid")
    if any(each in said for each in _LIMITS):
        return Failed("limited", "has too many at once")
    if any(each in said for each in _REFUSALS):
        return Failed("refused", "refuses the request")
    return Failed("dropped", "closed the line")


def build(settings: Settings, phrases: Sequence[str] = ()) -> ElevenLabsStream:  # noqa: ARG001 - every provider's signature
    """Return the synthesizer. Raises ``SettingsError`` without a key."""
    key = settings.elevenlabs_api_key
    if key is None:
        raise SettingsError("ElevenLabs needs a key", todo="set ELEVENLABS_API_KEY")
    return ElevenLabsStream(key.get_secret_value(), settings.elevenlabs_url.rstrip("/"))


class Wire:
    """The provider's socket (``line.Wire``)."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def send(self, order: object) -> None:
        """Put one message of the SDK's on it."""
        if isinstance(order, BaseModel):
            await self._socket.send(order.model_dump_json(exclude_none=True))

    async def receive(self) -> tuple[str, News]:
        """Return the next message, read."""
        return parse(await self._socket.recv())

    async def close(self) -> None:
        """Ask for the end, then end; cancelled, or not answered, end all the same."""
        try:
            await self.send(CloseSocket(close_socket=True))
            await self._socket.close()
        finally:
            self._socket.transport.abort()

    def closed(self, closed: ConnectionClosed) -> Failed:
        """Say why the provider closed the line."""
        return failed(closed.rcvd.reason if closed.rcvd else "")


class ElevenLabsStream:
    """Text to speech by ElevenLabs, over its socket."""

    name = "elevenlabs-stream"

    def __init__(self, key: str, address: str = "") -> None:
        self.model = f"{MODEL} ulaw_8000 {address}".strip()
        """What makes the audio: a stand-in's is not to be taken for the provider's."""
        self._key, self._address = key, address or ADDRESS
        self._lines = Lines(self.name, self._dial, MOST_CONTEXTS)
        self._parked: OrderedDict[Context, tuple[str, str]] = OrderedDict()
        """Context -> its voice, and what it said last."""

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield the sentence as it is made, and when its characters sound. Raises ``ProviderError``."""
        text = encodable(text)
        if not text.strip():
            return
        voice, spoke = voicing.voice or VOICE, False
        while True:
            context = self._claim(voice, encodable(voicing.before)) or await self._begin(voice)
            try:
                async with aclosing(self._said(context, text, voice)) as pieces:
                    async for piece in pieces:
                        spoke = True
                        yield piece
            except ProviderError as error:
                if spoke or context.fresh or error.cause != "dropped":
                    raise
                continue  # the line was open for long and died unnoticed: a new one may be had
            return

    async def _said(self, context: Context, text: str, voice: str) -> AsyncGenerator[bytes | Alignment, None]:
        """Yield one sentence, then park the context, or see it ended; left early, it is closed."""
        sentence, closing = Sentence(text, self.name), False
        context.forget_pieces()
        context.post(SendTextMulti(text=f"{text.strip()} ", context_id=context.name, flush=True))
        try:
            while not (sentence.made and sentence.timing.whole):
                news = await self._next(context, sentence, closing=closing)
                if news is None:
                    closing = True
                    context.post(_close(context))
                elif isinstance(news, Ended):
                    break
                else:
                    for piece in sentence.take(news):
                        yield piece
            for left in sentence.end():
                yield left
            if not closing and sentence.timing.whole:
                self._park(context, voice, text)
        finally:
            if context not in self._parked:
                context.line.leave(context, () if closing else (_close(context),))

    async def _next(self, context: Context, sentence: Sentence, *, closing: bool) -> Piece | Ended | None:
        """Return what comes next; None when nothing came for so long that the sentence may be over."""
        settling = bool(sentence.made) and not closing
        deadline = SETTLE_S if settling else NEXT_AUDIO_S if sentence.made else FIRST_AUDIO_S
        try:
            return await context.next(deadline)
        except TimeoutError:
            if settling:
                return None
            context.line.retire()
            raise context.line.error("stalled", f"was silent for {deadline:g} s") from None

    # ------------------------------------------------------------------------------------------------------ contexts

    async def _begin(self, voice: str) -> Context:
        """Begin a context with the provider."""
        if len(self._parked) >= MOST_PARKED:
            self._unpark(next(iter(self._parked)))
        context = await self._lines.context(voice)
        context.post(InitialiseContext(text=" ", context_id=context.name))
        return context

    def _claim(self, voice: str, before: str) -> Context | None:
        """Return the context that said ``before`` last; whoever claims it has it alone."""
        parked = reversed(self._parked.items())
        found = next((context for context, said in parked if before and said == (voice, before)), None)
        if found is not None:
            del self._parked[found]
            if found.line.broken:
                return None
        return found

    def _park(self, context: Context, voice: str, text: str) -> None:
        self._parked[context] = voice, text
        asyncio.get_running_loop().call_later(PARKED_S, self._unpark, context, text)

    def _unpark(self, context: Context, text: str | None = None) -> None:
        """Close a parked context; with ``text``, only if it has said nothing since."""
        if context in self._parked and text in {None, self._parked[context][1]}:
            del self._parked[context]
            context.line.leave(context, (_close(context),))

    # --------------------------------------------------------------------------------------------------------- lines

    async def _dial(self, voice: str) -> Wire:
        query = {
            "model_id": MODEL,
            "output_format": "ulaw_8000",
            "auto_mode": "true",
            "sync_alignment": "true",
            "inactivity_timeout": INACTIVE_S,
        }
        path = f"/v1/text-to-speech/{quote(voice, safe='')}/multi-stream-input?{urlencode(query)}"
        options: dict[str, Any] = {"compression": None, "max_size": LARGEST_MESSAGE, "logger": _SILENT}
        socket = await connect(
            "ws" + self._address.removeprefix("http") + path, additional_headers={"xi-api-key": self._key}, **options
        )
        return Wire(socket)

    async def ready(self) -> None:
        """Open a line for the stock voice, so that no caller waits for it. Raises ``ProviderError``."""
        try:
            async with asyncio.timeout(READY_S):
                context = await self._lines.context(VOICE)
        except TimeoutError:
            raise ProviderError("no line in time", provider=self.name, cause="unreachable") from None
        context.line.forget(context)

    async def close(self) -> None:
        """Close the lines."""
        self._parked.clear()
        await self._lines.close()


def _close(context: Context) -> CloseContext:
    return CloseContext(context_id=context.name, close_context=True)
