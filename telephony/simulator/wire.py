"""How does Twilio's end of a media stream write and read? JSON text, numbers as strings, one sequence.

``Wire`` writes what Twilio sends; ``read`` reads what it accepts and raises ``ProtocolError`` for what it would refuse.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class Media:
    """Audio to play."""

    audio: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """A name to send back once the audio before it was played."""

    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Throw away what is not played yet."""


Order = Media | Mark | Clear


class Wire:
    """Writes one stream's messages in order."""

    def __init__(self, *, account: str, call: str, stream: str, parameters: Mapping[str, str]) -> None:
        self._account = account
        self._call = call
        self._stream = stream
        self._parameters = dict(parameters)
        self._sequence = 0
        self._chunk = 0

    def connected(self) -> str:
        """Return the first message; it carries neither sequence number nor stream."""
        return _text({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self) -> str:
        """Return the second message: which call this is."""
        start = {
            "accountSid": self._account,
            "streamSid": self._stream,
            "callSid": self._call,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": self._parameters,
        }
        return self._message("start", start)

    def media(self, audio: bytes, at_ms: int) -> str:
        """20 ms of the caller's voice; ``at_ms`` since the start."""
        self._chunk += 1
        payload = base64.b64encode(audio).decode()
        media = {"track": "inbound", "chunk": str(self._chunk), "timestamp": str(at_ms), "payload": payload}
        return self._message("media", media)

    def dtmf(self, digit: str) -> str:
        """Return one key press."""
        return self._message("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        """Return a mark that was passed or cleared."""
        return self._message("mark", {"name": name})

    def stop(self) -> str:
        """Return the last message: the call has ended."""
        return self._message("stop", {"accountSid": self._account, "callSid": self._call})

    def _message(self, event: str, body: dict[str, Any]) -> str:
        self._sequence += 1
        return _text(
            {"event": event, "sequenceNumber": str(self._sequence), event: body, "streamSid": self._stream},
        )


def read(message: str | bytes, stream: str) -> Order:
    """Return what the server ordered. Raises ``ProtocolError`` naming Twilio's own error code."""
    if isinstance(message, bytes):
        raise ProtocolError("31950: a binary frame; Twilio takes text messages only")
    try:
        found = orjson.loads(message)
    except orjson.JSONDecodeError:
        raise ProtocolError("31951: a message that is not JSON") from None
    if not isinstance(found, dict):
        raise ProtocolError("31951: a message that is not an object")
    if found.get("streamSid") != stream:
        raise ProtocolError("31951: a message for another streamSid")
    match found:
        case {"event": "media", "media": {"payload": str(payload)}}:
            return Media(_audio(payload))
        case {"event": "mark", "mark": {"name": str(name)}} if name:
            return Mark(name)
        case {"event": "clear"}:
            return Clear()
    raise ProtocolError("31951: neither media, nor mark, nor clear")


def _audio(payload: str) -> bytes:
    try:
        audio = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolError("31951: a payload that is not base64") from None
    if not audio:
        raise ProtocolError("31951: an empty payload")
    return audio


def _text(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
