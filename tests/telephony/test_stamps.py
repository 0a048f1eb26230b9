from engine.types import Keyed, Said, Silent
from telephony.exchange import Pressed
from telephony.speech import SILENCE, EndOfTurn, StartOfTurn
from telephony.stamps import Stamps

LOUD = b"\x10\x90" * 80


def speak(stamps: Stamps, first_ms: int, last_ms: int) -> None:
    for at in range(first_ms, last_ms, 20):
        stamps.hear(LOUD, at)


def test_an_utterance_is_stamped_by_its_sound_and_not_by_when_it_was_understood() -> None:
    stamps = Stamps()
    speak(stamps, 1000, 1400)
    stamps.note(StartOfTurn("where"), 1300)
    speak(stamps, 1400, 2000)
    stamps.note(EndOfTurn("where is my order"), 2800)
    assert stamps.take(Said("where is my order")) == (1000, 2000)


def test_words_heard_before_their_sound_counts_as_sound_do_not_take_an_earlier_turns_stamp() -> None:
    stamps = Stamps()
    speak(stamps, 1000, 2000)
    stamps.note(EndOfTurn("hello"), 2500)
    stamps.take(Said("hello"))
    stamps.note(StartOfTurn("forty"), 9000)
    speak(stamps, 9060, 9500)
    stamps.note(EndOfTurn("forty pounds"), 10_000)
    assert stamps.take(Said("forty pounds")) == (9060, 9500)


def test_keys_are_stamped_by_the_first_and_the_last() -> None:
    stamps = Stamps()
    stamps.hear(SILENCE, 0)
    stamps.note(Pressed("1"), 500.4)
    stamps.note(Pressed("2"), 900.0)
    assert stamps.take(Keyed("12")) == (500, 900)
    assert stamps.take(Silent()) is None
    assert stamps.take(Said("said without a sound")) is None
