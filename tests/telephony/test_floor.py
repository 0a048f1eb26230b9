"""The turn-taking machine: scenes as a table of what happens and what is done, then what holds for every sequence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.types import CallStarted, HangUp, Keyed, KeyRule, Listening, Said, Silent, Transfer
from telephony.exchange import (
    ArmKeys,
    ArmSilence,
    Depart,
    Discard,
    Interrupt,
    KeyGapPassed,
    PlayedOut,
    Prepare,
    Pressed,
    Respond,
    SilencePassed,
    TurnOver,
)
from telephony.floor import Floor, State
from telephony.judging.judge import Judgement
from telephony.judging.ruling import Ruling
from telephony.nearness import Sound
from telephony.speech import EagerEndOfTurn, EndOfTurn, StartOfTurn, TurnResumed, Update

OPEN = Listening("ask", wait_ms=5000)
PIN = Listening("pin", expects="digits", keys=KeyRule(longest=4, gap_ms=3000), secret=True)
NUMBER = Listening("number", expects="digits", keys=KeyRule(longest=4, gap_ms=3000))
YES_NO = Listening("sure", expects="confirm")
SURE = Listening("sure", expects="confirm", keys=KeyRule(longest=1))


def quiet(listening: Listening = OPEN) -> Floor:
    floor = ours(listening)
    floor.handle(PlayedOut())
    assert floor.state is State.QUIET
    return floor


def ours(listening: Listening = OPEN) -> Floor:
    floor = Floor()
    floor.handle(TurnOver(listening))
    assert floor.state is State.OURS
    return floor


def thinking(text: str = "pay my bill") -> Floor:
    floor = quiet()
    floor.handle(EndOfTurn(text))
    assert floor.state is State.THINKING
    return floor


def responds(actions: tuple[Any, ...]) -> list[Any]:
    return [a.event for a in actions if isinstance(a, Respond)]


def test_the_silence_timer_starts_when_the_prompt_was_played_and_not_before() -> None:
    floor = Floor()
    assert floor.handle(TurnOver(OPEN)) == ()
    assert floor.handle(PlayedOut()) == (ArmSilence(5000),)


def test_an_end_of_turn_is_answered_once() -> None:
    floor = quiet()
    assert floor.handle(StartOfTurn()) == (ArmSilence(5000),)
    assert floor.handle(Update("pay my")) == (ArmSilence(5000),)
    assert floor.handle(EagerEndOfTurn("pay my bill")) == (ArmSilence(5000), Prepare("pay my bill"))
    done = floor.handle(EndOfTurn("pay my bill", 0.9))
    assert done == (ArmSilence(None), ArmKeys(None), Respond(Said("pay my bill", 0.9)))
    assert floor.handle(EndOfTurn("pay my bill")) == ()
    assert floor.handle(SilencePassed()) == ()


def test_a_sound_after_what_may_be_all_is_waited_for_a_little_and_nothing_prepared_is_lost() -> None:
    floor = quiet()
    floor.handle(StartOfTurn())
    floor.handle(EagerEndOfTurn("pay my bill"))
    assert floor.handle(TurnResumed()) == (ArmSilence(600),)
    assert responds(floor.handle(SilencePassed())) == [Said("pay my bill", 0.0)]
    assert floor.handle(EndOfTurn("pay my bill")) == ()
    assert floor.state is State.THINKING


def test_words_after_what_may_be_all_belong_to_it() -> None:
    floor = quiet()
    floor.handle(EagerEndOfTurn("pay"))
    floor.handle(TurnResumed())
    assert floor.handle(Update("pay nothing")) == (ArmSilence(5000),)
    assert floor.handle(TurnResumed())[0] == Discard()
    assert responds(floor.handle(EndOfTurn("pay nothing"))) == [Said("pay nothing")]


def judged(aside: float, *, only: str = "") -> Ruling:
    """Return a ruling that holds what contains ``only`` for an aside, this likely."""

    def judge(text: str, *, whole: bool) -> Judgement:
        found = aside if only in text else 0.0
        return Judgement("aside" if found else "interruption", 1.0 - found, found, 0.0)

    return Ruling("en-GB", judge)  # type: ignore[arg-type]


def asked_then(aside: str) -> tuple[Floor, list[Any]]:
    """Return a floor that was asked something and heard an aside in the same turn, and what it did about it."""
    floor = quiet()
    floor.ruling = judged(0.95, only="Tommy")
    floor.handle(StartOfTurn())
    floor.handle(EagerEndOfTurn("pay my bill"))
    floor.handle(TurnResumed())
    return floor, responds(floor.handle(Update(f"pay my bill {aside}")))


def test_a_request_is_answered_when_the_caller_turns_to_somebody_else() -> None:
    floor, made = asked_then("Tommy stop")
    assert made == [Said("pay my bill", 0.0)]
    assert floor.handle(Update("pay my bill Tommy stop that")) == ()
    assert floor.handle(EndOfTurn("pay my bill Tommy stop that")) == ()
    assert floor.handle(EndOfTurn("no wait"))[0] == Interrupt(turn=True), "the next turn is heard from its beginning"


def test_who_turned_away_may_turn_back_in_the_same_breath() -> None:
    floor, made = asked_then("Tommy stop")
    floor.ruling = judged(0.0)
    assert floor.handle(Update("pay my bill Tommy stop no wait"), audible=False) == (Interrupt(turn=True),)
    floor.handle(EndOfTurn("pay my bill Tommy stop no wait the last one"))
    again = [Said("pay my bill Tommy stop no wait the last one")]
    assert (made, responds(floor.handle(TurnOver(None)))) == ([Said("pay my bill", 0.0)], again)


def test_an_aside_that_is_whole_at_once_is_left_out_of_the_request() -> None:
    floor = quiet()
    floor.ruling = judged(0.95, only="Tommy")
    floor.handle(EagerEndOfTurn("pay my bill"))
    assert responds(floor.handle(EndOfTurn("pay my bill Tommy stop", 0.9))) == [Said("pay my bill", 0.9)]


@pytest.mark.parametrize("aside", [0.9, 0.95])
def test_who_was_probably_not_meant_waits_for_more(aside: float) -> None:
    floor = quiet()
    floor.ruling = judged(aside)
    floor.handle(Update("it is on the table"))
    actions = floor.handle(EndOfTurn("it is on the table", 0.9))
    waits = aside > 0.92
    assert responds(actions) == ([] if waits else [Said("it is on the table", 0.9)])
    if waits:
        assert ArmSilence(1800) in actions
        assert responds(floor.handle(SilencePassed())) == [Said("it is on the table", 0.0)]


TURNED, OWN, COUGH = Sound(600, 50.0), Sound(600, 70.0), Sound(100)


def known(floor: Floor, likely: float = 0.6) -> Floor:
    """Return ``floor`` with the caller's own level known, and a judge to whom everything is an aside, this likely."""
    floor.ruling = judged(likely)
    floor.beside.take(OWN)
    return floor


