"""How does the call speak with Cartesia? Over the real SDK's asynchronous socket, a context a sentence, words timed.

One socket serves all calls. The SDK opens and frames it; who gets which message is decided by our own line, because
the SDK's reader leaves those who wait to wait when a socket breaks, and takes no new one in its place.
A context of the provider's ends a second after its last audio, long before the next sentence: none outlasts one.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

import httpx
from cartesia import AsyncCartesia
from cartesia.lib._tts import AsyncTTSResourceConnection
from cartesia.types.generation_request_param import GenerationRequestParam
from cartesia.types.websocket_client_event import CancelContextRequest
from cartesia.types.websocket_response import Chunk, Done, Error, Timestamps
from websockets.exceptions import ConnectionClosed

from engine.errors import ProviderError, SettingsError
from engine.refusals import UNPAID
from engine.settings import Settings
from telephony.providers.voices.line import Context, Ended, Failed, News, Nonsense
from telephony.providers.voices.lines import Lines
from telephony.providers.voices.sentence import Piece, Sentence
from telephony.speech import SAMPLE_RATE, Alignment, Voicing, encodable

MODEL = "sonic-3.5"
VOICE = "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"
"""The SDK's own default."""
MOST_CONTEXTS = 24
"""On one socket: the provider speaks of dozens, and what a plan allows at once counts over all sockets."""
FIRST_AUDIO_S = 1.5
NEXT_AUDIO_S = 1.0
LARGEST_MESSAGE = 2**18

_SILENT = logging.getLogger(f"{__name__}.socket")
"""The socket's own log would show the key."""
_SILENT.setLevel(logging.CRITICAL + 1)
logging.getLogger("cartesia").setLevel(logging.WARNING)  # below that the SDK logs what is said


def parse(message: object) -> tuple[str, News]:
    """Return the context that a message of the SDK's is about, and what it says."""
    match message:
        case Chunk():
            return _text(message.context_id), _audio(message.data)
        case Timestamps():
            return _text(message.context_id), _words(message)
        case Done():
            return _text(message.context_id), Ended()
        case Error():
            return _text(message.context_id), failed(message.status_code)
        case _ if _text(getattr(message, "type", "")) in {"flush_done", "phoneme_timestamps"}:
            return "", Piece()
    return "", Nonsense()


def _text(found: object) -> str:
    """Return a field that the SDK does not check."""
    return found if isinstance(found, str) else ""


def _audio(data: object) -> News:
    try:
        return Piece(base64.b64decode(_text(data), validate=True))
    except ValueError:
        return Nonsense()


def _words(message: Timestamps) -> News:
    told: Any = message.word_timestamps
    if told is None:
        return Piece()
    try:
        triples = zip(told.words, told.start, told.end, strict=True)
        return Piece(words=tuple((str(word), float(start) * 1000, float(end) * 1000) for word, start, end in triples))
    except (AttributeError, TypeError, ValueError):
        return Nonsense()


def failed(status: object) -> Failed:
    """Return what an error's status means."""
    match status:
        case 402:
            return Failed(UNPAID, "wants to be paid (402)")
        case 429:
            return Failed("limited", "has too many requests at once (429)")
        case int() if status >= 500:  # noqa: PLR2004 - HTTP's own number
            return Failed("unreachable", f"is out of order ({status})")
        case int():
            return Failed("refused", f"refuses the request ({status})")
    return Failed("dropped", "reported an error")


def build(settings: Settings, phrases: Sequence[str] = ()) -> Cartesia:  # noqa: ARG001 - every provider's signature
    """Return the synthesizer. Raises ``SettingsError`` without a key."""
    key = settings.cartesia_api_key
    if key is None:
        raise SettingsError("Cartesia needs a key", todo="set CARTESIA_API_KEY")
    address = settings.cartesia_url.rstrip("/")
    http = httpx.AsyncClient(timeout=FIRST_AUDIO_S)
    sdk = AsyncCartesia(
        api_key=key.get_secret_value(),
        base_url=address or None,
        websocket_base_url="ws" + address.removeprefix("http") if address else None,
        http_client=http,
        max_retries=0,
    )
    _ = sdk.tts  # the SDK loads it late, which takes longer than a caller waits
    return Cartesia(sdk, address)


