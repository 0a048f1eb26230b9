"""The codec takes anything and raises nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.twilio import Connected, Dtmf, Malformed, Mark, Media, Start, Stop, Wire

FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


def start(**body: Any) -> str:
    whole = {"accountSid": "AC1", "streamSid": "MZ1", "callSid": "CA1", "tracks": ["inbound"], "mediaFormat": FORMAT}
    return json.dumps({"event": "start", "sequenceNumber": "1", "start": {**whole, **body}, "streamSid": "MZ1"})


def media(number: int, payload: str = "//8=", **changes: Any) -> str:
    body = {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": payload}
    return json.dumps(
        {"event": "media", "sequenceNumber": str(number), "streamSid": "MZ1", "media": {**body, **changes}}
    )


@pytest.fixture
def wire() -> Wire:
    started = Wire()
    assert isinstance(started.receive(start()), Start)
    return started


def test_reads_every_kind_of_frame() -> None:
    wire = Wire()
    assert isinstance(wire.receive('{"event":"connected","protocol":"Call","version":"1.0.0"}'), Connected)
    begun = wire.receive(start())
    assert isinstance(begun, Start)
    assert begun.start.call_sid == "CA1"
    heard = wire.receive(media(2, base64.b64encode(b"\x01\x02").decode()))
    assert isinstance(heard, Media)
    assert (heard.media.payload, heard.media.timestamp) == (b"\x01\x02", 20)
    key = wire.receive('{"event":"dtmf","streamSid":"MZ1","sequenceNumber":"3","dtmf":{"track":"x","digit":"#"}}')
    assert isinstance(key, Dtmf)
    assert key.dtmf.digit == "#"
    assert "#" not in repr(key)
    mark = wire.receive('{"event":"mark","streamSid":"MZ1","sequenceNumber":"4","mark":{"name":"0:1.0"}}')
    assert isinstance(mark, Mark)
    assert mark.mark.name == "0:1.0"
    assert isinstance(wire.receive('{"event":"stop","streamSid":"MZ1","sequenceNumber":"5","stop":{}}'), Stop)
    assert not wire.dropped
    assert wire.missed == 0


HOSTILE = {
    "a list": "[]",
    "null": "null",
    "bad base64 padding": media(2, "abc"),
    "not ascii": media(2, "é"),
    "dtmf null": '{"event":"dtmf","sequenceNumber":"2","streamSid":"MZ1","dtmf":null}',
    "deep nesting": '{"event":"mark","sequenceNumber":"2","streamSid":"MZ1","x":' + "[" * 60_000,
    "deep and oversized": "[" * 100_000,
    "huge integer": '{"event":"media","streamSid":"MZ1","sequenceNumber":' + "9" * 5000 + "}",
    "huge quoted integer": '{"event":"media","streamSid":"MZ1","sequenceNumber":"' + "9" * 5000 + '"}',
    "a number far ahead": media(10**15),
    "lone surrogate": "\ud800",
    "not utf-8": b"\xff\xfe",
    "empty": "",
    "unknown event": '{"event":"explode","sequenceNumber":"2","streamSid":"MZ1"}',
    "two keys at once": '{"event":"dtmf","sequenceNumber":"2","streamSid":"MZ1","dtmf":{"digit":"12"}}',
    "a path as call": start(callSid="../../etc"),
    "another format": start(mediaFormat={**FORMAT, "sampleRate": 16000}),
}


@pytest.mark.parametrize("frame", HOSTILE.values(), ids=HOSTILE.keys())
def test_counts_and_drops_a_hostile_frame_and_goes_on(wire: Wire, frame: str | bytes) -> None:
    assert isinstance(wire.receive(frame), Malformed)
    assert sum(wire.dropped.values()) == 1
    assert isinstance(wire.receive(media(2)), Media)


def test_drops_frames_out_of_place_each_for_its_reason() -> None:
    wire = Wire()
    assert wire.receive(media(2)) == Malformed("before start")
    wire.receive(start())
    assert wire.receive(start()) == Malformed("second start")
    assert wire.receive(media(2).replace("MZ1", "MZ2")) == Malformed("wrong stream")
    assert isinstance(wire.receive(media(2)), Media)
    assert wire.receive(media(2)) == Malformed("out of order")
    assert isinstance(wire.receive(media(5)), Media)
    assert wire.missed == 2
    wire.receive('{"event":"stop","streamSid":"MZ1","sequenceNumber":"6"}')
    assert wire.receive(media(9)) == Malformed("after stop")
    assert (wire.taken, wire.missed) == (3, 2)
    assert wire.receive("x" * 65_537) == Malformed("oversized")


@given(st.one_of(st.text(), st.binary()))
def test_never_raises_on_noise(frame: str | bytes) -> None:
    assert isinstance(Wire().receive(frame), Malformed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["event", "streamSid", "sequenceNumber", "media", "dtmf", "mark", "start", "stop"])


@given(st.sampled_from(["connected", "start", "media", "dtmf", "mark", "stop"]), st.dictionaries(FIELDS, JSON))
def test_never_raises_on_a_frame_with_wrong_insides(event: str, fields: dict[str, Any]) -> None:
    wire = Wire()
    wire.receive(start())
    wire.receive(json.dumps({"streamSid": "MZ1", "sequenceNumber": "2", "event": event, **fields}))
    assert isinstance(wire.receive(media(wire.last + 1)), Media | Malformed)


@given(st.binary(min_size=1, max_size=2000))
def test_writes_audio_that_reads_back(audio: bytes) -> None:
    wire = Wire()
    wire.receive(start())
    frame = json.loads(wire.media(audio))
    assert frame["event"] == "media"
    assert frame["streamSid"] == "MZ1"
    assert base64.b64decode(frame["media"]["payload"]) == audio


def test_writes_marks_and_clears(wire: Wire) -> None:
    assert json.loads(wire.mark("3:2.1")) == {"event": "mark", "streamSid": "MZ1", "mark": {"name": "3:2.1"}}
    assert json.loads(wire.clear()) == {"event": "clear", "streamSid": "MZ1"}