@pytest.mark.parametrize(("sound", "cuts"), [(OWN, True), (None, True), (TURNED, False), (COUGH, False)])
def test_what_is_said_off_the_microphone_must_say_more_to_cut_us(sound: Sound | None, cuts: bool) -> None:
    assert (known(ours(), 0.4).handle(Update("nice day"), sound=sound) != ()) is cuts
    assert bool(responds(known(ours(), 0.4).handle(EndOfTurn("nice day"), sound=sound))) is cuts
    assert (known(ours(), 0.01).handle(Update("nice day"), sound=sound) != ()) is (sound is not COUGH)
    assert known(ours()).handle(Update("stop"), sound=sound)[0] == Interrupt(turn=False), "whoever says so"


def test_what_is_said_into_the_telephone_must_say_less() -> None:
    assert known(ours(), 0.6).handle(Update("nice day")) == ()
    assert known(ours(), 0.6).handle(Update("nice day"), sound=OWN) != ()


@pytest.mark.parametrize(("sound", "waits"), [(OWN, False), (None, False), (TURNED, True)])
def test_what_is_said_off_the_microphone_into_silence_waits_for_more_but_not_for_long(
    sound: Sound | None, waits: bool
) -> None:
    floor = known(quiet())
    floor.handle(Update("it is on the table"), sound=sound)
    actions = floor.handle(EndOfTurn("it is on the table"), sound=sound)
    assert responds(actions) == ([] if waits else [Said("it is on the table")])
    if waits:
        assert ArmSilence(1800) in actions
        assert responds(floor.handle(SilencePassed())) == [Said("it is on the table", 0.0)]


