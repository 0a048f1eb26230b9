"""How does the call speak with ElevenLabs? One streamed HTTP request a sentence, in mu-law, over the real SDK.

Whoever closes the iterator early ends the request at the provider. A sentence that is late, stops half-way, is not
mu-law or has no end is a ``ProviderError``; what was yielded before it was good.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import cast

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError

from engine.errors import ProviderError, SettingsError
from engine.refusals import REFUSED, UNPAID, cause_of
from engine.settings import Settings
from telephony.providers.voices.sentence import Piece, Sentence
from telephony.speech import Alignment, Voicing, encodable

MODEL = "eleven_flash_v2_5"
VOICE = "JBFqnCBsd6RMkjVDRZzb"
"""The provider's stock British voice."""
CHUNK_BYTES = 320
"""40 ms. The SDK's own 1024 would hold back 128 ms of every sentence's beginning."""
FIRST_AUDIO_S = 1.5
NEXT_AUDIO_S = 1.0
READY_S = 5.0
BEFORE_CHARACTERS = 300
"""How much of what was said before is told for prosody."""


def build(settings: Settings, phrases: Sequence[str] = ()) -> ElevenLabs:  # noqa: ARG001 - every provider's signature
    """Return the synthesizer. Raises ``SettingsError`` without a key."""
    key = settings.elevenlabs_api_key
    if key is None:
        raise SettingsError("ElevenLabs needs a key", todo="set ELEVENLABS_API_KEY")
    # Connections are kept for the pauses of a conversation: a new one costs a handshake before the first word.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=60)
    http = httpx.AsyncClient(timeout=FIRST_AUDIO_S, limits=limits)
    sdk = AsyncElevenLabs(
        api_key=key.get_secret_value(), base_url=settings.elevenlabs_url.rstrip("/") or None, httpx_client=http
    )
    _ = sdk.text_to_speech  # the SDK loads it late, which takes longer than a caller waits
    return ElevenLabs(sdk, http, settings.elevenlabs_url.rstrip("/"))


class ElevenLabs:
    """Text to speech by ElevenLabs."""

    name = "elevenlabs"

    def __init__(self, sdk: AsyncElevenLabs, http: httpx.AsyncClient, address: str = "") -> None:
        self.model = f"{MODEL} ulaw_8000 {address}".strip()
        """What makes the audio: a stand-in's is not to be taken for the provider's."""
        self._sdk = sdk
        self._http = http

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield the sentence as it is made. Raises ``ProviderError``."""
        text = encodable(text)
        if not text.strip():
            return
        sentence, deadline = Sentence(text, self.name), FIRST_AUDIO_S
        async with aclosing(self._request(text, voicing)) as pieces:
            while (audio := await _next(pieces, deadline)) is not None:
                for piece in sentence.take(Piece(audio)):
                    yield piece
                deadline = NEXT_AUDIO_S
        for left in sentence.end():
            yield left

    def _request(self, text: str, voicing: Voicing) -> AsyncGenerator[bytes, None]:
        pieces = self._sdk.text_to_speech.stream(
            voicing.voice or VOICE,
            text=text,
            model_id=MODEL,
            output_format="ulaw_8000",
            previous_text=encodable(voicing.before[-BEFORE_CHARACTERS:]) or None,
            request_options={"chunk_size": CHUNK_BYTES, "max_retries": 0, "timeout_in_seconds": 10},
        )
        return cast("AsyncGenerator[bytes, None]", pieces)

    async def ready(self) -> None:
        """Load what the SDK loads late, and open a connection, so that no caller waits for either.

        Raises ``ProviderError``.
        """
        with _failing(READY_S):
            async with asyncio.timeout(READY_S):
                await self._sdk.models.list()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


async def _next(pieces: AsyncGenerator[bytes, None], deadline: float) -> bytes | None:
    """Return the next piece, or None at the end."""
    with _failing(deadline):
        async with asyncio.timeout(deadline):
            return await anext(pieces, None)


@contextmanager
def _failing(deadline: float) -> Iterator[None]:
    """Name what goes wrong in the block."""
    try:
        yield
    except ApiError as refusal:
        raise _refused(refusal) from None
    except (TimeoutError, httpx.TimeoutException):
        raise _error("stalled", f"was silent for {deadline:g} s") from None
    except httpx.ConnectError:
        raise _error("unreachable", "cannot be reached") from None
    except httpx.HTTPError as error:
        raise _error("dropped", f"broke off ({type(error).__name__})") from None


def _refused(refusal: ApiError) -> ProviderError:
    status = refusal.status_code or 0
    cause = cause_of(status, str(refusal.body))
    said = {"limited": "has too many requests at once", "unreachable": "is out of order", UNPAID: "wants to be paid"}
    todo = "check ELEVENLABS_API_KEY" if cause == REFUSED else ""
    return _error(cause, f"{said.get(cause, 'refuses the request')} ({status})", todo, status)


def _error(cause: str, what: str, todo: str = "", status: int = 0) -> ProviderError:
    return ProviderError(f"ElevenLabs {what}", provider=ElevenLabs.name, cause=cause, todo=todo, status=status)
