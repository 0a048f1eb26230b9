"""What might come down a socket? Frames as Twilio sends them, frames that are nearly right, and junk; each drawn."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

Choose = Callable[[int], int]
"""Returns a number below the given one."""
SID = "MZ" + "0" * 32
OTHER_SID = "MZ" + "1" * 32
EVENTS = ("media", "media", "media", "dtmf", "mark", "stop", "start", "connected")
NUMBERS = ("0", "-1", "1e9", str(2**63), str(2**200), "NaN", "", "\u0663", "00012", "null")
WRONG: tuple[Any, ...] = ([], {}, None, *NUMBERS)
KEYS = "0123456789*#ABCDx\u0000"
JUNK = (
    b"", b"\x00", b"{", b"[]", b"null", b"{}", b'"', b"\xff\xfe", b"[" * 3000, b'{"event":{}}', b'{"event":"media"}',
    b"x" * 70_000,
)  # fmt: skip


def frame(choose: Choose, last: int, now_ms: float, lines: int) -> bytes:
    """Return one frame; ``last`` is the number of the last good one, ``lines`` how many lines were said so far."""
    kind = choose(12)
    if kind == 0:
        return JUNK[choose(len(JUNK))]
    if kind == 1:
        return bytes(choose(256) for _ in range(choose(40)))
    made = bytearray(json.dumps(_fields(choose, last, now_ms, lines)).encode())
    for _ in range(choose(4) if kind < 6 else 0):  # noqa: PLR2004 - a third are damaged
        at = choose(max(len(made), 1))
        match choose(3):
            case 0:
                made[at : at + 1] = bytes((choose(256),))
            case 1:
                del made[at : at + 1 + choose(8)]
            case _:
                made[at:at] = bytes((choose(256),))
    return bytes(made)


def start() -> dict[str, Any]:
    """Return the frame that begins a stream."""
    sound = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    body = {"callSid": "CA" + "0" * 32, "accountSid": "AC" + "0" * 32, "mediaFormat": sound}
    return {"event": "start", "sequenceNumber": "1", "streamSid": SID, "start": body}


def _fields(choose: Choose, last: int, now_ms: float, lines: int) -> dict[str, Any]:
    event = EVENTS[choose(len(EVENTS))]
    step = 1 if choose(8) else choose(200) - 50
    fields = {"event": event, "streamSid": SID if choose(20) else OTHER_SID, "sequenceNumber": str(last + step)}
    fields |= _body(choose, event, now_ms, lines)
    if not choose(15):
        fields[("streamSid", "sequenceNumber", "event", event)[choose(4)]] = WRONG[choose(len(WRONG))]
    return fields


def _body(choose: Choose, event: str, now_ms: float, lines: int) -> dict[str, Any]:
    match event:
        case "media":
            audio = b64encode(bytes((choose(256),)) * (160 if choose(10) else choose(2000))).decode()
            at = str(int(now_ms)) if choose(10) else NUMBERS[choose(len(NUMBERS))]
            return {"media": {"track": "inbound", "chunk": "1", "timestamp": at, "payload": audio}}
        case "dtmf":
            return {"dtmf": {"track": "inbound_track", "digit": KEYS[choose(len(KEYS))]}}
        case "mark":
            name = f"{choose(3)}:{choose(lines + 2)}" if choose(5) else "\u0000:" * choose(9)
            return {"mark": {"name": name}}
        case "stop" if choose(50):
            return {"event": "dtmf", "dtmf": {"digit": "5"}}  # a stream that has stopped takes nothing more
        case "start":
            return start()
        case _:
            return {}