def test_who_turned_away_in_mid_sentence_was_speaking_to_us() -> None:
    floor = known(quiet())
    floor.handle(Update("pay my"), sound=OWN)
    assert responds(floor.handle(EndOfTurn("pay my bill what a day"), sound=TURNED))


def test_the_callers_own_level_is_that_of_what_was_answered() -> None:
    floor = quiet()
    floor.handle(EagerEndOfTurn("pay my bill"), sound=Sound(600, 60.0))
    assert floor.beside.own_db == 60.0
    floor.handle(EndOfTurn("pay my bill"), sound=OWN)
    assert floor.beside.own_db == 65.0
    floor = known(quiet(), 0.95)
    floor.handle(EndOfTurn("it is on the table"), sound=TURNED)
    assert floor.beside.own_db == OWN.db


AWAY = Sound(1000, 66.0, 50.0)
"""Most of it into the telephone, the last of it not."""


def test_a_request_in_one_breath_with_an_aside_is_answered_where_the_voice_turned_away() -> None:
    floor = known(quiet())
    floor.ruling = judged(0.3, only="Tommy")
    floor.handle(Update("pay"), sound=OWN)
    assert responds(floor.handle(Update("pay my bill"), sound=AWAY)) == []
    assert responds(floor.handle(Update("pay my bill Tommy"), sound=AWAY)) == [Said("pay my bill", 0.0)]
    assert floor.handle(EndOfTurn("pay my bill Tommy stop that"), sound=TURNED) == ()


def test_a_voice_that_turns_away_in_mid_request_is_heard_to_its_end() -> None:
    floor = known(quiet(), 0.0)
    floor.handle(Update("pay"), sound=OWN)
    floor.handle(Update("pay my bill"), sound=AWAY)
    assert responds(floor.handle(Update("pay my bill of"), sound=AWAY)) == []
    whole = Said("pay my bill of four pounds")
    assert responds(floor.handle(EndOfTurn("pay my bill of four pounds"), sound=TURNED)) == [whole]


def test_the_first_request_tells_what_is_said_behind_it() -> None:
    floor = quiet()
    floor.ruling = judged(0.3, only="Tommy")
    floor.handle(Update("pay my"), sound=OWN)
    floor.handle(Update("pay my bill"), sound=AWAY)
    assert responds(floor.handle(Update("pay my bill Tommy"), sound=AWAY)) == [Said("pay my bill", 0.0)]


def test_what_was_probably_not_meant_is_put_before_what_is_said_next() -> None:
    floor = quiet()
    floor.ruling = judged(0.95, only="table")
    floor.handle(EndOfTurn("it is on the table"))
    assert responds(floor.handle(EndOfTurn("pay my bill"))) == [Said("it is on the table pay my bill")]


def test_a_sound_without_meaning_does_not_prolong_the_wait_for_more_to_the_questions() -> None:
    floor = quiet()
    floor.ruling = judged(0.95)
    floor.handle(EndOfTurn("it is on the table"))
    floor.handle(StartOfTurn("um"))
    floor.handle(EndOfTurn("um"))
    assert responds(floor.handle(SilencePassed())) == [Said("it is on the table", 0.0)]


