"""A transfer that nobody took: what is said, what is offered, and that it does not go round for ever."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.dialog.snapshot import dump, load
from engine.dialog.state import Transferred, untaken
from engine.dialog.wordings import wording
from engine.release import load as load_release
from engine.types import HangUp, Listening, Returned, Transfer, Untaken

KEPT = {"transfers.reachable": None, "transfers.call_back": None}
LATE = {"orders.lookup": {"number": "4568", "state": "late", "day": None, "place": ""}}
BACK = Returned("unanswered")
OFFER = "I'm sorry, nobody is free at the moment. Shall we call you back, on the number you're calling from?"
OWN = """\
  unanswered:
    - say: They are all out.
    - confirm: Ring back?
      yes:
        - do: transfers.call_back
          on: {withheld: [], error: []}
      no:
        - end
"""
ANYTHING = "Is there anything else I can help with?"


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    shutil.copytree(Path(__file__).parents[2] / "acme", folder)
    return folder


async def put_through(talk: Any) -> Any:
    turn = await talk.all("I want to speak to a person")
    assert isinstance(turn.next, Transfer)
    assert turn.next.comes_back
    return turn


def marked(found: Any) -> Any:
    """A handler's answer that notes which transfer it was told of."""

    async def answer(call: Any) -> None:
        found.append(call.untaken)

    return answer


async def test_who_wants_to_be_called_back_is_promised_it(call: Any) -> None:
    told: list[Untaken] = []
    talk = call({**KEPT, "transfers.call_back": marked(told)})
    await put_through(talk)
    turn = await talk.turn(BACK)
    assert (turn.event, turn.rule, talk.heard) == ("returned", "returned(unanswered)", OFFER)
    assert isinstance(turn.next, Listening)
    assert turn.next.expects == "confirm"
    turn = await talk.says("yes please")
    assert turn.next == HangUp()
    assert talk.heard == wording("called_back", "en-GB")
    assert turn.did == (("transfers.call_back", "done"),)
    assert told == [Untaken("front_desk", "")]


async def test_who_does_not_is_asked_what_else_we_can_do(call: Any) -> None:
    talk = call(KEPT)
    await put_through(talk)
    await talk.turn(BACK)
    turn = await talk.says("no thanks")
    assert (talk.heard, isinstance(turn.next, Listening)) == (ANYTHING, True)
    assert talk.conversation.state.stack == ()
    turn = await talk.says("no")
    assert turn.next == HangUp()


@pytest.mark.parametrize("reachable", ["withheld", RuntimeError("no database")])
async def test_who_cannot_be_called_is_offered_nothing(call: Any, reachable: Any) -> None:
    talk = call({**KEPT, "transfers.reachable": reachable})
    await put_through(talk)
    await talk.turn(BACK)
    assert talk.heard == f"I'm sorry, nobody is free at the moment. {ANYTHING}"


async def test_a_promise_that_cannot_be_written_down_is_not_made(call: Any) -> None:
    talk = call({**KEPT, "transfers.call_back": RuntimeError("disk full")})
    await put_through(talk)
    await talk.turn(BACK)
    await talk.says("yes")
    assert talk.heard == f"{wording('error', 'en-GB')} {ANYTHING}"


async def test_it_is_said_in_the_language_of_the_call(call: Any) -> None:
    fellside = load_release(Path(__file__).parents[3])
    talk = call(KEPT, release=fellside, locale="de-DE")
    await talk.all("Ich möchte mit einem Mitarbeiter sprechen")
    await talk.turn(BACK)
    assert talk.heard == f"{wording('nobody_free', 'de-DE')} {wording('call_back', 'de-DE')}"


async def test_a_flow_may_say_what_is_done_then(call: Any, tmp_path: Path) -> None:
    project = copied(tmp_path) / "flows" / "project.yaml"
    project.write_text(project.read_text("utf-8") + OWN, "utf-8")
    told: list[Untaken] = []
    talk = call({"transfers.call_back": marked(told)}, release=load_release(tmp_path / "acme"))
    await put_through(talk)
    await talk.turn(BACK)
    assert talk.heard == "They are all out. Ring back?"
    turn = await talk.says("yes")
    assert talk.heard == ANYTHING
    assert (turn.did, told) == ((("transfers.call_back", "done"),), [Untaken("front_desk", "")])


