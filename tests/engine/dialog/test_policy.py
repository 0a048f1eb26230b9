from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.decisions import (
    Acted,
    Ambiguous,
    Confirmed,
    Corrected,
    Digressed,
    Filled,
    Given,
    NeedMoves,
    NeedVerdict,
    NoInput,
    NoMatch,
    Started,
    StayedPut,
    TooLate,
    Unfit,
)
from engine.dialog.place import Place
from engine.dialog.policy import decide
from engine.dialog.state import Change, Choice, Frame, Hold, Readback, State, Visit
from engine.types import (
    Accept,
    Answer,
    CallStarted,
    Candidate,
    ChooseBetween,
    Clarify,
    Correct,
    Defer,
    DoAct,
    Fill,
    Keyed,
    NoMove,
    Returned,
    Said,
    Silent,
    StartFlow,
)

TODAY = date(2026, 3, 4)
AMOUNT = "make_payment/ask.amount"
GO_AHEAD = "make_payment/confirm.so_thats_amount_from"
LATE = "order_status/confirm.would_you_like_to"
MENU = "welcome/listen.how_can_i_help"


def paying(**more: Any) -> tuple[Frame, ...]:
    slots = {"account": "123456", **more}
    trail = (
        Visit(
            "verify_caller/do.billing.sign_in",
            (Frame("run", "verify_caller", "make_payment/say.you_owe_customer_owes"),),
        ),
    )
    results = {"customer": {"owes": Decimal(80)}}
    return (Frame("start", "make_payment", "return", slots=slots, results=results, trail=trail),)


@pytest.fixture
def amount(at: Any) -> Place:
    return at(AMOUNT, stack=paying())


@pytest.fixture
def go_ahead(at: Any) -> Place:
    return at(GO_AHEAD, stack=paying(amount=Decimal(40)))


def sure(label: Any) -> Accept:
    return Accept((Candidate(label, 0.97),))


def test_rules_alone_fill_the_asked_slot(amount: Any) -> None:
    assert decide(amount, Said("forty pounds")) == Filled((Given("amount", Decimal(40)),))


def test_a_value_is_checked_before_it_is_taken(amount: Any) -> None:
    assert decide(amount, Said("ninety pounds")) == Unfit("amount", Decimal(90), 0)


def test_a_value_inside_a_long_question_waits_for_the_classifier_and_yields_to_it(amount: Any) -> None:
    question = Said("is there any sort of extra fee or charge if I pay 40 pounds by credit card")
    assert decide(amount, question) == NeedVerdict()
    assert isinstance(decide(amount, question, sure("question")), Digressed)
    assert decide(amount, question, Defer(())) == Filled((Given("amount", Decimal(40)),))


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("yes please", Confirmed(True)),
        ("nope", Confirmed(False)),
        ("no, I meant 45 pounds", Corrected(Given("amount", Decimal(45)))),
        ("45 pounds", Corrected(Given("amount", Decimal(45)))),
        ("no, make it 90 pounds", Unfit("amount", Decimal(90), 0)),
        ("no, account 654321", Corrected(Given("account", "654321"))),
        ("I want to speak to a person", Acted("human")),
        ("could you repeat that", Acted("repeat")),
    ],
)
def test_a_confirmation_by_rule(go_ahead: Any, text: Any, decision: Any) -> None:
    assert decide(go_ahead, Said(text)) == decision


@pytest.mark.parametrize(("digits", "decision"), [("1", Confirmed(True)), ("2", Confirmed(False)), ("3", NoMatch())])
def test_a_confirmation_by_keys(go_ahead: Any, digits: Any, decision: Any) -> None:
    assert decide(go_ahead, Keyed(digits)) == decision


@pytest.mark.parametrize(
    ("text", "confidence", "decision"),
    [
        ("yes please", 0.59, NoMatch()),
        ("yes please", 0.0, NoMatch()),
        ("yes please", 0.60, Confirmed(True)),
        ("no", 0.1, Confirmed(False)),
        ("no, I meant 45 pounds", 0.3, Corrected(Given("amount", Decimal(45)))),
    ],
)
def test_a_yes_that_was_heard_badly_is_no_consent(go_ahead: Any, text: str, confidence: float, decision: Any) -> None:
    assert decide(go_ahead, Said(text, confidence)) == decision


def test_a_yes_that_was_heard_badly_does_where_nothing_is_committed(at: Any) -> None:
    place = at(LATE, stack=(Frame("start", "order_status", "return", slots={"order_number": "4568"}),))
    assert decide(place, Said("yes", 0.3)) == Confirmed(True)


def test_a_model_never_says_yes_before_a_commit(go_ahead: Any) -> None:
    asked = decide(go_ahead, Said("oh go on then you"), Defer(()))
    assert isinstance(asked, NeedMoves)
    assert not asked.situation.yes_no
    assert decide(go_ahead, Said("oh go on then you"), Defer(()), (Answer(True),)) == NoMatch()