def test_words_that_stand_are_thought_on_once() -> None:
    floor = quiet()
    floor.handle(StartOfTurn("pay"))
    assert Prepare("pay my bill") not in floor.handle(Update("pay my bill"))
    again = [floor.handle(Update("pay my bill")) for _ in range(4)]
    assert again == [(), (Prepare("pay my bill"),), (), ()]
    assert floor.handle(TurnResumed())[0] == Discard()
    assert [floor.handle(Update("pay my bill")) for _ in range(2)] == [(), (Prepare("pay my bill"),)]
    assert Prepare("pay my bill now") not in floor.handle(Update("pay my bill now"))


def test_silence_is_reprompted_and_a_start_of_speech_prolongs_it_only_once() -> None:
    floor = quiet()
    assert floor.handle(StartOfTurn()) != ()
    assert floor.handle(StartOfTurn()) == ()
    assert responds(floor.handle(SilencePassed())) == [Silent()]


def test_words_that_never_end_are_taken_as_they_stand() -> None:
    floor = quiet()
    floor.handle(Update("pay my bill"))
    assert floor.handle(Update("pay my bill")) == (), "standing still does not prolong the wait"
    assert responds(floor.handle(SilencePassed())) == [Said("pay my bill", 0.0)]


@pytest.mark.parametrize("hearing", [Update("stop"), StartOfTurn("stop"), EagerEndOfTurn("stop")])
def test_words_over_our_prompt_take_the_floor(hearing: Any) -> None:
    floor = ours()
    assert floor.handle(hearing)[0] == Interrupt(turn=False)
    assert floor.state is State.CALLER


@pytest.mark.parametrize("hearing", [StartOfTurn(), Update("mm-hmm"), EndOfTurn("okay"), Update("um")])
def test_noise_over_our_prompt_does_not(hearing: Any) -> None:
    floor = ours()
    assert floor.handle(hearing) == ()
    assert floor.state is State.OURS


def test_a_yes_over_the_question_it_answers_is_one() -> None:
    floor = ours(YES_NO)
    actions = floor.handle(EndOfTurn("yeah"))
    assert actions[0] == Interrupt(turn=False)
    assert responds(actions) == [Said("yeah")]


def test_a_line_that_may_not_be_interrupted_is_not() -> None:
    floor = ours(NUMBER)
    assert floor.handle(EndOfTurn("stop it"), barge=False) == ()
    for key in "1234":
        assert floor.handle(Pressed(key), barge=False) == ()
    assert responds(floor.handle(PlayedOut())) == [Keyed("1234")]


def test_the_opening_turn_is_not_interrupted_while_it_runs() -> None:
    assert Floor().handle(EndOfTurn("hello there")) == ()


def test_a_tic_is_no_answer() -> None:
    floor = quiet()
    floor.handle(Update("umm"))
    assert floor.handle(EndOfTurn("umm")) == ()
    assert floor.state is State.QUIET


def test_barging_into_a_running_turn_stops_it_and_waits_for_its_end() -> None:
    floor = thinking()
    assert floor.handle(Update("no wait")) == (Interrupt(turn=True),)
    assert floor.handle(Update("no wait a")) == ()
    assert floor.handle(EndOfTurn("no wait a minute")) == ()
    assert responds(floor.handle(TurnOver(None))) == [Said("no wait a minute")]


def test_a_turn_stopped_unheard_gives_its_words_back() -> None:
    floor = thinking("I want to pay")
    floor.handle(Update("forty"), audible=False)
    floor.handle(EndOfTurn("forty pounds"))
    assert responds(floor.handle(TurnOver(None))) == [Said("I want to pay forty pounds")]


def test_a_turn_that_ended_all_the_same_keeps_its_words() -> None:
    floor = thinking("I want to pay")
    floor.handle(Update("forty"), audible=False)
    floor.handle(EndOfTurn("forty pounds"))
    assert responds(floor.handle(TurnOver(OPEN))) == [Said("forty pounds")]


