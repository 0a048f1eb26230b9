"""How does ElevenLabs' multi-context socket behave? Up to five contexts, each with its own text, voice and end.

Snake case comes in, camel case goes out. Its rules, and its traps:

1. a sixth context is told ``max_active_conversations`` and closes the socket with 1008, and so does silence for longer
   than ``inactivity_timeout``; any message for a context that is not there opens it
2. text waits in its context until ``flush``, or the close
3. a context closed before its first audio says nothing: no audio, no ``isFinal``, and its room stays taken a while
4. a context closed later speaks to the end of what was flushed, and then says ``isFinal``: only closing brings that
5. the times of an alignment count from the beginning of the piece of audio it comes with
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.making import SPOILT, Asked, Speak, pieces
from telephony.simulator.standins.serving import CutError
from telephony.simulator.standins.spoken_socket import SpokenSocket
from telephony.speech import SAMPLE_RATE

MOST_CONTEXTS = 5
INACTIVITY_S = 20.0
GONE_S = 2.0
"""How long the room of a context that was closed too early stays taken."""

Message = dict[str, Any]


@dataclass(slots=True)
class Context:
    """One context's state."""

    text: str = ""
    """What waits to be flushed."""
    flushed: list[Asked] = field(default_factory=list)
    """What is to be spoken, in order."""
    audible: bool = False
    """Something of it was sent."""
    closing: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Making:
    """How the server makes speech."""

    speak: Speak
    latency: Callable[[str], float]
    pace: float
    faults: Faults
    asked: Callable[[Asked], None]
    """Is told of every sentence."""
    counted: Callable[[int], None]
    """Is told how many contexts a socket has, whenever it gets another."""


class Contexts:
    """One connection."""

    def __init__(self, socket: WebSocket, making: Making) -> None:
        self._spoken = SpokenSocket(socket, making.faults)
        self._socket, self._making = socket, making
        self._open: dict[str, Context] = {}

    async def run(self) -> None:
        """Serve until either side closes."""
        quiet = float(self._socket.query_params.get("inactivity_timeout", INACTIVITY_S))
        try:
            while True:
                async with asyncio.timeout(quiet):
                    order = json.loads(await self._socket.receive_text())
                if not isinstance(order, dict):
                    raise ValueError  # noqa: TRY004, TRY301 - the same to the client as what is not JSON
                if order.get("close_socket"):
                    return await self._close_all()
                if not self._take(order):
                    await self._refuse("max_active_conversations", "Maximum simultaneous contexts exceeded (5).")
        except TimeoutError:
            await self._socket.close(1008, "input_timeout_exceeded")
        except (ValueError, KeyError):  # KeyError: a binary message has no text
            await self._socket.close(1008, "invalid_message")
        except (WebSocketDisconnect, RuntimeError):
            return None
        finally:
            for context in self._open.values():
                self._left(context)
            await self._spoken.stop_all()

    async def _refuse(self, error: str, message: str) -> None:
        await self._spoken.say({"message": message, "error": error, "code": 1008})
        await self._socket.close(1008, error)

    def _take(self, order: Message) -> bool:
        """Do what one message asks; say whether the socket may stay open."""
        name = str(order.get("context_id") or "default")
        if name not in self._open:
            if len(self._open) >= MOST_CONTEXTS:
                return False
            self._open[name] = Context()
            self._making.counted(len(self._open))
            self._spoken.start(name, partial(self._speak, name, self._open[name]))
        context = self._open[name]
        context.text += str(order.get("text") or "")
        if context.text.strip() and (order.get("flush") or order.get("close_context")):
            asked = Asked(
                context.text.strip(), self._socket.path_params["voice"], dict(self._socket.query_params), order
            )
            asked.context, context.text = name, ""
            context.flushed.append(asked)
            self._making.asked(asked)
        if order.get("close_context"):
            self._close(name, context)
        context.wake.set()
        return True

    def _close(self, name: str, context: Context) -> None:
        context.closing = True
        if context.flushed and not context.audible:
            self._spoken.stop(name)
            self._left(context)
            asyncio.get_running_loop().call_later(GONE_S, self._open.pop, name, None)

    async def _close_all(self) -> None:
        for name, context in tuple(self._open.items()):
            if context.text.strip():
                self._take({"context_id": name, "flush": True})
            context.closing = context.audible = True
            context.wake.set()
        await self._spoken.finish()
        with suppress(RuntimeError):
            await self._socket.close()

    def _left(self, context: Context) -> None:
        for asked in context.flushed:
            if asked.outcome == "open":
                asked.outcome = "client left"

    async def _speak(self, name: str, context: Context) -> None:
        """Speak what is flushed in one context until it is closed."""
        said = 0
        while not (context.closing and said == len(context.flushed)):
            if said == len(context.flushed):
                context.wake.clear()
                await context.wake.wait()
                continue
            await self._say(name, context, context.flushed[said])
            said += 1
        await self._spoken.say({"isFinal": True, "contextId": name})
        self._open.pop(name, None)

    async def _say(self, name: str, context: Context, asked: Asked) -> None:
        making, sent = self._making, 0
        fault = making.faults.strike(*SPOILT)
        latency = making.latency(asked.text)
        try:
            async for piece, length in pieces(asked, making.speak, fault=fault, latency_s=latency, pace=making.pace):
                told = _alignment(asked.text, sent, len(piece), length)
                audio = base64.b64encode(piece).decode()
                context.audible, sent = True, sent + len(piece)
                await self._spoken.say(
                    {"audio": audio, "contextId": name, "alignment": told, "normalizedAlignment": told}
                )
                if context.closing and asked.outcome == "open":
                    asked.outcome = "client left" if sent < length else "whole"
        except CutError:
            await self._socket.close(1011, "internal error")
            return
        if asked.outcome == "open":
            asked.outcome = "whole"


def _alignment(text: str, sent: int, piece: int, length: int) -> Message:
    """Return when the characters of one piece sound: they are spread evenly over the whole."""
    first, last = (round(len(text) * at / length) for at in (sent, min(length, sent + piece)))
    each = length * 1000 / SAMPLE_RATE / len(text)
    began = sent * 1000 / SAMPLE_RATE
    edges = [max(0, round(each * number - began)) for number in range(first, last + 1)]
    return {
        "chars": list(text[first:last]),
        "charStartTimesMs": edges[:-1],
        "charDurationsMs": [end - start for start, end in pairwise(edges)],
    }
