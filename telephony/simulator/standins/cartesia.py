"""Who answers at Cartesia's address? Its socket for speech: contexts side by side, words timed, and its rules.

Bearer key and ``cartesia-version`` before the upgrade; raw mu-law at 8,000 only; a limit on contexts at once; an error
ends its context with ``done``. Nothing more is made for a cancelled context, but one chunk may be under way already.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.making import SPOILT, Asked, Speak, pieces
from telephony.simulator.standins.serving import CutError, serving
from telephony.simulator.standins.spoken_socket import SOCKET_FAULTS, SpokenSocket
from telephony.simulator.standins.tones import speak as tones
from telephony.speech import SAMPLE_RATE

KEY = "standin-cartesia-key"
MODELS = ("sonic-3.5", "sonic-3", "sonic-latest")
FORMAT = {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": SAMPLE_RATE}
LONGEST_BUFFER_MS = 5000
_KEPT_REQUESTS = 1000
_REFUSALS = {
    "refuse": (401, "unauthorized", "Invalid API key"),
    "credit": (402, "quota_exceeded", "Credit limit reached"),
    "limit": (429, "concurrency_limited", "Too many concurrent requests"),
    "broken": (500, "internal_error", "Internal server error"),
}

Message = dict[str, Any]


class CartesiaStandin:
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
        """Make audio at ``pace`` times real time (0: at once), for ``at_once`` contexts (0: any number)."""
        self.key = key
        self.speak = speak or tones
        self.latency: Callable[[str], float] = lambda _text: latency_s
        """Text -> seconds until its first audio."""
        self.pace = pace
        self.at_once = at_once
        self.running = 0
        """Contexts at once, over all sockets."""
        self.faults = Faults(*_REFUSALS, "hang", *SPOILT, *SOCKET_FAULTS)
        self.requests: deque[Asked] = deque(maxlen=_KEPT_REQUESTS)
        self.sockets = 0
        """How many were opened."""
        self.app = Starlette(routes=[WebSocketRoute("/tts/websocket", self._serve)])

    def serving(self, host: str = "127.0.0.1", port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        return serving(self.app, host, port)

    async def _serve(self, socket: WebSocket) -> None:
        if self.faults.strike("hang"):
            await asyncio.Event().wait()
        given = socket.headers.get("authorization", "")
        fault = self.faults.strike("refuse", "credit", "broken")
        if fault is not None or not hmac.compare_digest(given.encode(), f"Bearer {self.key}".encode()):
            return await _denied(socket, *_REFUSALS[fault.kind if fault else "refuse"])
        if not socket.headers.get("cartesia-version"):
            return await _denied(socket, 400, "version_missing", "cartesia-version is required")
        self.sockets += 1
        await socket.accept()
        return await _Talk(self, socket).run()


class _Talk:
    """One connection."""

    def __init__(self, standin: CartesiaStandin, socket: WebSocket) -> None:
        self._standin, self._socket = standin, socket
        self._spoken = SpokenSocket(socket, standin.faults)
        self._under_way: dict[str, Asked] = {}

    async def run(self) -> None:
        """Serve until either side closes."""
        try:
            while True:
                order = json.loads(await self._socket.receive_text())
                if not isinstance(order, dict) or not isinstance(order.get("context_id"), str):
                    await self._error("", 400, "invalid_request", "context_id is required")
                elif order.get("cancel"):
                    await self._cancel(order["context_id"])
                else:
                    await self._take(order["context_id"], order)
        except (ValueError, KeyError):
            await self._socket.close(1003, "not JSON")
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            for asked in self._under_way.values():
                asked.outcome = "client left"
            await self._spoken.stop_all()

    async def _take(self, name: str, order: Message) -> None:
        voice = order.get("voice")
        asked = Asked(str(order.get("transcript", "")), str(voice["id"]) if isinstance(voice, dict) else "", {}, order)
        asked.context = name
        self._standin.requests.append(asked)
        refused = self._refused(asked)
        if refused is not None:
            asked.status, asked.outcome = refused[:2]
            return await self._error(name, *refused)
        self._under_way[name] = asked
        return self._spoken.start(name, partial(self._say, name, asked))

    def _refused(self, asked: Asked) -> tuple[int, str, str] | None:
        standin, body = self._standin, asked.body
        if standin.faults.strike("limit") or (standin.at_once and standin.running >= standin.at_once):
            return _REFUSALS["limit"]
        if body.get("model_id") not in MODELS:
            return (400, "model_not_found", "The model is not valid")
        if body.get("output_format") != FORMAT:
            return (400, "invalid_output_format", "this stand-in makes raw pcm_mulaw at 8000")
        if not asked.voice or not asked.text.strip() or asked.context in self._under_way:
            return (400, "invalid_request", "voice, transcript and a context of its own are required")
        if not 0 <= body.get("max_buffer_delay_ms", 3000) <= LONGEST_BUFFER_MS:
            return (400, "invalid_request", "max_buffer_delay_ms is from 0 to 5000")
        return None

    async def _cancel(self, name: str) -> None:
        asked = self._under_way.pop(name, None)
        self._spoken.stop(name)
        if asked is not None:
            asked.outcome = "client left"
            await self._spoken.say(_chunk(name, b"\xff" * 160))

    async def _say(self, name: str, asked: Asked) -> None:
        standin, sent = self._standin, 0
        fault, latency = standin.faults.strike(*SPOILT), standin.latency(asked.text)
        standin.running += 1
        try:
            async for piece, length in pieces(asked, standin.speak, fault=fault, latency_s=latency, pace=standin.pace):
                words = _words(asked.text, sent, len(piece), length)
                sent += len(piece)
                await self._spoken.say(_chunk(name, piece))
                if asked.body.get("add_timestamps") and words:
                    await self._spoken.say(_timestamps(name, words))
            asked.outcome = "whole"
            self._under_way.pop(name, None)
            await self._spoken.say({"type": "done", "done": True, "status_code": 206, "context_id": name})
        except CutError:
            await self._socket.close(1011, "internal error")
        finally:
            standin.running -= 1

    async def _error(self, name: str, status: int, code: str, message: str) -> None:
        error = {"type": "error", "done": True, "title": code, "message": message, "error_code": code}
        await self._spoken.say({**error, "status_code": status, "context_id": name or None})


def _chunk(name: str, audio: bytes) -> Message:
    data = base64.b64encode(audio).decode()
    return {"type": "chunk", "data": data, "done": False, "status_code": 206, "step_time": 1.0, "context_id": name}


def _timestamps(name: str, words: list[tuple[str, float, float]]) -> Message:
    spoken, start, end = zip(*words, strict=True)
    told = {"words": spoken, "start": start, "end": end}
    return {"type": "timestamps", "done": False, "status_code": 206, "context_id": name, "word_timestamps": told}


def _words(text: str, sent: int, piece: int, length: int) -> list[tuple[str, float, float]]:
    """Return the words that begin in one piece, without their punctuation, in seconds from the sentence's beginning."""
    return [each for each in _all_words(text, length) if sent <= each[1] * SAMPLE_RATE < sent + piece]


def _all_words(text: str, length: int) -> Iterator[tuple[str, float, float]]:
    each = length / SAMPLE_RATE / len(text)
    for found in re.finditer(r"\w+(?:['.-]\w+)*", text):
        yield found.group(), found.start() * each, found.end() * each


async def _denied(socket: WebSocket, status: int, code: str, why: str) -> None:
    await socket.send_denial_response(JSONResponse({"error_code": code, "message": why}, status))