def test_a_stopped_turn_with_nothing_after_it_is_answered_by_what_was_said_before() -> None:
    floor = thinking("I want to pay")
    floor.handle(Update("well"), audible=False)
    assert isinstance(floor.handle(TurnOver(None))[0], ArmSilence)
    assert responds(floor.handle(SilencePassed())) == [Said("I want to pay well", 0.0)]


def test_keys_make_an_answer_and_prolong_the_silence() -> None:
    floor = quiet(NUMBER)
    assert floor.handle(Pressed("1")) == (ArmKeys(3000), ArmSilence(8000))
    assert responds(floor.handle(Pressed("#"))) == [Keyed("1")]


def test_the_key_gap_ends_an_answer() -> None:
    floor = quiet(NUMBER)
    floor.handle(Pressed("7"))
    assert responds(floor.handle(KeyGapPassed())) == [Keyed("7")]
    assert floor.handle(KeyGapPassed()) == ()


def test_a_key_cuts_our_prompt() -> None:
    floor = ours(NUMBER)
    assert floor.handle(Pressed("1"))[0] == Interrupt(turn=False)


def test_a_key_that_no_question_takes_does_nothing() -> None:
    assert ours(OPEN).handle(Pressed("1")) == ()
    assert ours(NUMBER).handle(Pressed("#")) == ()


def test_keys_pressed_while_a_turn_runs_are_for_its_question() -> None:
    floor = thinking()
    for key in "1234":
        assert floor.handle(Pressed(key)) == ()
    actions = floor.handle(TurnOver(NUMBER))
    assert actions[0] == Interrupt(turn=False)
    assert responds(actions) == [Keyed("1234")]


def test_a_secret_is_keyed_and_what_is_said_is_thrown_away() -> None:
    floor = quiet(PIN)
    assert floor.handle(EndOfTurn("one two three four")) == ()
    assert floor.handle(Update("one two")) == ()
    for key in "123":
        floor.handle(Pressed(key))
    assert responds(floor.handle(Pressed("4"))) == [Keyed("1234")]


def test_what_was_said_before_a_secret_was_asked_for_does_not_answer_it() -> None:
    floor = thinking()
    floor.handle(EndOfTurn("and my number is one two three four"))
    actions = floor.handle(TurnOver(PIN))
    assert responds(actions) == []
    assert responds(floor.handle(SilencePassed())) == [Silent()]


def test_what_was_being_said_when_keys_answered_does_not_answer_too() -> None:
    floor = quiet(NUMBER)
    floor.handle(StartOfTurn())
    floor.handle(Update("it is four"))
    for key in "123":
        floor.handle(Pressed(key))
    assert responds(floor.handle(Pressed("4"))) == [Keyed("1234")]
    assert floor.handle(Update("it is four five")) == (), "on its way before the transcriber was told to stop"
    assert floor.handle(EndOfTurn("it is four five")) == ()
    assert floor.state is State.THINKING
    assert floor.handle(EndOfTurn("no wait"))[0] == Interrupt(turn=True), "what is said next counts"


def test_speech_that_a_transcriber_forgot_when_keys_answered_does_not_deafen_us() -> None:
    floor = quiet(NUMBER)
    floor.handle(Update("it is four"))
    for key in "1234":
        floor.handle(Pressed(key))
    floor.handle(StartOfTurn())
    assert floor.handle(Update("no wait")) == (Interrupt(turn=True),)


def test_keys_that_speech_overtook_do_not_answer_the_next_question() -> None:
    floor = quiet(NUMBER)
    floor.handle(Pressed("1"))
    assert responds(floor.handle(EndOfTurn("it is four five six eight"))) == [
        Said("it is four five six eight"),
    ]
    assert responds(floor.handle(TurnOver(SURE))) == []
    assert responds(floor.handle(PlayedOut())) == []


