from hypothesis import given
from hypothesis import strategies as st

from telephony.simulator.performance import TICK_MS, Deed, Performance
from telephony.simulator.script import HangUp, Interrupt, Keys, Lull, Say, Script, Silence, Step, Wait
from telephony.speech import FRAME_BYTES, SILENCE

WORD = b"\x01" * (FRAME_BYTES * 3)


def perform(steps: tuple[Step, ...], heard: str) -> list[Deed]:
    """``heard``: one character a tick, ``#`` for loud."""
    audio = [WORD for step in steps if isinstance(step, Say)]
    performance = Performance(Script(steps), audio)
    return [performance.tick(loud=sign == "#") for sign in heard]


def began(deeds: list[Deed], utterance: int = 0) -> int:
    """The tick at which an utterance began."""
    return [deed.began for deed in deeds].index(utterance)


def test_saying_takes_its_frames_and_tells_begin_and_end() -> None:
    deeds = perform((Say("a"), Say("b")), "." * 8)
    assert [deed.began for deed in deeds] == [0, None, None, 1, None, None, None, None]
    assert [deed.ended for deed in deeds] == [None, None, 0, None, None, 1, None, None]
    assert [deed.frame == SILENCE for deed in deeds] == [False] * 6 + [True] * 2


def test_a_short_last_piece_is_filled_up() -> None:
    performance = Performance(Script((Say("a"),)), [b"\x01" * 5])
    assert performance.tick(loud=False).frame == b"\x01" * 5 + SILENCE[5:]


def test_waiting_needs_speech_then_quiet() -> None:
    deeds = perform((Wait(quiet_ms=60), Say("a")), ".....##.##....")
    assert began(deeds) == 12


def test_waiting_ends_at_most_then() -> None:
    assert began(perform((Wait(quiet_ms=60, at_most_ms=100), Say("a")), "." * 10)) == 5


def test_interrupting_counts_their_speech_only() -> None:
    deeds = perform((Interrupt(after_ms=60), Say("a")), ".#.#.####")
    assert began(deeds) == 5


def test_what_was_heard_before_we_spoke_does_not_satisfy_the_next_wait() -> None:
    deeds = perform((Interrupt(after_ms=40), Say("a"), Wait(quiet_ms=40), Say("b")), "####" + "." * 16 + "##....")
    assert began(deeds, 1) == 23


def test_their_tail_after_we_interrupted_is_not_their_answer() -> None:
    deeds = perform((Interrupt(after_ms=40), Say("a"), Wait(quiet_ms=40), Say("b")), "#" * 9 + "." * 16 + "##....")
    assert began(deeds, 1) == 28


def test_an_answer_that_comes_with_the_last_key_is_heard() -> None:
    deeds = perform((Keys("12", gap_ms=40), Wait(quiet_ms=40), Say("a")), "..########....")
    assert began(deeds) == 11


def test_speech_during_a_silence_counts_for_the_next_wait() -> None:
    deeds = perform((Silence(100), Wait(quiet_ms=40), Say("a")), ".##.......")
    assert began(deeds) == 5


def test_keys_are_pressed_one_by_one() -> None:
    deeds = perform((Keys("12#", gap_ms=100), HangUp()), "." * 20)
    assert [(tick, deed.digit) for tick, deed in enumerate(deeds) if deed.digit] == [(0, "1"), (5, "2"), (10, "#")]
    assert [deed.hang_up for deed in deeds].index(True) == 11


steps = st.lists(
    st.one_of(
        st.just(Say("x")),
        st.builds(Keys, st.text("0123456789*#", min_size=1, max_size=5)),
        st.builds(Wait, st.integers(0, 200), st.integers(0, 400)),
        st.builds(Interrupt, st.integers(0, 200), st.integers(0, 400)),
        st.builds(Silence, st.integers(0, 200)),
    ),
    max_size=6,
)


@given(steps, st.lists(st.booleans(), max_size=50))
def test_every_script_ends_and_does_each_thing_once(script: list[Step], heard: list[bool]) -> None:
    whole = (*script, HangUp())
    says = [step for step in script if isinstance(step, Say)]
    performance = Performance(Script(whole), [WORD] * len(says))
    deeds: list[Deed] = []
    limit = sum(400 + 240 * 5 for _ in whole) // TICK_MS + 100
    while not performance.done and len(deeds) < limit:
        deeds.append(performance.tick(loud=heard[len(deeds)] if len(deeds) < len(heard) else False))
    assert performance.done
    assert [deed.began for deed in deeds if deed.began is not None] == list(range(len(says)))
    assert [deed.ended for deed in deeds if deed.ended is not None] == list(range(len(says)))
    assert "".join(deed.digit for deed in deeds) == "".join(step.digits for step in script if isinstance(step, Keys))
    assert sum(deed.hang_up for deed in deeds) == 1
    assert all(len(deed.frame) == FRAME_BYTES for deed in deeds)


def test_a_lull_needs_quiet_only() -> None:
    deeds = perform((Lull(quiet_ms=60), Say("a"), Lull(quiet_ms=60, at_most_ms=100), Say("b")), "..." + "#" * 20)
    assert (began(deeds), began(deeds, 1)) == (2, 10)
