"""What do Twilio's media-stream frames mean, and how are ours written? The codec: no socket, no clock, no exception.

One ``Wire`` holds what one stream has agreed on so far (its sid, the last sequence number). ``receive`` turns each text
frame into an event; a frame that is oversized, malformed, out of order or meant for another stream becomes
``Malformed`` and is counted, and the call goes on. Twilio writes its numbers as strings, so integers are read
leniently; everything else is strict.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections import Counter
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

LONGEST_GAP = 1000
"""Frames that may be missing at once: 20 s. A number further ahead is not believed: it would make all others old."""
LARGEST_FRAME = 65_536
"""Characters of a frame that we look at; Twilio's are about 400."""

Sid = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
"""Safe as a file name and in a URL."""
Digit = Annotated[str, Meta(pattern=r"^[0-9A-D*#]\Z")]
MarkName = Annotated[str, Meta(max_length=64)]


class Audio(Struct, frozen=True, rename="camel"):
    """The body of a media frame."""

    payload: bytes
    """mu-law, base64 on the wire."""
    timestamp: int
    """Milliseconds since the stream's start."""


class Format(Struct, frozen=True, rename="camel"):
    """How the stream's audio is coded."""

    encoding: str
    sample_rate: int
    channels: int = 1


class StartBody(Struct, frozen=True, rename="camel"):
    """The body of a start frame."""

    call_sid: Sid
    media_format: Format
    account_sid: str = ""


class Key(Struct, frozen=True):
    """The body of a dtmf frame."""

    digit: Digit

    def __repr__(self) -> str:
        """Dots: a key may be part of a secret."""
        return "Key(•)"


class Name(Struct, frozen=True):
    """The body of a mark frame."""

    name: MarkName


class Connected(Struct, frozen=True, tag_field="event", tag="connected"):
    """The socket is open; nothing is known of the call yet."""


class Start(Struct, frozen=True, rename="camel", tag_field="event", tag="start"):
    """The stream begins: time zero of the media clock."""

    stream_sid: Sid
    start: StartBody
    sequence_number: int = 1


class Media(Struct, frozen=True, rename="camel", tag_field="event", tag="media"):
    """20 ms of the caller."""

    stream_sid: str
    sequence_number: int
    media: Audio


class Dtmf(Struct, frozen=True, rename="camel", tag_field="event", tag="dtmf"):
    """A key was pressed."""

    stream_sid: str
    sequence_number: int
    dtmf: Key


class Mark(Struct, frozen=True, rename="camel", tag_field="event", tag="mark"):
    """All audio before this mark was played, or thrown away by a ``clear``."""

    stream_sid: str
    sequence_number: int
    mark: Name


class Stop(Struct, frozen=True, rename="camel", tag_field="event", tag="stop"):
    """The caller hung up, or the call was moved elsewhere."""

    stream_sid: str
    sequence_number: int


class Malformed(Struct, frozen=True):
    """A frame that was dropped."""

    reason: str
    """One of a few constants, fit for a counter's label."""


Frame = Connected | Start | Media | Dtmf | Mark | Stop
Event = Frame | Malformed

_decode = msgspec.json.Decoder(Frame, strict=False).decode


class Wire:
    """One stream's protocol state."""

    __slots__ = ("dropped", "first", "last", "missed", "stopped", "stream_sid")

    def __init__(self) -> None:
        """Before ``start``."""
        self.stream_sid = ""
        self.first = self.last = 0
        """Sequence numbers of ``start`` and of the last frame taken."""
        self.missed = 0
        """Frames that never came: Twilio discards the caller's audio when we read too slowly."""
        self.stopped = False
        self.dropped: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many frames were taken after ``start``."""
        return self.last - self.first - self.missed

    def receive(self, frame: str | bytes) -> Event:
        """Return what ``frame`` means. Never raises."""
        if len(frame) > LARGEST_FRAME:
            return self._drop("oversized")
        try:
            event = _decode(frame)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return self._drop("malformed")
        if type(event) is Media:
            return self._in_order(event)
        if type(event) is Connected:
            return event
        return self._begin(event) if type(event) is Start else self._in_order(event)

    def _begin(self, start: Start) -> Event:
        if self.stream_sid:
            return self._drop("second start")
        sound = start.start.media_format
        if (sound.encoding, sound.sample_rate, sound.channels) != ("audio/x-mulaw", 8000, 1):
            return self._drop("unknown audio")
        self.stream_sid, self.first, self.last = start.stream_sid, start.sequence_number, start.sequence_number
        return start

    def _in_order(self, event: Media | Dtmf | Mark | Stop) -> Event:
        if event.stream_sid != self.stream_sid:
            return self._drop("wrong stream" if self.stream_sid else "before start")
        if self.stopped:
            return self._drop("after stop")
        step = event.sequence_number - self.last
        if step != 1:
            if not 1 <= step <= LONGEST_GAP:
                return self._drop("out of order")
            self.missed += step - 1
        self.last = event.sequence_number
        self.stopped = type(event) is Stop
        return event

    def _drop(self, reason: str) -> Malformed:
        self.dropped[reason] += 1
        return Malformed(reason)

    # ---------------------------------------------------------------------------------------------- what we send

    def media(self, audio: bytes) -> str:
        """Write mu-law ``audio`` of any length as one message."""
        payload = b2a_base64(audio, newline=False).decode("ascii")
        return f'{{"event":"media","streamSid":"{self.stream_sid}","media":{{"payload":"{payload}"}}}}'

    def mark(self, name: str) -> str:
        """Ask to be told when everything sent so far was played. ``name`` is ours: letters, digits, dots and colons."""
        return f'{{"event":"mark","streamSid":"{self.stream_sid}","mark":{{"name":"{name}"}}}}'

    def clear(self) -> str:
        """Throw away what is buffered; every outstanding mark comes back at once."""
        return f'{{"event":"clear","streamSid":"{self.stream_sid}"}}'
