"""How does ElevenLabs' multi-context socket behave? Up to five contexts, each with its own text, voice and end.

Snake case comes in, camel case goes out. A sixth context closes the socket with 1008, and so does silence for longer
than ``inactivity_timeout``. A context's room is free again when its ``isFinal`` was sent.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.speech import SAMPLE_RATE

MOST_CONTEXTS = 5
INACTIVITY_S = 20.0
PIECE_BYTES = SAMPLE_RATE // 4

Message = dict[str, Any]


class Contexts:
    """One connection."""

    def __init__(self, socket: WebSocket, speak: Callable[[str, str], bytes], voice: str) -> None:
        self._socket = socket
        self._speak = speak
        self._voice = voice
        self._waiting: dict[str, str] = {}
        """Context -> text that was not spoken yet."""

    async def run(self) -> None:
        """Serve until either side closes."""
        quiet = float(self._socket.query_params.get("inactivity_timeout", INACTIVITY_S))
        while True:
            try:
                async with asyncio.timeout(quiet):
                    order = json.loads(await self._socket.receive_text())
            except TimeoutError:
                return await self._socket.close(1008, "input_timeout_exceeded")
            except WebSocketDisconnect:
                return None
            except ValueError:
                order = None
            if not isinstance(order, dict):
                return await self._socket.close(1008, "invalid_message")
            if order.get("close_socket"):
                return await self._close_all()
            if not await self._take(order):
                return await self._socket.close(1008, "max_active_conversations")

    async def _take(self, order: Message) -> bool:
        """Do what one message asks; say whether the socket may stay open."""
        context = str(order.get("context_id") or "default")
        if context not in self._waiting and len(self._waiting) >= MOST_CONTEXTS:
            return False
        self._waiting[context] = self._waiting.get(context, "") + str(order.get("text") or "")
        closing = bool(order.get("close_context"))
        if closing or order.get("flush"):
            for message in self._spoken(context, last=closing):
                await self._socket.send_text(json.dumps(message))
        return True

    async def _close_all(self) -> None:
        for context in tuple(self._waiting):
            for message in self._spoken(context, last=True):
                await self._socket.send_text(json.dumps(message))
        await self._socket.close()

    def _spoken(self, context: str, *, last: bool) -> Iterator[Message]:
        """Yield the audio of what waits in a context, and its end."""
        text = self._waiting[context].strip()
        self._waiting[context] = ""
        audio = self._speak(text, self._voice) if text else b""
        for start in range(0, len(audio), PIECE_BYTES):
            piece = base64.b64encode(audio[start : start + PIECE_BYTES]).decode()
            alignment = _alignment(text, len(audio)) if start == 0 else None
            yield {"audio": piece, "contextId": context, "alignment": alignment, "normalizedAlignment": alignment}
        if last:
            del self._waiting[context]
            yield {"isFinal": True, "contextId": context}


def _alignment(text: str, length: int) -> Message:
    each = length * 1000 // SAMPLE_RATE // len(text)
    return {
        "chars": list(text),
        "charStartTimesMs": [each * n for n in range(len(text))],
        "charDurationsMs": [each] * len(text),
    }