class Wire:
    """The provider's socket (``line.Wire``)."""

    def __init__(self, socket: AsyncTTSResourceConnection) -> None:
        self._socket = socket

    async def send(self, order: object) -> None:
        """Put one request of the SDK's on it."""
        sent: Any = order
        await self._socket.send(sent)

    async def receive(self) -> tuple[str, News]:
        """Return the next message, read."""
        try:
            return parse(await self._socket.recv())
        except (ValueError, TypeError, RecursionError):
            return "", Nonsense()

    async def close(self) -> None:
        """Say goodbye; cancelled, or not answered, end all the same."""
        try:
            await self._socket.close()
        finally:
            self._socket._connection.transport.abort()  # noqa: SLF001 - the SDK cannot close a socket that hangs

    def closed(self, closed: ConnectionClosed) -> Failed:
        """Say why the provider closed the line."""
        return Failed("dropped", f"closed the line ({closed.rcvd.code if closed.rcvd else 'no goodbye'})")


class Cartesia:
    """Text to speech by Cartesia."""

    name = "cartesia"

    def __init__(self, sdk: AsyncCartesia, address: str = "") -> None:
        self.model = f"{MODEL} pcm_mulaw {SAMPLE_RATE} {address}".strip()
        """What makes the audio: a stand-in's is not to be taken for the provider's."""
        self._sdk = sdk
        self._lines = Lines(self.name, self._dial, MOST_CONTEXTS)

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield the sentence as it is made, and when its words sound. Raises ``ProviderError``."""
        text = encodable(text)
        if not text.strip():
            return
        spoke = False
        while True:
            context = await self._lines.context("")
            try:
                async with aclosing(self._said(context, text, voicing)) as pieces:
                    async for piece in pieces:
                        spoke = True
                        yield piece
            except ProviderError as error:
                if spoke or context.fresh or error.cause != "dropped":
                    raise
                continue  # the line was open for long and died unnoticed: a new one may be had
            return

    async def _said(self, context: Context, text: str, voicing: Voicing) -> AsyncGenerator[bytes | Alignment, None]:
        """Yield one sentence; left early, it is cancelled at the provider."""
        sentence = Sentence(text, self.name)
        context.post(request(context.name, text, voicing))
        try:
            while not isinstance(news := await self._next(context, sentence), Ended):
                for piece in sentence.take(news):
                    yield piece
            for left in sentence.end():
                yield left
        finally:
            context.line.leave(context, (CancelContextRequest(cancel=True, context_id=context.name),))

    async def _next(self, context: Context, sentence: Sentence) -> Piece | Ended:
        deadline = NEXT_AUDIO_S if sentence.made else FIRST_AUDIO_S
        try:
            return await context.next(deadline)
        except TimeoutError:
            context.line.retire()
            raise context.line.error("stalled", f"was silent for {deadline:g} s") from None

    async def _dial(self, _: str) -> Wire:
        options: Any = {"compression": None, "max_size": LARGEST_MESSAGE, "logger": _SILENT}
        return Wire(await self._sdk.tts.websocket_connect(websocket_connection_options=options).enter())

    async def ready(self) -> None:
        """Open the line, so that no caller waits for it. Raises ``ProviderError``."""
        context = await self._lines.context("")
        context.line.forget(context)

    async def close(self) -> None:
        """Close the lines."""
        await self._lines.close()
        await self._sdk.close()


def request(context: str, text: str, voicing: Voicing) -> GenerationRequestParam:
    """Return what is asked of the provider for one sentence."""
    return {
        "model_id": MODEL,
        "transcript": text.strip(),
        "voice": {"id": voicing.voice or VOICE},
        "language": voicing.locale.partition("-")[0],
        "context_id": context,
        "output_format": {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": 8000},
        "add_timestamps": True,
        "max_buffer_delay_ms": 0,
        "continue": False,
    }
