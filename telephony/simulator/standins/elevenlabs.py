"""Who answers at ElevenLabs' address? Streamed speech over HTTP, contexts over a WebSocket, and its rules.

``xi-api-key`` checked, ``ulaw_8000`` only, a limit on requests at once, five contexts a socket. Speech comes from
``speak`` (any callable from text and voice to mu-law), else it is tones. ``requests`` holds what was asked, and the
ending.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from telephony.simulator.standins.contexts import Contexts
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.serving import CutError, serving
from telephony.simulator.standins.tones import speak as tones
from telephony.speech import SAMPLE_RATE

KEY = "standin-elevenlabs-key"
PIECE_BYTES = SAMPLE_RATE // 10
"""100 ms of speech are made at a time."""
LONGEST_TEXT = 10_000
MODELS = (
    "eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_multilingual_v2", "eleven_v3", "eleven_v3_conversational",
    "eleven_v4", "eleven_v4_turbo",
)  # fmt: skip
_KEPT_REQUESTS = 1000
_REFUSALS = {
    "refuse": (401, "invalid_api_key", "Invalid API key"),
    "credit": (401, "quota_exceeded", "This request exceeds your quota."),
    "limit": (429, "too_many_concurrent_requests", "Too many concurrent requests."),
    "broken": (500, "internal_server_error", "Internal server error"),
}

Speak = Callable[[str, str], bytes]
"""(text, voice) -> mu-law. May block; it is called in a thread."""


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    text: str = field(repr=False)
    voice: str
    query: dict[str, str]
    body: dict[str, Any] = field(repr=False)
    status: int = 200
    sent_bytes: int = 0
    outcome: str = "open"
    """``open``, ``whole``, ``client left`` or the fault that ended it."""


class ElevenLabsStandin:
    """The server."""

    def __init__(
        self,
        *,
        key: str = KEY,
        speak: Speak | None = None,
        latency_s: float = 0.0,
        pace: float = 0.0,
        at_once: int = 0,
    ) -> None:
        """Make audio at ``pace`` times real time (0: at once), for ``at_once`` requests (0: any number)."""
        self.key = key
        self.speak = speak or tones
        self.latency: Callable[[str], float] = lambda _text: latency_s
        """Text -> seconds until its first audio."""
        self.pace = pace
        self.at_once = at_once
        self.faults = Faults(*_REFUSALS, "slow", "stall", "cut", "not_audio", "empty", "endless")
        self.requests: deque[Asked] = deque(maxlen=_KEPT_REQUESTS)
        self.looked = 0
        """How often somebody asked which models there are: that is how a connection is opened ahead."""
        self._running = 0
        self.app = Starlette(
            routes=[
                Route("/v1/text-to-speech/{voice}/stream", self._stream, methods=["POST"]),
                Route("/v1/models", self._models, methods=["GET"]),
                WebSocketRoute("/v1/text-to-speech/{voice}/multi-stream-input", self._contexts),
            ]
        )

    def serving(self, host: str = "127.0.0.1", port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        return serving(self.app, host, port)

    def knows(self, key: str) -> bool:
        """Say whether ``key`` opens."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    async def _stream(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return _refusal(422, "invalid_body", "the body is not a JSON object")
        asked = Asked(str(body.get("text", "")), request.path_params["voice"], dict(request.query_params), body)
        self.requests.append(asked)
        refused = self._refused(request.headers.get("xi-api-key", ""), asked)
        if refused is not None:
            asked.status, asked.outcome = refused[:2]
            return _refusal(*refused)
        return StreamingResponse(self._audio(asked), media_type="audio/basic", headers={"request-id": f"{id(asked):x}"})

    async def _models(self, request: Request) -> Response:
        if not self.knows(request.headers.get("xi-api-key", "")):
            return _refusal(*_REFUSALS["refuse"])
        self.looked += 1
        return JSONResponse([{"model_id": model, "name": model} for model in MODELS])

    def _refused(self, key: str, asked: Asked) -> tuple[int, str, str] | None:  # noqa: PLR0911 - one a rule
        fault = self.faults.strike(*_REFUSALS)
        if fault is not None:
            return _REFUSALS[fault.kind]
        if not self.knows(key):
            return _REFUSALS["refuse"]
        if self.at_once and self._running >= self.at_once:
            return _REFUSALS["limit"]
        if asked.query.get("output_format") != "ulaw_8000":
            return (400, "invalid_output_format", "this stand-in makes ulaw_8000")
        if asked.body.get("model_id", MODELS[0]) not in MODELS:
            return (400, "model_not_found", f"there is no model {asked.body.get('model_id')}")
        if not 0 < len(asked.text.strip()) <= LONGEST_TEXT:
            return (400, "invalid_text", f"text must have 1 to {LONGEST_TEXT} characters")
        return None

    async def _audio(self, asked: Asked) -> AsyncIterator[bytes]:
        """Yield speech as it is made, or as the fault in force has it."""
        fault = self.faults.strike("slow", "stall", "cut", "not_audio", "empty", "endless")
        kind = fault.kind if fault else ""
        self._running += 1
        try:
            await asyncio.sleep(fault.seconds if fault and kind == "slow" else self.latency(asked.text))
            audio = await asyncio.to_thread(self.speak, asked.text, asked.voice)
            audio = {"not_audio": b'{"detail":"sorry"}' * 99, "empty": b"", "endless": audio * 100}.get(kind, audio)
            for start in range(0, len(audio), PIECE_BYTES):
                if start >= len(audio) // 2 and kind in {"cut", "stall"}:
                    await _break(asked, kind)
                piece = audio[start : start + PIECE_BYTES]
                if self.pace:
                    await asyncio.sleep(len(piece) / SAMPLE_RATE / self.pace)
                asked.sent_bytes += len(piece)
                yield piece
            asked.outcome = "whole"
        finally:
            self._running -= 1
            if asked.outcome == "open":
                asked.outcome = "client left"

    async def _contexts(self, socket: WebSocket) -> None:
        if self.faults.strike("refuse") or not self.knows(socket.headers.get("xi-api-key", "")):
            await socket.close(1008, "invalid_api_key")
            return
        await socket.accept()
        await Contexts(socket, self.speak, socket.path_params["voice"]).run()


async def _break(asked: Asked, kind: str) -> None:
    if kind == "stall":
        await asyncio.Event().wait()
    asked.outcome = kind
    raise CutError


def _refusal(status: int, kind: str, why: str) -> Response:
    return JSONResponse({"detail": {"status": kind, "message": why}}, status)
