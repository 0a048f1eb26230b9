"""What is said, and when: the mouth, waiting, listening, wordings, history."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from engine.dialog.history import MOST_TURNS, History
from engine.dialog.listening import listening_for
from engine.dialog.mouth import Mouth
from engine.dialog.state import Choice, Frame, Hold, Readback
from engine.dialog.vault import Vault
from engine.dialog.waiting import bridged
from engine.dialog.wordings import ENGLISH, wording
from engine.rehearsal.virtual_time import run_virtual
from engine.types import KeyRule, Line, Listening, Secret, Turn


def turn(index: Any, heard: Any, *lines: Any) -> Turn:
    return Turn(index, "said", heard, "r", "rule", (), (), tuple(lines), (), {}, Listening("x"), {})


def test_the_mouth_cuts_sentences_and_numbers_them() -> None:
    lines = []
    mouth = Mouth(3, lines.append, lambda: 7.0)
    mouth.say("One. Two!", "a/say.x", barge=False)
    assert lines == [Line("3.1", "One.", "a/say.x", barge=False), Line("3.2", "Two!", "a/say.x", barge=False)]
    assert mouth.quiet_since == 7.0


def test_an_echo_waits_for_a_line_that_is_no_filler() -> None:
    mouth = Mouth(1, lambda _line: None, lambda: 0.0)
    mouth.echo("4568.")
    mouth.say("One moment.", "x", filler=True)
    mouth.say("Thanks.", "x")
    mouth.flush("x")
    assert [line.text for line in mouth.lines] == ["One moment.", "4568.", "Thanks."]


def test_a_closed_mouth_says_nothing() -> None:
    mouth = Mouth(1, lambda _line: None, lambda: 0.0)
    mouth.close()
    mouth.say("Hello.", "x")
    assert mouth.lines == []


def test_fillers_come_when_silence_has_lasted_long_enough() -> None:
    async def scene() -> None:
        clock = asyncio.get_running_loop().time
        mouth = Mouth(1, lambda _line: None, clock)
        await asyncio.sleep(0.7)  # something else took time before
        said = []
        fillers = tuple((after, lambda after=after: said.append((after, round(clock(), 1)))) for after in (1.0, 4.0))
        work = asyncio.create_task(asyncio.sleep(5, "done"))
        assert await bridged(work, mouth, fillers, 10) == "done"
        assert said == [(1.0, 1.0), (4.0, 4.0)]

    run_virtual(scene())


def test_waiting_ends_at_its_deadline_and_leaves_the_work_alone() -> None:
    async def scene() -> None:
        work = asyncio.create_task(asyncio.sleep(5, "done"))
        with pytest.raises(TimeoutError):
            await bridged(work, Mouth(1, lambda _line: None, asyncio.get_running_loop().time), (), 2)
        assert not work.done()
        assert await work == "done"

    run_virtual(scene())


def test_what_a_secret_question_listens_for(at: Any) -> None:
    found = listening_for(at("verify_caller/ask.passcode", stack=(Frame("start", "make_payment"),)))
    assert found == Listening(
        "verify_caller/ask.passcode", "digits", 8000, 1500, KeyRule(shortest=4, longest=4), hints=(), secret=True
    )


def test_what_other_questions_listen_for(at: Any) -> None:
    menu = listening_for(at("welcome/listen.how_can_i_help"))
    assert (menu.expects, menu.keys, menu.wait_ms) == ("open", KeyRule(1, 1), 5000)
    confirm = listening_for(at("order_status/confirm.would_you_like_to"))
    assert (confirm.expects, confirm.keys) == ("confirm", KeyRule(1, 1))
    number = listening_for(at("order_status/ask.order_number"))
    assert (number.expects, number.wait_ms, number.keys) == ("digits", 8000, KeyRule(4, 8))
    assert "seven" in number.hints


def test_what_our_own_questions_listen_for(at: Any) -> None:
    choice = listening_for(at("welcome/listen.how_can_i_help", pending=Choice("order_status", "make_payment")))
    assert (choice.expects, choice.hints) == ("choice", ("your order", "your payment"))
    assert listening_for(at("make_payment/ask.amount", pending=Readback("amount", 1))).expects == "confirm"
    assert listening_for(at("make_payment/ask.amount", pending=Hold())).wait_ms == 30_000


def test_every_wording_is_there_and_another_language_falls_back_to_english() -> None:
    assert wording("back_to", "en-GB", title="your payment") == "Back to your payment."
    assert wording("back_to", "xx", title="your payment") == "Back to your payment."
    assert all(text.strip() and text[-1] in ".?" for text in ENGLISH.values())


def test_the_history_is_what_was_heard_and_short() -> None:
    history = History()
    for index in range(MOST_TURNS + 2):
        history.add(turn(index, f"said {index}", Line(f"{index}.1", f"Line {index}.", "x")))
    history.heard(f"{MOST_TURNS + 1}.1", "")
    recent = history.recent()
    assert recent[0] == ("caller", "said 2")
    assert recent[-1] == ("caller", f"said {MOST_TURNS + 1}")
    assert history.last_words == (f"Line {MOST_TURNS + 1}.",)


def test_fillers_are_no_history() -> None:
    history = History()
    history.add(turn(1, "", Line("1.1", "One moment.", "x", filler=True)))
    assert history.recent() == ()
    assert history.last_words == ()


def test_the_vault_shows_nothing_and_drops_what_nothing_stands_for() -> None:
    vault = Vault()
    stands = vault.put("passcode#1", Secret("7391"))
    copy = vault.copy()
    copy.put("token#2", Secret("tok"))
    copy.keep_only(["token#2"])
    assert vault.get(stands).reveal() == "7391"
    assert copy.get(stands) is None
    assert "7391" not in f"{vault!r} {stands!r} {stands}"
