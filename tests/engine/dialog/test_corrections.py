"""Corrections of what is hard to tell from an answer: a number, and a day that is proposed instead, at a study room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.release import Release, load
from engine.types import Accept, Candidate

HANDLERS = """
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits


class Room(TypedDict):
    number: Digits


@handler("rooms.book")
async def book(call: Call, day: date, people: Decimal) -> Room:
    raise NotImplementedError
"""
PROJECT = """
name: Library
locale: {locale}
start: hello
handlers: handlers.py
disclosure: {{none: a test}}
queues: {{desk: "+441632960009"}}
"""
HELLO = """
about: Greets.
title: the library
start: never
steps:
  - listen: How can I help?
    keys: {1: room}
"""
HOURS = """
about: When the library is open.
title: our hours
start: hours
steps:
  - say: From nine to six.
"""
ROOM = """
about: Book a study room.
title: your room
start: room
slots:
  day:
    type: date
    ask: Which day?
  PEOPLE:
    type: number
    ask: How many?
  lamps:
    type: number
    ask: How many lamps?
  drinks:
    type: yes_no
    ask: Would you like drinks?
  size:
    type: one_of [small, large]
    ask: A small one, or a large one?
steps:
  - ask: day
  - ask: PEOPLE
  STEPS
  - confirm: A room for {PEOPLE} on {day}. Shall I book it?
    no: [end]
  - do: rooms.book
    with: {day: day, people: PEOPLE}
    as: room
  - say: It's room {room.number}.
"""
FRIDAY = date(2026, 3, 6)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    def made(locale: str = "en-GB", people: str = "people", steps: str = "") -> Release:
        folder = tmp_path_factory.mktemp("library")
        (folder / "flows").mkdir()
        room = ROOM.replace("PEOPLE", people).replace("  STEPS\n", steps)
        files = {"project": PROJECT.format(locale=locale), "hello": HELLO, "hours": HOURS, "room": room}
        for name, text in files.items():
            (folder / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / "handlers.py").write_text(HANDLERS, encoding="utf-8")
        return load(folder)

    return made


@pytest.fixture
def at_confirmation(call: Any, library: Any) -> Any:
    """Open a call that has said a day and a number, and is asked whether to book."""

    async def opened(day: str = "tomorrow", many: str = "4", *others: str, **more: Any) -> Any:
        found = call({"rooms.book": {"number": "17"}}, release=library(**more))
        found.understands.verdicts["can we do friday instead"] = Accept((Candidate("hours", 0.97),))
        await found.all("#1", day, many, *others)
        return found

    return opened


@pytest.mark.parametrize(
    "said",
    [
        "no, six",
        "no, I meant six",
        "make it six",
        "six people",
        "no, we're six",
        "no, six people",
        "sorry, there will be six of us",
        "no, make that half a dozen, please",
        "six not four",
    ],
)
async def test_a_number_is_corrected_at_the_confirmation_that_says_it(at_confirmation: Any, said: str) -> None:
    talk = await at_confirmation()
    turn = await talk.says(said)
    assert turn.rule == "correct(people)", said
    assert "A room for 6 on" in talk.heard


@pytest.mark.parametrize(
    ("locale", "day", "people", "said"),
    [
        ("es-ES", "mañana", "personas", "no, seis"),
        ("es-ES", "mañana", "personas", "no, quería decir seis"),
        ("es-ES", "mañana", "personas", "mejor seis"),
        ("es-ES", "mañana", "personas", "seis personas"),
        ("es-ES", "mañana", "personas", "no, somos seis"),
        ("es-ES", "mañana", "personas", "perdón, seremos media docena"),
        ("de-DE", "morgen", "personen", "nein, sechs"),
        ("de-DE", "morgen", "personen", "nein, ich meinte sechs"),
        ("de-DE", "morgen", "personen", "sagen wir sechs"),
        ("de-DE", "morgen", "personen", "sechs Personen"),
        ("de-DE", "morgen", "personen", "nein, wir sind sechs"),
        ("de-DE", "morgen", "personen", "nein, ein halbes Dutzend"),
    ],
)
async def test_in_every_language(at_confirmation: Any, locale: str, day: str, people: str, said: str) -> None:
    talk = await at_confirmation(day, "4", locale=locale, people=people)
    turn = await talk.says(said)
    assert turn.rule == f"correct({people})", said
    assert turn.slots[people] == Decimal(6)


@pytest.mark.parametrize(
    ("locale", "day", "said"),
    [
        ("en-GB", "tomorrow", "can we do Friday instead"),
        ("en-GB", "tomorrow", "Friday instead, please"),
        ("en-GB", "tomorrow", "could I have Friday instead of tomorrow"),
        ("es-ES", "mañana", "¿podría ser el viernes en su lugar?"),
        ("es-ES", "mañana", "el viernes mejor"),
        ("de-DE", "morgen", "können wir stattdessen Freitag nehmen"),
        ("de-DE", "morgen", "geht es auch am Freitag stattdessen"),
        ("de-DE", "morgen", "lieber am Freitag"),
    ],
)
async def test_a_day_that_is_proposed_instead_is_a_correction(
    at_confirmation: Any, locale: str, day: str, said: str
) -> None:
    talk = await at_confirmation(day, locale=locale)
    turn = await talk.says(said)
    assert turn.rule == "correct(day)", said
    assert turn.slots["day"] == FRIDAY


@pytest.mark.parametrize(
    "said", ["six", "is there room for six", "no, two dogs", "between six and eight", "no, six or seven"]
)
async def test_a_loose_number_corrects_nothing(at_confirmation: Any, said: str) -> None:
    talk = await at_confirmation()
    turn = await talk.says(said)
    assert turn.slots["people"] == Decimal(4)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("  - ask: drinks\n", "no, two"),
        ("  - ask: size\n", "sorry, two"),
        ("  - ask: size\n", "six"),
        ("  - ask: lamps\n", "no, make it two"),
    ],
)
async def test_a_number_in_the_answer_to_another_question_corrects_nothing(
    at_confirmation: Any, steps: str, said: str
) -> None:
    talk = await at_confirmation(steps=steps)
    turn = await talk.says(said)
    assert turn.slots["people"] == Decimal(4)


async def test_of_two_numbers_the_one_that_the_confirmation_says_is_meant(at_confirmation: Any) -> None:
    talk = await at_confirmation("tomorrow", "4", "9", steps="  - ask: lamps\n")
    turn = await talk.says("no, six")
    assert (turn.slots["people"], turn.slots["lamps"]) == (Decimal(6), Decimal(9))
