from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.types import Keyed, Said, Silent
from telephony.activity import Activity, quiet_ms
from telephony.exchange import Pressed
from telephony.speech import EndOfTurn, StartOfTurn
from telephony.stamps import Stamps

LOUD, QUIET = b"\x10" * 160, b"\xff" * 160


def test_a_stretch_of_sound_bridges_a_short_pause() -> None:
    heard = Activity()
    for at in (*range(100, 500, 20), *range(900, 1200, 20)):
        heard.hear(LOUD, at)
    heard.hear(QUIET, 1200)
    assert (heard.began_ms, heard.ended_ms) == (100, 1200)
    heard.hear(LOUD, 2000)
    assert heard.began_ms == 2000


@given(st.binary(min_size=160, max_size=160))
def test_hiss_is_silence(noise: bytes) -> None:
    quiet = bytes(0x70 | b & 0x8F for b in noise)  # amplitudes below 120
    heard = Activity()
    heard.hear(quiet, 0)
    assert heard.ended_ms < 0


def test_an_utterance_is_stamped_from_where_it_was_first_noticed() -> None:
    stamps = Stamps()
    stamps.hear(LOUD, 1000)
    stamps.note(StartOfTurn(), 1400)
    stamps.hear(LOUD, 3000)
    stamps.note(EndOfTurn("x"), 3400)
    assert stamps.take(Said("x")) == (1000, 3020)
    assert stamps.take(Said("y")) is None
    assert stamps.take(Silent()) is None


def test_keys_are_stamped_by_the_first_and_the_last() -> None:
    stamps = Stamps()
    stamps.note(Pressed("1"), 500.4)
    stamps.note(Pressed("2"), 900.0)
    assert stamps.take(Keyed("12")) == (500, 900)


def test_how_long_it_is_quiet_at_the_end() -> None:
    assert quiet_ms(LOUD + QUIET + LOUD + QUIET * 2) == 40
    assert quiet_ms(QUIET * 3) == 60
    assert quiet_ms(LOUD) == quiet_ms(b"") == 0
