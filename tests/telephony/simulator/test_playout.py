from hypothesis import given
from hypothesis import strategies as st

from telephony.simulator.playout import PlayOut
from telephony.speech import FRAME_BYTES, SILENCE


def test_a_mark_with_nothing_buffered_comes_back_at_once() -> None:
    assert PlayOut().mark("a") == ["a"]


def test_a_mark_comes_back_with_the_tick_that_played_the_audio_before_it() -> None:
    playout = PlayOut()
    playout.media(b"\x01" * (FRAME_BYTES + 1))
    assert playout.mark("a") == []
    assert playout.tick() == (b"\x01" * FRAME_BYTES, [])
    assert playout.tick() == (b"\x01" + SILENCE[1:], ["a"])


def test_clear_returns_every_outstanding_mark_and_drops_the_audio() -> None:
    playout = PlayOut()
    for name in ("a", "b"):
        playout.media(b"\x01" * 1000)
        playout.mark(name)
    assert playout.clear() == ["a", "b"]
    assert playout.tick() == (SILENCE, [])
    assert playout.mark("c") == ["c"]


def test_more_than_ten_minutes_is_thrown_away_and_counted() -> None:
    playout = PlayOut()
    playout.media(b"\x01" * PlayOut.LONGEST)
    playout.media(b"\x02" * 5)
    assert (playout.waiting, playout.discarded) == (PlayOut.LONGEST, 5)


orders = st.lists(
    st.one_of(
        st.tuples(st.just("media"), st.integers(1, 700)),
        st.tuples(st.sampled_from(["mark", "clear", "tick"]), st.just(0)),
    )
)


@given(orders)
def test_every_mark_comes_back_once_in_order_and_every_byte_is_played_or_cleared(script: list[tuple[str, int]]) -> None:
    playout = PlayOut()
    sent: list[str] = []
    back: list[str] = []
    received = cleared = played = 0
    for order, size in script:
        match order:
            case "media":
                playout.media(b"\x01" * size)
                received += size
            case "mark":
                sent.append(str(len(sent)))
                back += playout.mark(sent[-1])
            case "clear":
                cleared += playout.waiting
                back += playout.clear()
            case "tick":
                frame, names = playout.tick()
                assert len(frame) == FRAME_BYTES
                played += frame.count(1)
                back += names
    while playout.waiting:
        frame, names = playout.tick()
        played += frame.count(1)
        back += names
    assert back == sent
    assert received == played + cleared