def test_a_model_may_say_yes_where_nothing_is_committed(at: Any) -> None:
    place = at(LATE, stack=(Frame("start", "order_status", "return", slots={"order_number": "4568"}),))
    assert decide(place, Said("that might be wise"), Defer(()), (Answer(True),)) == Confirmed(True)


def test_a_model_gets_no_value_and_no_name(go_ahead: Any) -> None:
    asked = decide(go_ahead, Said("hmm well"), Defer(()))
    assert isinstance(asked, NeedMoves)
    assert "40" not in str(asked.situation)
    assert "123456" not in str(asked.situation)
    assert asked.situation.question == "So that's {amount} from account {account}. Shall I go ahead?"


def test_a_models_words_are_read_by_our_own_readers(amount: Any) -> None:
    said = Said("the usual I suppose, forty")
    assert decide(amount, said, Defer(()), (Fill("amount", "forty"),)) == Filled((Given("amount", Decimal(40)),))
    assert decide(amount, Said("the usual"), Defer(()), (Fill("amount", "usual"),)) == NoMatch()
    assert decide(amount, Said("the usual"), Defer(()), (Fill("passcode", "7391"),)) == NoMatch()


def test_no_moves_ask_a_closed_question_between_plausible_flows(at: Any) -> None:
    place = at(MENU, stack=(Frame("start", "welcome", "return"),))
    close = Defer((Candidate("order_status", 0.3), Candidate("make_payment", 0.25)))
    assert decide(place, Said("thing"), close, ()) == Ambiguous("order_status", "make_payment")
    far = Defer((Candidate("order_status", 0.3), Candidate("make_payment", 0.02)))
    assert decide(place, Said("thing"), far, ()) == NoMatch()


def test_clarify_asks_only_about_flows_that_could_start(at: Any) -> None:
    place = at(MENU, stack=(Frame("start", "welcome", "return"),))
    two = Clarify((Candidate("order_status", 0.5), Candidate("make_payment", 0.4)))
    assert decide(place, Said("pay for my order"), two) == Ambiguous("order_status", "make_payment")
    unknown = Clarify((Candidate("order_status", 0.5), Candidate("no_flow_has_this", 0.4)))
    assert isinstance(decide(place, Said("pay for my order"), unknown), NeedMoves)


def test_two_labels_of_one_flow_are_no_question(at: Any, amount: Any) -> None:
    menu = at(MENU, stack=(Frame("start", "welcome", "return"),))
    plan = replace(menu.plan, starts={**menu.plan.starts, "opening_hours": "faq"})
    both = Clarify((Candidate("question", 0.5), Candidate("opening_hours", 0.45), Candidate("order_status", 0.02)))
    assert decide(replace(menu, plan=plan), Said("when or what"), both) == Started("faq")
    assert decide(replace(amount, plan=plan), Said("when or what"), both) == Digressed("faq")


def test_clarify_never_offers_what_the_classifier_ruled_out(at: Any) -> None:
    place = at(MENU, stack=(Frame("start", "welcome", "return"),))
    act = Clarify((Candidate("order_status", 0.5), Candidate("human", 0.45), Candidate("make_payment", 0.02)))
    assert isinstance(decide(place, Said("somebody about my order"), act), NeedMoves)


def test_from_an_open_question_a_flow_starts_and_from_any_other_it_is_a_digression(at: Any, amount: Any) -> None:
    menu = at(MENU, stack=(Frame("start", "welcome", "return"),))
    assert decide(menu, Said("where is it"), sure("order_status")) == Started("order_status")
    assert decide(amount, Said("where is it"), sure("order_status")) == Digressed("order_status")


def test_a_third_digression_stays_put(at: Any) -> None:
    stack = (*paying(), Frame("digress", "faq", AMOUNT), Frame("digress", "order_status", "x"))
    place = at("order_status/ask.order_number", stack=stack)
    assert decide(place, Said("what about a fee"), sure("question")).rule == "back(faq)"
    deep = at("order_status/ask.order_number", stack=(*stack[:1], *(Frame("digress", "order_status", AMOUNT),) * 2))
    assert decide(deep, Said("what about a fee"), sure("question")) == StayedPut("faq")


def test_the_flow_that_is_open_does_not_start_again(amount: Any) -> None:
    assert decide(amount, Said("I want to pay"), sure("make_payment")) == NoMatch()