async def test_the_flow_that_wanted_people_is_over(call: Any) -> None:
    talk = call({**KEPT, **LATE})
    await talk.all("pay my bill", "I want to speak to a person")
    assert talk.conversation.state.stack
    await talk.turn(BACK)
    await talk.says("no")
    assert (talk.heard, talk.conversation.state.stack) == (ANYTHING, ())


async def test_a_call_does_not_ring_at_empty_desks_for_ever(call: Any) -> None:
    talk = call({**KEPT, "transfers.reachable": "withheld"})
    await put_through(talk)
    for _ in range(2):
        await talk.turn(BACK)
        assert len(talk.conversation.state.stack) <= 1
        turn = await talk.says("I want to speak to a person")
        assert isinstance(turn.next, Transfer)
    turn = await talk.turn(BACK)
    assert turn.next == HangUp()
    assert talk.heard == f"{wording('nobody_free', 'en-GB')} {wording('goodbye', 'en-GB')}"


async def test_who_asks_again_at_the_offer_leaves_nothing_behind(call: Any) -> None:
    talk = call(KEPT)
    await talk.all("pay my bill", "I want to speak to a person")
    await talk.turn(BACK)
    before = talk.conversation.state.stack
    await talk.says("I want to speak to a person")
    await talk.turn(BACK)
    assert (talk.heard, len(talk.conversation.state.stack)) == (OFFER, len(before))
    await talk.says("no")
    assert (talk.heard, talk.conversation.state.stack) == (ANYTHING, ())


async def test_silence_after_it_does_not_ring_there_again_where_the_project_does_not_say_so(
    call: Any, tmp_path: Path
) -> None:
    project = copied(tmp_path) / "flows" / "project.yaml"
    written = project.read_text("utf-8")
    give_up = written[written.index("  give_up:") : written.index("  error:")]
    project.write_text(written.replace(give_up, ""), "utf-8")
    talk = call(KEPT, release=load_release(tmp_path / "acme"))
    await put_through(talk)
    await talk.turn(BACK)
    turn = [await talk.silence() for _ in range(3)][-1]
    assert (turn.next, talk.heard) == (HangUp(), wording("goodbye", "en-GB"))


async def test_it_goes_on_from_the_journal_in_a_process_that_does_not_know_the_call(call: Any) -> None:
    talk = call()
    await put_through(talk)
    state = talk.journal[-1][1]
    assert load(state).pending == Transferred("on.human/transfer.front_desk")
    told: list[Untaken] = []
    again = call({**KEPT, "transfers.call_back": marked(told)}, resume=state)
    turn = await again.turn(Returned("error"))
    assert (turn.rule, again.heard) == ("returned(unanswered)", OFFER)
    assert load(dump(again.conversation.state)) == again.conversation.state
    assert untaken(again.conversation.state) == Untaken("front_desk", "")
    await again.says("yes")
    assert told == [Untaken("front_desk", "")]


async def test_no_secret_and_no_card_number_is_in_what_people_are_told(call: Any, tmp_path: Path) -> None:
    checks = copied(tmp_path) / "flows" / "verify_caller.yaml"
    note = "note: Account {account} is locked."
    assert note in checks.read_text("utf-8")
    checks.write_text(checks.read_text("utf-8").replace(note, "note: Account {account}, said {caller.said}"), "utf-8")
    told: list[Untaken] = []
    given = {**KEPT, "billing.sign_in": "locked", "transfers.call_back": marked(told)}
    talk = call(given, release=load_release(tmp_path / "acme"))
    talk.understands.verdicts["take •••• card my bill"] = await talk.understands.understand("pay my bill")
    turn = await talk.all("take 4242 4242 4242 4242 for my bill", "#654321", "yes", "#7391")
    assert isinstance(turn.next, Transfer)
    await talk.turn(BACK)
    await talk.says("yes")
    assert [each.queue for each in told] == ["security"]
    for secret in ("7391", "4242"):
        assert secret not in told[0].note
        assert secret not in talk.everything
    assert turn.next.note == told[0].note == "Account 654321, said take •••• card my bill"
