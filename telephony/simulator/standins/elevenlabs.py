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

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from telephony.simulator.standins.contexts import Contexts, Making
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.making import SPOILT, Asked, Speak, pieces
from telephony.simulator.standins.serving import serving
from telephony.simulator.standins.spoken_socket import SOCKET_FAULTS
from telephony.simulator.standins.tones import speak as tones

KEY = "standin-elevenlabs-key"
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
        self.faults = Faults(*_REFUSALS, "hang", *SPOILT, *SOCKET_FAULTS)
        self.requests: deque[Asked] = deque(maxlen=_KEPT_REQUESTS)
        self.looked = 0
        """How often somebody asked which models there are: that is how a connection is opened ahead."""
        self.sockets = 0
        """How many were opened."""
        self.most_contexts = 0
        """That one of them had at once."""
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
        if self.faults.strike("hang"):
            await asyncio.Event().wait()
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

    def _refused(self, key: str, asked: Asked) -> tuple[int, str, str] | None:
        fault = self.faults.strike(*_REFUSALS)
        if fault is not None:
            return _REFUSALS[fault.kind]
        if not self.knows(key):
            return _REFUSALS["refuse"]
        if self.at_once and self._running >= self.at_once:
            return _REFUSALS["limit"]
        return self._impossible(asked, asked.body.get("model_id", MODELS[0]))

    def _impossible(self, asked: Asked, model: str) -> tuple[int, str, str] | None:
        if asked.query.get("output_format") != "ulaw_8000":
            return (400, "invalid_output_format", "this stand-in makes ulaw_8000")
        if model not in MODELS:
            return (400, "model_not_found", f"there is no model {model}")
        if not 0 < len(asked.text.strip()) <= LONGEST_TEXT:
            return (400, "invalid_text", f"text must have 1 to {LONGEST_TEXT} characters")
        return None

    async def _audio(self, asked: Asked) -> AsyncIterator[bytes]:
        """Yield speech as it is made, or as the fault in force has it."""
        fault, latency_s = self.faults.strike(*SPOILT), self.latency(asked.text)
        self._running += 1
        try:
            async for piece, _ in pieces(asked, self.speak, fault=fault, latency_s=latency_s, pace=self.pace):
                yield piece
            asked.outcome = "whole"
        finally:
            self._running -= 1
            if asked.outcome == "open":
                asked.outcome = "client left"

    async def _contexts(self, socket: WebSocket) -> None:
        if self.faults.strike("hang"):
            await asyncio.Event().wait()
        refused = self._unwelcome(socket)
        if refused is not None:
            return await socket.send_denial_response(_refusal(*refused))
        self.sockets += 1
        await socket.accept()
        making = Making(self.speak, self.latency, self.pace, self.faults, self.requests.append, self._counted)
        return await Contexts(socket, making).run()

    def _counted(self, contexts: int) -> None:
        self.most_contexts = max(self.most_contexts, contexts)

    def _unwelcome(self, socket: WebSocket) -> tuple[int, str, str] | None:
        """Say why a socket is not to be opened."""
        fault = self.faults.strike(*_REFUSALS)
        if fault is not None:
            return _REFUSALS[fault.kind]
        if not self.knows(socket.headers.get("xi-api-key", "")):
            return _REFUSALS["refuse"]
        asked = Asked("text", socket.path_params["voice"], dict(socket.query_params), {})
        return self._impossible(asked, asked.query.get("model_id", MODELS[0]))


def _refusal(status: int, kind: str, why: str) -> Response:
    return JSONResponse({"detail": {"status": kind, "message": why}}, status)
