"""The stand-ins' ears, alone: energy, script and the two protocols as machines."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingsError
from telephony.simulator.standins.energy import Energy, Moment
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.flux import Flux, Message, Thresholds
from telephony.simulator.standins.listening import Gate
from telephony.simulator.standins.nova import Nova, Options
from telephony.simulator.standins.saying import Saying
from telephony.simulator.standins.script import Part, Scripts, Utterance, utterance

TONE = bytes([0x90] * 10 + [0x10] * 10)
STEP = 20


def audio(*lengths_ms: int) -> bytes:
    """Sound, silence, sound ... of these lengths."""
    return b"".join((TONE if n % 2 == 0 else b"\xff" * 20) * (ms * 8 // 20) for n, ms in enumerate(lengths_ms))


def said(*texts: str | dict[str, object]) -> Saying:
    return Saying(lambda: map(utterance, texts))


def flux(*texts: str | dict[str, object], eager: float | None = 0.4) -> Flux:
    return Flux(Thresholds(eager), (), Gate(said(*texts)), "r")


def events(messages: Iterable[Message]) -> list[tuple[str, str]]:
    return [(m["event"], m["transcript"]) for m in messages if m["event"] != "Update"]


# ------------------------------------------------------------------------------------------------------- energy


def test_a_click_is_no_speech() -> None:
    assert not any(moment.began for moment in Energy().hear(audio(40, 1000)))


def test_sound_begins_and_ends_on_the_clock_of_the_audio() -> None:
    moments = list(Energy().hear(audio(0, 500, 600, 500)))
    began = [(moment.since_ms, moment.at_ms) for moment in moments if moment.began]
    ended = [moment.at_ms for moment in moments if moment.ended]
    assert (began, ended) == ([(500, 560)], [1200])
    assert moments[-1].silent_ms == 500


@given(st.lists(st.integers(1, 999), min_size=1, max_size=12))
def test_how_audio_is_cut_makes_no_difference(cuts: list[int]) -> None:
    whole = audio(200, 200, 300)
    energy, heard, at = Energy(), list[Moment](), 0
    for cut in cuts:
        heard += energy.hear(whole[at : at + cut])
        at += cut
    heard += energy.hear(whole[at:])
    assert heard == list(Energy().hear(whole))


# ------------------------------------------------------------------------------------------------------- script


def test_each_connection_gets_its_words() -> None:
    scripts = Scripts()
    scripts.tell("*", ["anybody"])
    scripts.tell("CA1", ["the first"])
    scripts.expect(["the next"])
    assert scripts.take(["CA1"]) == Part((Utterance(("the first",)),), "CA1")
    assert scripts.take(["CA2"]) == Part((Utterance(("the next",)),))
    assert scripts.take() == Part((Utterance(("anybody",)),))


def test_a_connection_that_names_no_call_takes_the_first_that_waits() -> None:
    scripts = Scripts()
    for call in ("CA1", "CA2", "CA3"):
        scripts.tell(call, [call])
    scripts.take(["CA1"])
    found = [scripts.take(), scripts.take(), scripts.take()]
    assert found == [Part((Utterance(("CA2",)),), "CA2"), Part((Utterance(("CA3",)),), "CA3"), Part()]


def test_what_a_lost_connection_did_not_hear_is_for_the_next() -> None:
    scripts = Scripts()
    scripts.tell("CA1", ["one", "two", "three"])
    scripts.tell("CA2", ["other"])
    saying = Saying(lambda: scripts.take(["CA1"]).utterances)
    for at in (0, 2000):
        saying.sound(at)
        saying.pause(at + 500)
        assert saying.left()[0] == utterance("one" if at == 0 else "two")
        if at == 0:
            saying.end_turn()
    scripts.lost("CA1", saying.left())
    scripts.lost("*", ())
    assert scripts.take() == Part((utterance("two"), utterance("three")), "CA1")


def test_a_call_that_is_told_nothing_is_forgotten() -> None:
    scripts = Scripts()
    scripts.tell("CA1", ["the first"])
    scripts.tell("CA2", ["the second"])
    scripts.tell("CA1", [])
    assert scripts.take().call == "CA2", "a line that names no call speaks no stranger's words"
    assert scripts.take(("CA1",)).utterances == ()
    scripts.lost("CA1", (Utterance(("left",)),))
    assert scripts.take().utterances == ()
    scripts.tell("*", ["anybody"])
    scripts.tell("*", [])
    assert scripts.take().utterances == ()


def test_what_is_said_on_a_connection_is_asked_for_at_the_first_sound() -> None:
    scripts = Scripts()
    waits = Saying(lambda: scripts.take().utterances)
    scripts.tell("CA1", ["hello"])
    waits.sound(0)
    assert waits.left() == (utterance("hello"),)


@pytest.mark.parametrize("bad", [3, None, {"ms": 4}, {"text": "a", "ms": 0}, {"text": "a", "ms": "4"}, "x" * 30_000])
def test_a_script_is_read_strictly(bad: object) -> None:
    with pytest.raises(SettingsError):
        utterance(bad)  # type: ignore[arg-type]


def test_words_come_out_at_the_pace_of_speech() -> None:
    saying = said("one two")
    saying.sound(1000)
    assert [word.text for word in saying.words(1000)] == []
    assert [word.text for word in saying.words(1300)] == ["one"]
    saying.pause(1310)
    assert [(word.text, word.end_ms) for word in saying.words(1310)] == [("one", 1210), ("two", 1310)]


def test_a_known_length_survives_a_pause() -> None:
    saying = said({"text": "one two three four", "ms": 2000}, "five")
    saying.sound(0)
    saying.pause(1000)
    assert [word.text for word in saying.words(1000)] == ["one", "two"]
    saying.end_turn()
    saying.sound(1500)
    assert [word.text for word in saying.words(2100)] == ["three", "four"]


def test_faults_hit_as_often_as_asked() -> None:
    faults = Faults("cut", "slow")
    faults.set("cut", times=1)
    assert faults.on("slow") is None
    assert faults.strike("slow") is None
    assert faults.strike("slow", "cut") is not None
    assert faults.strike("cut") is None
    with pytest.raises(SettingsError, match="boom"):
        faults.set("boom")


# --------------------------------------------------------------------------------------------------------- flux


def test_flux_without_eager_says_only_start_and_end() -> None:
    machine = flux("hello there", eager=None)
    assert events(machine.hear(audio(700, 700))) == [("StartOfTurn", "hello"), ("EndOfTurn", "hello there")]


def test_flux_splits_what_the_caller_splits() -> None:
    machine = flux("my number | is four")
    assert events(machine.hear(audio(700, 700, 700, 700))) == [
        ("StartOfTurn", "my"), ("EagerEndOfTurn", "my number"), ("EndOfTurn", "my number"),
        ("StartOfTurn", "is"), ("EagerEndOfTurn", "is four"), ("EndOfTurn", "is four"),
    ]  # fmt: skip


def test_flux_ends_by_timeout_where_it_may_not_be_sure() -> None:
    machine = Flux(Thresholds(None, 1.0, 500), (), Gate(said("hello")), "r")
    assert [m["trigger"] for m in machine.hear(audio(500, 900)) if m["event"] == "EndOfTurn"] == ["timeout"]


def test_flux_does_not_hear_what_nobody_said() -> None:
    machine = flux()
    assert events(machine.hear(audio(700, 700))) == []
    assert list(machine.force_end_turn()) == []


@given(
    st.lists(st.integers(0, 1200), max_size=12),
    st.lists(st.sampled_from(["yes", "my number is | four five", "one two three four five six"]), max_size=5),
    st.booleans(),
    st.sets(st.integers(0, 12)),
)
def test_flux_keeps_its_five_rules(lengths: list[int], texts: list[str], eager: bool, forced: set[int]) -> None:
    machine = flux(*texts, eager=0.4 if eager else None)
    sent = [machine.connected()]
    for n, length in enumerate(lengths):
        sent += machine.hear((TONE if n % 2 == 0 else b"\xff" * 20) * (length * 8 // 20))
        if n in forced:
            sent += machine.force_end_turn()
    assert [message["sequence_id"] for message in sent] == list(range(len(sent)))
    turn, last, eager_text, window = 0, "Connected", "", 0.0
    for message in sent[1:]:
        event, text = message["event"], message["transcript"]
        assert message["turn_index"] == turn
        assert message["audio_window_end"] - window <= 0.2601
        window = message["audio_window_end"]
        match event:
            case "EagerEndOfTurn":
                assert text
                eager_text = text
            case "TurnResumed":
                assert eager_text
                eager_text = ""
            case "EndOfTurn":
                assert text
                assert not eager_text or text == eager_text
                turn, eager_text = turn + 1, ""
            case "StartOfTurn":
                assert last != "StartOfTurn"
        last = event if event != "Update" else last


# --------------------------------------------------------------------------------------------------------- nova

ASKED = Options(endpointing_ms=300, utterance_end_ms=1000, interim=True, vad=True)


def test_nova_reports_an_utterance_in_the_providers_order() -> None:
    machine = Nova(ASKED, said("where is my order"), "r")
    sent = list(machine.hear(audio(1000, 1200)))
    kinds = [(m["type"], m.get("is_final"), m.get("speech_final")) for m in sent]
    assert kinds[0] == ("SpeechStarted", None, None)
    assert kinds[-2:] == [("Results", True, True), ("UtteranceEnd", None, None)]
    assert set(kinds[1:-2]) == {("Results", False, False)}


def test_nova_without_interim_or_endpointing_says_little() -> None:
    machine = Nova(Options(endpointing_ms=None), said("yes"), "r")
    assert [m["is_final"] for m in machine.hear(audio(400, 4000))] == [True]


def test_nova_closes_with_what_is_left_and_a_summary() -> None:
    machine = Nova(ASKED, said("yes please"), "r")
    assert list(machine.hear(audio(200))) != []
    last, summary = machine.close()
    assert last["channel"]["alternatives"][0]["transcript"] == "yes please"
    assert (summary["type"], summary["duration"]) == ("Metadata", 0.2)


def test_nova_configures_within_limits() -> None:
    machine = Nova(ASKED, said(), "r")
    assert machine.configure({"keyterms": ["Acme"]})["type"] == "ConfigureSuccess"
    assert machine.configure({"keyterms": ["x" * 4000]})["code"] == "CONFIGURE_KEYTERM_LIMIT_EXCEEDED"
    assert Nova(Options(model="nova-2"), said(), "r").configure({"keyterms": []})["code"] == (
        "CONFIGURE_KEYTERMS_NOT_SUPPORTED"
    )


@given(
    st.lists(st.integers(0, 1500), max_size=10),
    st.lists(st.sampled_from(["yes", "a | b c", "one two three"]), max_size=4),
    st.sets(st.integers(0, 10)),
)
def test_nova_says_every_word_once(lengths: list[int], texts: list[str], finalize: set[int]) -> None:
    machine, sent = Nova(ASKED, said(*texts), "r"), list[Message]()
    for n, length in enumerate(lengths):
        sent += machine.hear((TONE if n % 2 == 0 else b"\xff" * 20) * (length * 8 // 20))
        if n in finalize:
            sent.append(machine.finalize())
    sent += machine.close()
    finals = [m["channel"]["alternatives"][0]["transcript"] for m in sent if m.get("is_final")]
    heard = " ".join(filter(None, finals)).split()
    script = " ".join(texts).replace("|", " ").split()
    assert heard == script[: len(heard)]
    ends = [round(m["start"] + m["duration"], 3) for m in sent if m.get("is_final")]
    assert ends == sorted(ends)