def test_keys_typed_ahead_do_not_cut_what_may_not_be_cut() -> None:
    floor = Floor()
    for key in "1234":
        floor.handle(Pressed(key))
    assert floor.handle(TurnOver(NUMBER), barge=False) == ()
    assert responds(floor.handle(PlayedOut())) == [Keyed("1234")]
    floor = thinking()
    floor.handle(Pressed("1"))
    assert floor.handle(TurnOver(NUMBER)) == (ArmKeys(3000),)
    assert floor.handle(KeyGapPassed(), barge=False) == ()
    assert floor.handle(PlayedOut())[0] == ArmKeys(3000)
    assert responds(floor.handle(KeyGapPassed())) == [Keyed("1")]


@pytest.mark.parametrize(("ahead", "answer"), [("12", "123"), ("1234", "1234")])
def test_keys_typed_ahead_and_after_a_line_that_may_not_be_cut_are_one_answer(ahead: str, answer: str) -> None:
    floor = Floor()
    for key in ahead:
        floor.handle(Pressed(key))
    floor.handle(TurnOver(NUMBER), barge=False)
    made = [each for key in "3#" for each in responds(floor.handle(Pressed(key)))]
    assert made == [Keyed(answer)]


def test_nobody_confirms_what_was_not_asked_yet() -> None:
    floor = thinking()
    floor.handle(Pressed("1"))
    assert responds(floor.handle(TurnOver(SURE))) == []
    assert responds(floor.handle(Pressed("1"))) == [Keyed("1")]


@pytest.mark.parametrize("then", [Transfer("desk", "+44"), HangUp()])
def test_the_call_leaves_when_the_announcement_was_played(then: Any) -> None:
    floor = thinking()
    floor.handle(TurnOver(then))
    assert floor.handle(EndOfTurn("wait, one more thing")) == ()
    assert floor.handle(Pressed("1")) == ()
    assert floor.handle(PlayedOut()) == (Depart(then),)
    assert floor.handle(PlayedOut()) == ()


# ----------------------------------------------------------------------------------------- for every sequence

TEXTS = st.sampled_from(["", "um", "okay", "stop", "pay my bill", "pay my bill not you", "yes"])
HEARD = st.one_of(
    st.builds(StartOfTurn, TEXTS),
    st.builds(Update, TEXTS),
    st.builds(EagerEndOfTurn, TEXTS),
    st.builds(EndOfTurn, TEXTS),
    st.just(TurnResumed()),
)
SOUNDS = st.sampled_from([None, TURNED, OWN, COUGH, AWAY])
NEXT = st.sampled_from([OPEN, NUMBER, PIN, YES_NO])
LAST = st.sampled_from([Transfer("desk", "+44"), HangUp()])
PRESSED = st.builds(Pressed, st.sampled_from("0123*#"))
HAPPENS = st.one_of(
    HEARD, HEARD, PRESSED, NEXT.map(TurnOver), st.just(TurnOver(None)), LAST.map(TurnOver), st.just(PlayedOut()),
    st.just(SilencePassed()), st.just(KeyGapPassed()),
)  # fmt: skip


class World:
    """A shell that obeys the floor, and the rules that it must not be made to break."""

    def __init__(self, ruling: Ruling) -> None:
        self.floor = Floor(ruling=ruling)
        self.running, self.stopping, self.audible = True, False, True
        self.armed = self.keys = False
        self.gone = False
        self.answered = 0

    def offer(self, happened: Any, *, barge: bool, audible: bool, sound: Sound | None) -> None:
        if not self.possible(happened):
            return
        match happened:
            case TurnOver():
                self.running = self.stopping = False
                self.audible = True  # the shell says PlayedOut once nothing is, at once if nothing was
            case PlayedOut():
                self.audible = False
            case SilencePassed():
                self.armed = False
            case KeyGapPassed():
                self.keys = False
        ours = self.floor.state in {State.OURS, State.THINKING}
        actions = self.floor.handle(happened, barge=barge, audible=audible, sound=sound)
        assert barge or not ours or not any(isinstance(a, Interrupt) for a in actions), "what may not be cut is not"
        for action in actions:
            self.obey(action)
        assert self.gone or self.running or self.audible or self.armed, "there is always a way on"

    def possible(self, happened: Any) -> bool:
        match happened:
            case TurnOver(next=None):
                return self.running and self.stopping
            case TurnOver():
                return self.running and not self.gone
            case PlayedOut():
                return not self.running and self.audible
            case SilencePassed():
                return self.armed
            case KeyGapPassed():
                return self.keys
        return True

    def obey(self, action: Any) -> None:
        match action:
            case Respond():
                assert not self.running, "one turn at a time"
                assert not self.gone, "nothing is answered once the call has left"
                assert not isinstance(action.event, CallStarted)
                self.running = self.audible = True
                self.stopping = False
            case Interrupt():
                assert action.turn == self.running, "the shell is told whether a turn is running"
                self.stopping = action.turn
                self.audible = False
            case ArmSilence():
                self.armed = action.ms is not None
            case ArmKeys():
                self.keys = action.ms is not None
            case Depart():
                assert not self.running
                self.gone = True


