from __future__ import annotations

from telephony import twiml


def test_connects_a_stream_and_asks_us_what_comes_after() -> None:
    told = twiml.connect("wss://h/stream/t", "https://h/voice/after")
    assert '<Connect action="https://h/voice/after"><Stream url="wss://h/stream/t" /></Connect>' in told


def test_dials_numbers_and_sip_addresses() -> None:
    assert "<Number>+441632960100</Number>" in twiml.dial("+441632960100")
    assert "<Sip>sip:desk@example.com</Sip>" in twiml.dial("sip:desk@example.com")
    assert twiml.dial("+44", say="One <moment> & so on.").index("<Say>One &lt;moment&gt;") < 100


def test_hangs_up_after_a_word() -> None:
    assert twiml.hang_up(say="Bye.").endswith("<Response><Say>Bye.</Say><Hangup /></Response>")
