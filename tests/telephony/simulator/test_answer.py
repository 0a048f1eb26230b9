import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import Connect, Dial, VoiceResponse
from twilio.twiml.voice_response import Stream as StreamVerb

from engine.errors import ProtocolError
from telephony.simulator.answer import Announce, End, Redirect, Stream, read
from telephony.simulator.dial import Dial as DialVerb


def test_connect_with_a_stream() -> None:
    answer = VoiceResponse()
    connect = Connect(action="/voice/after")
    stream = StreamVerb(url="wss://host/stream/token")
    stream.parameter(name="a", value="b")
    connect.append(stream)
    answer.append(connect)
    assert read(str(answer)) == (Stream("wss://host/stream/token", "/voice/after", {"a": "b"}), End("nothing_left"))


def test_the_other_verbs_in_order() -> None:
    answer = VoiceResponse()
    answer.say("One moment.")
    answer.pause(1)
    answer.redirect("/again")
    dial = Dial(action="/dialled")
    dial.number("+441632960001")
    answer.append(dial)
    answer.hangup()
    assert read(str(answer)) == (
        Announce("One moment."),
        Redirect("/again"),
        DialVerb("+441632960001", "/dialled"),
        End("hung_up"),
        End("nothing_left"),
    )


def test_dial_with_a_bare_number_and_a_refusal() -> None:
    assert read("<Response><Dial>+44</Dial></Response>")[0] == DialVerb("+44")
    assert read("<Response><Dial><Sip>sip:a@b</Sip></Dial></Response>")[0] == DialVerb("sip:a@b")
    told = read('<Response><Dial action="/a"><Number url="/w">+44</Number></Dial></Response>')[0]
    assert told == DialVerb("+44", "/a", "/w")
    assert read("<Response><Reject/></Response>")[0] == End("rejected")


@pytest.mark.parametrize(
    ("twiml", "code"),
    [
        ("", "12100"),
        ("<Answer/>", "12200"),
        ("<Response><Fly/></Response>", "12200"),
        ("<Response><Connect/></Response>", "31920"),
        ('<Response><Connect><Stream url="wss://h/p?q=1"/></Connect></Response>', "31922"),
        ('<Response><Connect><Stream url="https://h/p"/></Connect></Response>', "31922"),
        ("<Response><Dial/></Response>", "13225"),
    ],
)
def test_refusals(twiml: str, code: str) -> None:
    with pytest.raises(ProtocolError, match=code):
        read(twiml)


@given(st.text())
def test_garbage_is_a_protocol_error(text: str) -> None:
    with pytest.raises(ProtocolError):
        read(text)