@settings(max_examples=400)
@given(
    st.sampled_from([0.0, 0.6, 0.95]), st.lists(st.tuples(HAPPENS, st.booleans(), st.booleans(), SOUNDS), max_size=40)
)
def test_whatever_happens_one_turn_runs_at_a_time_and_there_is_a_way_on(
    aside: float, steps: list[tuple[Any, bool, bool, Sound | None]]
) -> None:
    world = World(judged(aside, only="not you"))
    for happened, barge, audible, sound in steps:
        world.offer(happened, barge=barge, audible=audible, sound=sound)


@given(st.lists(HEARD, max_size=20))
def test_nothing_said_while_a_secret_is_asked_for_leaves_a_trace(heard: list[Any]) -> None:
    floor = quiet(PIN)
    for hearing in heard:
        assert floor.handle(hearing) == ()
    assert floor.utterance.words == ""


@given(st.lists(HEARD, min_size=1, max_size=20))
def test_an_end_of_turn_makes_at_most_one_turn(heard: list[Any]) -> None:
    floor = quiet()
    for hearing in heard:
        made = responds(floor.handle(hearing))
        assert len(made) <= (1 if isinstance(hearing, EndOfTurn) else 0)  # without a judge


MENU = Listening("welcome", keys=KeyRule(longest=1))


def test_a_number_keyed_into_a_one_key_choice_is_one_mistake() -> None:
    floor = quiet(MENU)
    assert responds(floor.handle(Pressed("4"))) == [Keyed("4")]
    assert floor.handle(Pressed("5")) == (ArmKeys(1000),)
    assert floor.handle(TurnOver(MENU)) == (), "and its 5 is no answer to the same question"
    assert floor.handle(Pressed("6")) == (ArmKeys(1000),), "nor is the 6, which does not cut what we say"
    assert floor.state is State.OURS
    floor.handle(PlayedOut())
    assert floor.handle(Pressed("8")) == (ArmKeys(1000),)
    assert floor.handle(KeyGapPassed()) == ()
    assert responds(floor.handle(Pressed("1"))) == [Keyed("1")]


def test_a_thousand_keys_are_one_mistake() -> None:
    floor = quiet(NUMBER)
    answers = []
    for number in range(1000):
        answers += responds(floor.handle(Pressed(str(number % 10))))
        if floor.state is State.THINKING and number % 7 == 0:
            floor.handle(TurnOver(NUMBER))
    assert answers == [Keyed("0123")]


def test_what_is_keyed_later_in_a_long_turn_is_for_the_question_that_comes_back() -> None:
    floor = quiet(MENU)
    floor.handle(Pressed("1"))
    floor.handle(Pressed("2"))
    assert floor.handle(KeyGapPassed()) == ()
    floor.handle(Pressed("3"))
    assert responds(floor.handle(TurnOver(MENU))) == [Keyed("3")]


def test_typing_ahead_of_the_next_question_needs_no_pause() -> None:
    floor = quiet(MENU)
    floor.handle(Pressed("1"))
    for key in "4711":
        floor.handle(Pressed(key))
    assert responds(floor.handle(TurnOver(NUMBER))) == [Keyed("4711")]
