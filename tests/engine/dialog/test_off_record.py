"""What a conversation does about a recording: told, asked, refused, paused in front of a secret, and never on a no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.dialog.acts import act_of
from engine.dialog.wordings import wording
from engine.recording import Recording, Rule
from engine.release import Release
from engine.types import Leave, Listening, Transfer, Turn

OPEN = Callable[..., Any]
TO_THE_PASSCODE = ("pay my bill", "1 2 3 4 5 6")
SIGNED_IN = {"billing.sign_in": {"owes": Decimal("80.00")}}


class Told:
    """A recorder that notes what it is told; ``stuck`` ones cannot be paused, nor stopped."""

    def __init__(self, talk: Any, *, stuck: bool = False) -> None:
        self.talk, self.stuck = talk, stuck
        self.told: list[str] = []
        self.said_before: dict[str, str] = {}
        """What was the last line when it was told so."""

    def _note(self, what: str) -> None:
        self.told.append(what)
        self.said_before[what] = self.talk.lines[-1].text if self.talk.lines else ""

    def record(self) -> None:
        self._note("record")

    def end(self) -> None:
        self._note("end")

    async def pause(self) -> bool:
        self._note("pause")
        return not self.stuck

    async def stop(self) -> bool:
        self._note("stop")
        return not self.stuck

    @property
    def changes(self) -> list[str]:
        """What it was told, without being told the same again."""
        return [each for before, each in zip(["end", *self.told], self.told, strict=False) if each != before]


@pytest.fixture
def recorded(call: OPEN, acme_outside: Release) -> Callable[..., tuple[Any, Told]]:
    def open_recorded(given: Any = None, *, rule: Rule = "after_disclosure", stuck: bool = False) -> tuple[Any, Told]:
        project = replace(acme_outside.project, recording=rule)
        plan = replace(acme_outside.plan, project=project)
        talk = call({**SIGNED_IN, **(given or {})}, release=replace(acme_outside, project=project, plan=plan))
        told = Told(talk, stuck=stuck)
        notice = acme_outside.plan.event("started", None)
        recording = Recording(rule, notice or "", told)
        conversation = talk.conversation
        conversation._recording = recording  # the fixture makes the conversation; this is what a recorder would make
        conversation._services[Recording] = recording
        return talk, told

    return open_recorded


def play(talk: Any, turn: Turn) -> None:
    for line in turn.lines:
        talk.conversation.played(line.id)


async def test_it_begins_when_the_notice_was_played(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded()
    first = await talk.rings()
    assert "record" not in told.told
    play(talk, first)
    assert told.told[-1] == "record"
    assert first.lines[0].text.startswith("You're through to")


async def test_a_notice_that_was_cut_records_nobody(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded()
    first = await talk.rings()
    for line in first.lines[1:]:
        talk.conversation.played(line.id)
    await talk.says("pay my bill")
    assert "record" not in told.told


async def test_it_pauses_before_a_secret_is_asked_and_goes_on_after_it(
    recorded: Callable[..., tuple[Any, Told]],
) -> None:
    talk, told = recorded()
    play(talk, await talk.rings())
    for said in TO_THE_PASSCODE:
        turn = await talk.says(said)
    assert isinstance(turn.next, Listening)
    assert turn.next.secret
    assert (told.changes, told.said_before["pause"]) == (["record", "pause"], "What's your six digit account number?")
    await talk.keys("7391")
    assert told.changes == ["record", "pause", "record"]
    assert told.said_before["record"] == "How much would you like to pay?", "the answer to the secret is not on it"


async def test_a_secret_is_asked_again_in_the_same_pause(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded()
    play(talk, await talk.rings())
    for said in TO_THE_PASSCODE:
        await talk.says(said)
    await talk.silence()
    await talk.says("it is a secret")
    assert told.changes == ["record", "pause"]


async def test_where_it_can_be_neither_paused_nor_stopped_the_secret_is_not_asked(
    recorded: Callable[..., tuple[Any, Told]],
) -> None:
    talk, _ = recorded(stuck=True)
    play(talk, await talk.rings())
    for said in TO_THE_PASSCODE:
        turn = await talk.says(said)
    assert wording("not_private", "en-GB") in talk.heard
    assert "passcode" not in talk.heard
    assert isinstance(turn.next, Transfer)
    assert turn.next.queue == "front_desk"


async def test_it_ends_before_the_card_is_taken_outside(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded({"pay.card": outside})
    play(talk, await talk.rings())
    for said in TO_THE_PASSCODE:
        await talk.says(said)
    await talk.keys("7391")
    await talk.says("45 pounds")
    turn = await talk.says("yes")
    assert isinstance(turn.next, Leave)
    assert told.changes[-2:] == ["stop", "end"]


async def outside(call: Any, **_: Any) -> Any:
    await call.outside("<Pay/>")


async def test_where_it_cannot_be_stopped_no_card_is_taken(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded({"pay.card": outside})
    play(talk, await talk.rings())
    for said in TO_THE_PASSCODE:
        await talk.says(said)
    await talk.keys("7391")
    await talk.says("45 pounds")
    told.stuck = True
    turn = await talk.says("yes")
    assert isinstance(turn.next, Transfer)
    assert turn.next.queue == "billing", "the flow's own way round: on: error"
    assert talk.asked[-1][0] == "billing.sign_in", "the card was not asked for"


async def test_who_says_so_is_not_recorded_any_more(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded()
    play(talk, await talk.rings())
    turn = await talk.says("please stop recording me")
    assert turn.rule == "stop_recording"
    assert talk.heard.startswith(wording("unrecorded", "en-GB"))
    assert "How can I help?" in talk.heard
    await talk.says("pay my bill")
    assert told.changes == ["record", "stop", "end"]


async def test_what_cannot_be_stopped_just_now_is_said(recorded: Callable[..., tuple[Any, Told]]) -> None:
    talk, told = recorded(stuck=True)
    play(talk, await talk.rings())
    await talk.says("don't record this call")
    assert talk.heard.startswith(wording("still_recorded", "en-GB"))
    assert told.told[-1] == "end", "tried again"


async def test_nobody_speaks_of_a_recording_where_there_is_none(call: OPEN) -> None:
    talk = call()
    turn = await talk.all("stop recording")
    assert turn.rule == "no_match"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", "stop recording"),
        ("en-GB", "please don't record me"),
        ("en-GB", "I don't want to be recorded"),
        ("en-GB", "can you stop the recording"),
        ("en-GB", "I do not want this call recorded, thanks"),
        ("de-DE", "bitte nicht aufnehmen"),
        ("de-DE", "Ich möchte nicht aufgezeichnet werden"),
        ("de-DE", "Ich möchte nicht, dass dieser Anruf aufgezeichnet wird"),
        ("de-DE", "Können Sie bitte die Aufnahme stoppen"),
        ("de-DE", "keine Aufnahme bitte"),
        ("es-ES", "no me grabe"),
        ("es-ES", "No quiero que se grabe esta llamada"),
        ("es-ES", "pare la grabación"),
        ("es-ES", "deje de grabarme, por favor"),
    ],
)
def test_a_refusal_is_understood_in_every_language(locale: str, said: str) -> None:
    assert act_of(said, locale) == "stop_recording"


@pytest.mark.parametrize(
    "said", ["record this call please", "is this call recorded", "stop that", "I want to be recorded"]
)
def test_what_is_no_refusal(said: str) -> None:
    assert act_of(said) != "stop_recording"
