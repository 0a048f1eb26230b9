from __future__ import annotations

from telephony import twiml


def test_connects_a_stream_and_asks_us_what_comes_after() -> None:
    told = twiml.connect("wss://h/stream/t", "https://h/voice/after")
    assert '<Connect action="https://h/voice/after"><Stream url="wss://h/stream/t" /></Connect>' in told


def test_dials_numbers_and_sip_addresses() -> None:
    dial = twiml.dial("+441632960100", "https://h/after")
    assert dial.endswith('<Dial action="https://h/after" timeout="30"><Number>+441632960100</Number></Dial></Response>')
    assert "<Sip>sip:desk@example.com</Sip>" in twiml.dial("sip:desk@example.com", "a")
    assert twiml.dial("+44", "a", say="One <moment> & so on.").index("<Say>One &lt;moment&gt;") < 100


def test_whoever_takes_the_call_is_told_something_first() -> None:
    number, sip = (twiml.dial(to, "a", whisper="https://h/w") for to in ("+441632960100", "sip:desk@example.com"))
    assert '<Number url="https://h/w">+441632960100</Number>' in number
    assert '<Sip url="https://h/w">sip:desk@example.com</Sip>' in sip
    told = twiml.whisper("Es geht um Geld.", "de-DE")
    assert '<Response><Say language="de-DE">Es geht um Geld.</Say></Response>' in told
    assert twiml.nothing().endswith("<Response />")


def test_hangs_up_after_a_word() -> None:
    assert twiml.hang_up(say="Bye.").endswith("<Response><Say>Bye.</Say><Hangup /></Response>")
