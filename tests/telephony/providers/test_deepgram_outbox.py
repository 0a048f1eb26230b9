"""Nothing is sent twice, nothing out of order, and what is lost is counted."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.deepgram.outbox import BATCH_BYTES, LIMIT_BYTES, EndTurn, Outbox, StayOpen
from telephony.speech import FRAME_BYTES, SILENCE, Focus

LOUD = b"\x10" * FRAME_BYTES


def test_a_frame_waits_for_its_batch() -> None:
    outbox = Outbox()
    assert not outbox.put(b"a" * 160)
    assert outbox.take() is None
    assert outbox.put(b"b" * 160)
    assert outbox.take() == b"a" * 160 + b"b" * 160
    assert outbox.take() is None


def test_within_a_turn_a_pause_waits_for_no_batch_and_speech_does() -> None:
    outbox = Outbox(in_turn=True)
    assert not outbox.put(LOUD)
    assert outbox.put(SILENCE)
    assert outbox.take() == LOUD + SILENCE
    assert outbox.put(SILENCE)
    assert outbox.take() == SILENCE
    outbox.in_turn = False
    assert not outbox.put(SILENCE)
    assert outbox.take() is None


def test_a_turn_ends_after_the_audio_before_it() -> None:
    outbox = Outbox()
    outbox.put(b"a" * 100)
    outbox.end_turn()
    assert [outbox.take(), outbox.take(), outbox.take()] == [b"a" * 100, EndTurn(), None]


def test_one_configure_is_under_way_and_the_last_one_wins() -> None:
    outbox = Outbox()
    outbox.focus(Focus("one"))
    assert outbox.take() == Focus("one")
    outbox.focus(Focus("two"))
    outbox.focus(Focus("three"))
    assert not outbox.waiting
    assert outbox.take() is None
    outbox.answered()
    assert outbox.waiting
    assert outbox.take() == Focus("three")


def test_audio_makes_staying_open_unnecessary() -> None:
    outbox = Outbox()
    outbox.stay_open()
    outbox.put(b"a" * BATCH_BYTES)
    assert outbox.take() == b"a" * BATCH_BYTES
    assert outbox.take() is None
    outbox.stay_open()
    assert outbox.take() == StayOpen()


@given(st.lists(st.one_of(st.integers(1, 3000), st.just("take"), st.just("end"))))
def test_audio_arrives_in_order_or_is_counted(steps: list[int | str]) -> None:
    outbox, put, got = Outbox(), bytearray(), bytearray()
    for number, step in enumerate(steps):
        match step:
            case int():
                audio = bytes([number % 256]) * step
                put += audio
                outbox.put(audio)
            case "end":
                outbox.end_turn()
            case _:
                parcel = outbox.take()
                got += parcel if isinstance(parcel, bytes) else b""
    outbox.end_turn()
    while (parcel := outbox.take()) is not None:
        if isinstance(parcel, bytes):
            assert len(parcel) <= LIMIT_BYTES
            got += parcel
    assert len(got) + outbox.dropped == len(put)
    assert put.endswith(got[-LIMIT_BYTES:]) or not got
    if not outbox.dropped:
        assert got == put
