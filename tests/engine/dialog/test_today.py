"""The day of the call, compared with a day that the caller says, handed to a handler, and spoken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.release import Release, load

FILES = {
    "handlers.py": """
from __future__ import annotations

from datetime import date

from engine.handlers.registry import Call, handler


@handler("rooms.book")
async def book(call: Call, day: date, booked: date) -> None:
    raise NotImplementedError
""",
    "flows/project.yaml": """
name: Library
locale: en-GB
start: hello
handlers: handlers.py
disclosure: {none: a test}
queues: {desk: "+441632960009"}
""",
    "flows/hello.yaml": """
about: Greets.
title: the library
start: never
steps:
  - listen: How can I help?
    keys: {1: room}
""",
    "flows/room.yaml": """
about: Book a study room.
title: your room
start: room
slots:
  day:
    type: date
    ask: Which day?
    check:
      - if: day >= today
        else: That day is over.
steps:
  - ask: day
  - do: rooms.book
    with: {booked: today}
  - if: day == {today}
    then:
      - say: See you soon.
    else:
      - say: Booked {today}.
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder: Path = tmp_path_factory.mktemp("library")
    (folder / "flows").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("yesterday", "That day is over."),
        ("the third of March", "That day is over."),
        ("today", "See you soon."),
        ("Wednesday the fourth of March", "See you soon."),
        ("tomorrow", "Booked today."),
    ],
)
async def test_a_day_is_compared_with_the_day_of_the_call(call: Any, library: Release, said: str, heard: str) -> None:
    talk = call({"rooms.book": None}, release=library)
    await talk.all("#1", said)
    assert heard in talk.heard


async def test_a_handler_gets_the_day_of_the_call(call: Any, library: Release) -> None:
    talk = call({"rooms.book": None}, release=library)
    await talk.all("#1", "tomorrow")
    ((name, given),) = talk.asked
    assert (name, given["day"].isoformat(), given["booked"].isoformat()) == ("rooms.book", "2026-03-05", "2026-03-04")
