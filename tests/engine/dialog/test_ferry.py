"""More of the language, on a ferry: variants, silence, an offer before a person, nested runs, values in passing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.release import Release, load
from engine.types import Accept, Candidate, Clarify, Listening, Outcome, Transfer

HANDLERS = """
from __future__ import annotations

from datetime import date
from typing import TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Outcome


class Seat(TypedDict):
    number: Digits


@handler("ferry.hold", outcomes=["full"])
async def hold(call: Call, sailing: str, day: date, phone: str) -> Seat | Outcome:
    raise NotImplementedError
"""
FILES = {
    "project.yaml": """
name: Fell Ferries
locale: en-GB
start: hello
handlers: handlers.py
disclosure: {none: a test}
queues: {desk: "+441632960009", pier: "+441632960010"}
on:
  human:
    - confirm: I can book and look up sailings. Would you like to try that first?
      yes: []
      no:
        - transfer: pier
          note: Wants a person.
""",
    "hello.yaml": """
about: Greets.
title: the ticket office
start: never
steps:
  - listen:
      any: [Where to?, Where are you going?]
    retry:
      - any: ["Sorry, where to?", And where are you going?]
      - You can say, book a crossing.
    keys: {1: book}
""",
    "tide.yaml": """
about: When the tide turns.
title: the tide
start: tide
steps:
  - say:
      any: [At noon., At twelve., In the middle of the day.]
""",
    "traveller.yaml": """
about: Who travels.
title: who is travelling
start: never
slots:
  phone:
    type: phone
    ask: What's your number?
    keep: call
steps:
  - ask: phone
  - run: pets
""",
    "pets.yaml": """
about: Whether a dog comes along.
title: your dog
start: never
slots:
  dog:
    type: yes_no
    ask: Is a dog coming along?
steps:
  - ask: dog
""",
    "book.yaml": """
about: Book a crossing.
title: your crossing
start: book
slots:
  sailing:
    type: one_of [morning, evening]
    options: {morning: [early, before lunch], evening: [late, the last one]}
    ask: Morning or evening?
    silence: Take your time. Morning or evening?
    retry:
      - Sorry, morning or evening?
    tries: 2
  day:
    type: date
    ask: On which day?
steps:
  - run: traveller
  - ask: sailing
  - ask: day
  - confirm: So that's {day}, in the {sailing}. Is that right?
  - do: ferry.hold
    as: seat
    on:
      full:
        - say: That one is full.
        - redo: sailing
  - say: Your seat is {seat.number}.