def test_what_was_committed_is_not_corrected(at: Any) -> None:
    frame = paying(amount=Decimal(40))[0]
    trail = (*frame.trail, Visit("make_payment/do.pay.card", (), committed=True))
    done = Frame("start", "make_payment", "return", slots=frame.slots, results=frame.results, trail=trail)
    place = at("make_payment/confirm.would_you_like_a", stack=(done,))
    assert decide(place, Said("no, I meant 45 pounds")) == TooLate("amount")
    assert decide(place, Said("no, account 654321")) == TooLate("account")


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("the first one", "order_status"),
        ("your order", "order_status"),
        ("payment", "make_payment"),
        ("two", "make_payment"),
    ],
)
def test_a_or_b_is_answered_in_words(at: Any, text: Any, decision: Any) -> None:
    pending = Choice("order_status", "make_payment", "pay for my order")
    place = at(MENU, stack=(Frame("start", "welcome", "return"),), pending=pending)
    assert decide(place, Said(text)) == Started(decision, how="choose")


def test_silence_is_silence_wherever(amount: Any) -> None:
    assert decide(amount, Silent()) == NoInput()


# ------------------------------------------------------------------------------------------------------- for any input

SAID = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "yes",
            "no",
            "45 pounds",
            "no I meant 90",
            "account 654321",
            "4568",
            "help",
            "cancel",
            "the first one",
            "order",
            "",
        ]
    ),
)
LABELS = st.sampled_from(["order_status", "make_payment", "question", "human", "goodbye", "unheard_of"])
CANDIDATES = st.lists(st.builds(Candidate, LABELS, st.floats(0, 1)), max_size=4).map(tuple)
VERDICTS = st.one_of(
    st.builds(Defer, CANDIDATES),
    st.builds(Accept, CANDIDATES.filter(bool)),
    st.builds(Clarify, CANDIDATES.filter(lambda c: len(c) > 1)),
)
NAMES = st.sampled_from(["amount", "account", "passcode", "order_number", "unheard_of"])
FLOWS = st.sampled_from(["order_status", "make_payment", "faq", "welcome", "verify_caller", "unheard_of"])
MOVES = st.lists(
    st.one_of(
        st.builds(Fill, NAMES, SAID),
        st.builds(Correct, NAMES, SAID),
        st.builds(StartFlow, FLOWS),
        st.builds(Answer, st.booleans()),
        st.builds(ChooseBetween, FLOWS, FLOWS),
        st.builds(DoAct, st.sampled_from(["human", "repeat", "hold", "cancel", "help", "goodbye"])),
        st.just(NoMove()),
    ),
    max_size=3,
).map(tuple)
PENDING = st.sampled_from(
    [None, Choice("order_status", "make_payment"), Readback("amount", Decimal(40)), Change(), Hold()]
)
EVENTS = st.one_of(
    st.builds(Said, SAID, st.floats(0, 1)),
    st.builds(Keyed, st.text("0123456789*#", max_size=12)),
    st.just(Silent()),
    st.just(CallStarted()),
    st.just(Returned("done")),
)
STACKS = st.sampled_from([(), paying(), paying(amount=Decimal(40)), (*paying(), Frame("digress", "faq", AMOUNT))])


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_event_anywhere_is_decided(stand: Any, data: Any) -> None:
    plan = stand(State("r")).plan
    waiting = sorted(name for name, node in plan.nodes.items() if node.waits)
    state = State("r", cursor=data.draw(st.sampled_from(waiting)), stack=data.draw(STACKS), pending=data.draw(PENDING))
    place = stand(state)
    event = data.draw(EVENTS)
    moves = data.draw(MOVES)
    decision = decide(place, event, data.draw(VERDICTS), moves)
    assert not isinstance(decision, NeedVerdict | NeedMoves)
    assert decision.rule
    if isinstance(decision, Started | Digressed):
        assert decision.flow in plan.entries
        assert isinstance(event, Keyed) or plan.flow(decision.flow).start
    if isinstance(decision, Filled):
        assert all(each.slot != "passcode" or isinstance(event, Keyed) for each in decision.given)


@given(text=SAID, verdict=VERDICTS, moves=MOVES)
@settings(max_examples=200, deadline=None)
def test_nothing_a_model_answers_confirms_a_commit(stand: Any, text: Any, verdict: Any, moves: Any) -> None:
    state = State("r", cursor=GO_AHEAD, stack=paying(amount=Decimal(40)))
    place = stand(state)
    decision = decide(place, Said(text), verdict, moves)
    by_rule = decide(place, Said(text))
    assert not isinstance(decision, Confirmed) or by_rule == decision


@given(st.floats(0, 0.6, exclude_max=True), SAID | st.sampled_from(["yes", "yeah go ahead", "okay"]), VERDICTS, MOVES)
@settings(max_examples=200, deadline=None)
def test_nothing_that_was_heard_badly_confirms_a_commit(
    stand: Any, confidence: float, text: Any, verdict: Any, moves: Any
) -> None:
    place = stand(State("r", cursor=GO_AHEAD, stack=paying(amount=Decimal(40))))
    assert decide(place, Said(text, confidence), verdict, moves) != Confirmed(True)
