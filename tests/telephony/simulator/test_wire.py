import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ProtocolError
from telephony.simulator.wire import Clear, Mark, Media, Wire, read


def wire() -> Wire:
    return Wire(account="AC1", call="CA1", stream="MZ1", parameters={"a": "b"})


def test_the_messages_are_twilios_to_the_letter() -> None:
    line = wire()
    found = [
        orjson.loads(text)
        for text in (
            line.connected(),
            line.start(),
            line.media(b"\xff", 0),
            line.media(b"\xfe", 20),
            line.dtmf("#"),
            line.mark("7.1"),
            line.stop(),
        )
    ]
    assert found == [
        {"event": "connected", "protocol": "Call", "version": "1.0.0"},
        {
            "event": "start",
            "sequenceNumber": "1",
            "start": {
                "accountSid": "AC1",
                "streamSid": "MZ1",
                "callSid": "CA1",
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": {"a": "b"},
            },
            "streamSid": "MZ1",
        },
        {
            "event": "media",
            "sequenceNumber": "2",
            "media": {"track": "inbound", "chunk": "1", "timestamp": "0", "payload": "/w=="},
            "streamSid": "MZ1",
        },
        {
            "event": "media",
            "sequenceNumber": "3",
            "media": {"track": "inbound", "chunk": "2", "timestamp": "20", "payload": "/g=="},
            "streamSid": "MZ1",
        },
        {
            "event": "dtmf",
            "sequenceNumber": "4",
            "dtmf": {"track": "inbound_track", "digit": "#"},
            "streamSid": "MZ1",
        },
        {"event": "mark", "sequenceNumber": "5", "mark": {"name": "7.1"}, "streamSid": "MZ1"},
        {"event": "stop", "sequenceNumber": "6", "stop": {"accountSid": "AC1", "callSid": "CA1"}, "streamSid": "MZ1"},
    ]


@given(st.binary(min_size=1))
def test_media_is_read_whatever_it_holds(audio: bytes) -> None:
    payload = base64.b64encode(audio).decode()
    message = orjson.dumps({"event": "media", "streamSid": "MZ1", "media": {"payload": payload}}).decode()
    assert read(message, "MZ1") == Media(audio)


def test_mark_and_clear() -> None:
    assert read('{"event":"mark","streamSid":"MZ1","mark":{"name":"x"}}', "MZ1") == Mark("x")
    assert read('{"event":"clear","streamSid":"MZ1"}', "MZ1") == Clear()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\x00\x01", "31950"),
        ("not json", "31951"),
        ("[]", "31951"),
        ('{"event":"clear"}', "31951"),
        ('{"event":"clear","streamSid":"MZ2"}', "31951"),
        ('{"event":"media","streamSid":"MZ1","media":{"payload":"*"}}', "31951"),
        ('{"event":"media","streamSid":"MZ1","media":{"payload":""}}', "31951"),
        ('{"event":"media","streamSid":"MZ1","media":{}}', "31951"),
        ('{"event":"mark","streamSid":"MZ1","mark":{"name":""}}', "31951"),
        ('{"event":"dtmf","streamSid":"MZ1"}', "31951"),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(message: str | bytes, code: str) -> None:
    with pytest.raises(ProtocolError, match=code):
        read(message, "MZ1")


@given(st.text() | st.binary())
def test_nothing_else_ever_escapes(message: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        read(message, "MZ1")
