"""How does a stand-in of a synthesizer make speech? In pieces, as fast and as well as the fault in force allows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from telephony.simulator.standins.faults import Fault
from telephony.simulator.standins.serving import CutError
from telephony.speech import SAMPLE_RATE

PIECE_BYTES = SAMPLE_RATE // 10
"""100 ms of speech are made at a time."""
SPOILT = ("slow", "stall", "cut", "not_audio", "empty", "endless")
"""What can go wrong with the speech of a request that was taken."""

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
    context: str = ""
    """Of a socket; empty over HTTP."""


async def pieces(
    asked: Asked, speak: Speak, *, fault: Fault | None, latency_s: float, pace: float
) -> AsyncIterator[tuple[bytes, int]]:
    """Yield (audio, how much there will be in all) at ``pace`` times real time. Raises ``CutError``."""
    kind = fault.kind if fault else ""
    await asyncio.sleep(fault.seconds if fault and kind == "slow" else latency_s)
    audio = await asyncio.to_thread(speak, asked.text, asked.voice)
    audio = {"not_audio": b'{"detail":"sorry"}' * 99, "empty": b"", "endless": audio * 100}.get(kind, audio)
    for start in range(0, len(audio), PIECE_BYTES):
        if start >= len(audio) // 2 and kind == "stall":
            await asyncio.Event().wait()
        if start >= len(audio) // 2 and kind == "cut":
            asked.outcome = kind
            raise CutError
        piece = audio[start : start + PIECE_BYTES]
        if pace:
            await asyncio.sleep(len(piece) / SAMPLE_RATE / pace)
        asked.sent_bytes += len(piece)
        yield piece, len(audio)