""",
}
FRIDAY = date(2026, 3, 6)


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "flows").mkdir()
    for name, text in FILES.items():
        (folder / "flows" / name).write_text(text, encoding="utf-8")
    (folder / "handlers.py").write_text(HANDLERS, encoding="utf-8")
    return load(folder)


@pytest.fixture
def talk(call: Any, ferry: Release) -> Any:
    def opened(**more: Any) -> Any:
        found = call({"ferry.hold": {"number": "17"}, **more.pop("given", {})}, release=ferry, **more)
        for flow in ("book", "tide"):
            found.understands.verdicts[flow] = Accept((Candidate(flow, 0.97),))
        return found

    return opened


AT_SAILING = ("book", "01632 960555", "no")


async def said_about_the_tide(talk: Any, times: int) -> list[str]:
    await talk.rings()
    found = []
    for _ in range(times):
        turn = await talk.says("tide")
        found.append(next(line.text for line in turn.lines if line.step.startswith("tide/")))
    return found


TIDES = ("At noon.", "At twelve.", "In the middle of the day.")


@pytest.mark.parametrize("sid", ["CA1", "CA2", "CA3", "CA4"])
async def test_no_variant_comes_again_before_all_were_used(talk: Any, sid: str) -> None:
    found = await said_about_the_tide(talk(sid=sid), 6)
    assert set(found[:3]) == set(found[3:]) == set(TIDES)
    assert found[2] != found[3]


async def test_a_call_may_be_told_with_which_variant_to_begin(talk: Any) -> None:
    opened = talk()
    opened.conversation._first_variant = 0
    assert tuple(await said_about_the_tide(opened, 4)) == (*TIDES, TIDES[0])


async def test_the_variants_of_one_text_do_not_use_up_those_of_another_at_the_same_step(talk: Any) -> None:
    opened = talk()
    opened.conversation._first_variant = 0
    await opened.rings()
    assert opened.heard == "Where to?"
    await opened.silence()
    assert opened.heard == "Sorry, where to?"


async def test_silence_has_its_own_words_the_first_time_and_shares_the_ladder(talk: Any) -> None:
    opened = talk()
    await opened.all(*AT_SAILING)
    assert opened.heard == "Morning or evening?"
    await opened.silence()
    assert opened.heard == "Take your time. Morning or evening?"
    turn = await opened.says("mmm")
    assert (turn.next.queue, opened.heard) == ("desk", "Let me get someone to help you with that."), "two tries"
    other = talk()
    await other.all(*AT_SAILING, "mmm")
    assert other.heard == "Sorry, morning or evening?"


async def test_only_the_beginning_of_a_retry_is_marked_as_one(talk: Any) -> None:
    opened = talk()
    turn = await opened.all(*AT_SAILING)
    assert not any(line.retry for line in turn.lines)
    turn = await opened.silence()
    assert [line.retry for line in turn.lines] == [True, False]
    turn = await opened.says("help")
    assert not any(line.retry for line in turn.lines), "who asks for help gets an answer, not a retry"


async def test_a_person_is_offered_our_help_once(talk: Any) -> None:
    opened = talk()
    turn = await opened.all(*AT_SAILING, "I want to speak to a person")
    assert opened.heard.startswith("I can book and look up sailings.")
    turn = await opened.says("just put me through to someone")
    assert isinstance(turn.next, Transfer)
    assert (turn.next.queue, turn.next.note) == ("pier", "Wants a person.")
    assert opened.heard == "I'll put you through to someone."


async def test_who_accepted_the_offer_and_asks_again_is_put_through(talk: Any) -> None:
    opened = talk()
    await opened.all(*AT_SAILING, "I want to speak to a person", "yes")
    assert opened.heard == "Morning or evening?"
    turn = await opened.says("no, a person please")
    assert (isinstance(turn.next, Transfer), opened.heard) == (True, "I'll put you through to someone.")


async def test_an_offer_that_is_declined_leads_to_a_person_too(talk: Any) -> None:
    turn = await talk().all(*AT_SAILING, "I want to speak to a person", "no")
    assert turn.next.queue == "pier"


async def test_runs_nest_and_come_back(talk: Any) -> None:
    opened = talk()
    turn = await opened.all("book")
    assert (opened.heard, turn.path) == ("What's your number?", ("book/run.traveller", "traveller/ask.phone"))
    turn = await opened.says("01632 960555")
    assert turn.path == ("traveller/run.pets", "pets/ask.dog")
    turn = await opened.says("yes")
    assert turn.path == ("return", "book/ask.sailing")
    assert turn.slots == {"phone": "+441632960555", "dog": True}


async def test_a_correction_reaches_into_a_flow_that_was_run(talk: Any) -> None:
    opened = talk()
    await opened.all(*AT_SAILING, "morning", "Friday")
    turn = await opened.says("no, I meant 01632 960777")
    assert turn.rule == "correct(phone)"
    assert turn.slots["phone"] == "+441632960777"
    assert "So that's Friday the sixth of March, in the morning." in opened.heard
    turn = await opened.says("yes")
    assert opened.asked[-1][1]["phone"] == "+441632960777"


async def test_several_values_in_one_utterance(talk: Any) -> None:
    opened = talk()
    turn = await opened.all(*AT_SAILING, "the evening one on Friday please")
    assert (turn.rule, turn.slots["sailing"], turn.slots["day"]) == ("fill(sailing)", "evening", FRIDAY)
    assert opened.heard.startswith("So that's Friday the sixth of March, in the evening.")


async def test_the_first_utterance_brings_values_for_the_flow_it_starts(talk: Any) -> None:
    opened = talk()
    opened.understands.verdicts["book the early one for friday"] = Accept((Candidate("book", 0.97),))
    await opened.all("book the early one for Friday", "01632 960555", "no")
    assert opened.heard.startswith("So that's Friday the sixth of March, in the morning.")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("the last one", "evening"),
        ("before lunch", "morning"),
        ("the first", "morning"),
        ("#2", "evening"),
        ("evining", "evening"),
        ("the third", None),
        ("morning or evening", None),
        ("#3", None),
    ],
)
async def test_options_by_name_by_other_words_by_place_and_by_key(talk: Any, answer: str, value: str | None) -> None:
    turn = await talk().all(*AT_SAILING, answer)
    assert turn.slots.get("sailing") == value


async def test_a_slot_kept_for_the_call_is_not_asked_by_the_next_flow(talk: Any) -> None:
    opened = talk()
    await opened.all(*AT_SAILING, "morning", "Friday", "yes")
    assert "Your seat is one seven." in opened.heard
    turn = await opened.says("book")
    assert (turn.slots, opened.heard) == ({"phone": "+441632960555"}, "Is a dog coming along?")


async def test_redo_goes_back_as_often_as_its_question_may_be_tried(talk: Any) -> None:
    opened = talk(given={"ferry.hold": "full"})
    await opened.all(*AT_SAILING, "morning", "Friday", "yes")
    assert opened.heard == "That one is full. Morning or evening?"
    await opened.says("evening")
    turn = await opened.says("yes")
    assert opened.heard == "That one is full. Let me get someone to help you with that."
    assert isinstance(turn.next, Transfer)


async def test_a_b_then_the_questions_own_words_then_a_person(talk: Any) -> None:
    opened = talk()
    opened.understands.verdicts["crossing tide"] = Clarify((Candidate("book", 0.5), Candidate("tide", 0.45)))
    await opened.all("crossing tide")
    assert opened.heard == "Did you mean your crossing, or the tide? You can press 1 or 2."
    await opened.says("crossing tide")
    assert opened.heard in ("Sorry, where to?", "And where are you going?")
    turn = await opened.says("crossing tide")
    assert isinstance(turn.next, Transfer)


async def test_no_to_a_confirmation_without_a_way_on_asks_what_to_change_and_takes_it(talk: Any) -> None:
    opened = talk()
    await opened.all(*AT_SAILING, "morning", "Friday", "no")
    assert opened.heard == "What should I change?"
    turn = await opened.says("the evening")
    assert turn.slots["sailing"] == "evening"
    assert opened.heard.endswith("So that's Friday the sixth of March, in the evening. Is that right?")


async def test_an_outcome_may_be_given_as_a_value(talk: Any) -> None:
    async def full(_call: Any, **_: Any) -> Any:
        return Outcome("full")

    turn = await talk(given={"ferry.hold": full}).all(*AT_SAILING, "morning", "Friday", "yes")
    assert (turn.did, isinstance(turn.next, Listening)) == ((("ferry.hold", "full"),), True)
