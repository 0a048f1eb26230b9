"""A call whose release is gone is told so in its own language, and is put through with what is known of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.dialog.state import Frame, State, Vaulted
from engine.dialog.stranded import Stranded, queue_for_errors
from engine.dialog.wordings import wording
from engine.release import Release
from engine.types import CallStarted, Line, Returned, Said, Transfer

STATE = State(
    "gone", turn=4, cursor="pay/ask.amount", verified="123456", locale="es-ES",
    stack=(Frame("start", "pay", slots={"amount": Decimal("45.00"), "pin": Vaulted("pin#2"),
                                       "said": "my card is 4111 1111 1111 1111"}),),
)  # fmt: skip


async def test_it_says_so_once_a_turn_and_hands_over_what_is_known(acme: Release) -> None:
    rows: list[Any] = []
    dialog = Stranded(acme.project, STATE, sid="CA1", journal=lambda *row: rows.append(row))
    heard: list[Line] = []
    turns = [await dialog.turn(event, heard.append) for event in (Returned("error"), Said("hello?"), CallStarted())]
    assert [turn.index for turn in turns] == [5, 6, 7]
    assert " ".join(line.text for line in turns[0].lines) == wording("lost_place", "es-ES")
    assert len(heard) == 3 * len(turns[0].lines)
    (then, *_) = [turn.next for turn in turns]
    assert isinstance(then, Transfer)
    assert then.number == acme.project.queues[then.queue]
    assert then.context["slots"]["amount"] == "45.00"
    assert (then.context["flow"], then.context["step"], then.context["language"]) == ("pay", "pay/ask.amount", "es-ES")
    assert then.context["verified"] is True
    assert [(sid, turn.index, state["turn"]) for sid, turn, state in rows] == [("CA1", n, n) for n in (5, 6, 7)]


async def test_nothing_secret_is_handed_over(acme: Release) -> None:
    turn = await Stranded(acme.project, STATE, sid="CA1").turn(Returned("error"), lambda line: None)
    told = repr(turn) + str(getattr(turn.next, "context", "")) + str(dict(turn.slots))
    assert "4111" not in told
    assert "pin#2" not in told
    assert "•••" in told


def test_callers_go_where_an_error_sends_them(acme: Release) -> None:
    assert queue_for_errors(acme.project) == "front_desk"


@pytest.mark.parametrize("text", ["", "where is my order"])
async def test_it_takes_whatever_a_driver_does(acme: Release, text: str) -> None:
    dialog = Stranded(acme.project, STATE, sid="CA1")
    dialog.prepare(text)
    dialog.discard()
    dialog.heard("5.1", text)
    assert dialog.listening.step == "stranded"
    await dialog.close()
