"""When a call may be recorded: every rule, and the steps of which nothing is kept."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.recording import Recording, Rule
from engine.types import HangUp, Leave, Line, Listening, Transfer

NOTICE = "started/say"
ASKING = Listening("ask")
SECRET = Listening("ask.passcode", secret=True)


class Noted:
    """A recorder that does what it is told, unless it is stuck."""

    def __init__(self) -> None:
        self.mode = "off"
        self.stuck = False

    def record(self) -> None:
        self.mode = "on"

    def end(self) -> None:
        self.mode = "off" if not self.stuck else self.mode

    async def pause(self) -> bool:
        self.mode = "paused" if self.mode == "on" and not self.stuck else self.mode
        return self.mode != "on"

    async def stop(self) -> bool:
        self.end()
        return self.mode != "on"


def opened(rule: Rule) -> tuple[Recording, Noted]:
    noted = Noted()
    return Recording(rule, NOTICE, noted), noted


def tell(recording: Recording, *, to_the_end: bool = True) -> None:
    heard: list[Line] = []
    say = recording.noting(heard.append)
    for each in ("1.1", "1.2"):
        say(Line(each, "Calls may be recorded.", NOTICE))
    say(Line("1.3", "How can I help?", "welcome/listen"))
    assert [line.id for line in heard] == ["1.1", "1.2", "1.3"]
    recording.settle(ASKING)
    recording.played("1.1")
    if to_the_end:
        recording.played("1.2")


def test_a_notice_is_confirmed_with_its_last_line() -> None:
    recording, noted = opened("after_disclosure")
    tell(recording, to_the_end=False)
    recording.played("1.3")
    assert noted.mode == "off"
    recording.played("1.2")
    assert noted.mode == "on"


def test_without_a_notice_nobody_was_told() -> None:
    noted = Noted()
    recording = Recording("after_disclosure", "", noted)
    tell(recording)
    assert noted.mode == "off"


def test_a_notice_is_no_yes() -> None:
    recording, noted = opened("after_yes")
    tell(recording)
    assert noted.mode == "off"
    recording.allow()
    assert noted.mode == "off", "from the end of the turn on"
    recording.settle(ASKING)
    assert noted.mode == "on"


def test_never_is_never() -> None:
    recording, noted = opened("never")
    tell(recording)
    recording.allow()
    recording.settle(ASKING)
    assert (noted.mode, recording.permitted) == ("off", False)


async def test_a_secret_is_asked_in_a_pause() -> None:
    recording, noted = opened("after_disclosure")
    tell(recording)
    assert await recording.quiet()
    recording.settle(SECRET)
    assert noted.mode == "paused"
    recording.settle(ASKING)
    assert noted.mode == "on"


async def test_a_notice_that_is_heard_while_a_secret_is_asked_starts_nothing_yet() -> None:
    recording, noted = opened("after_disclosure")
    tell(recording, to_the_end=False)
    assert await recording.quiet()
    recording.played("1.2")
    assert noted.mode == "off"
    recording.settle(SECRET)
    assert noted.mode == "off"
    recording.settle(ASKING)
    assert noted.mode == "on"


async def test_who_refuses_is_not_recorded_until_he_agrees() -> None:
    recording, noted = opened("after_disclosure")
    tell(recording)
    assert await recording.refuse()
    recording.settle(ASKING)
    assert noted.mode == "off"
    recording.allow()
    recording.settle(ASKING)
    assert noted.mode == "on"


async def test_what_cannot_be_stopped_is_told() -> None:
    recording, noted = opened("after_disclosure")
    tell(recording)
    noted.stuck = True
    assert (await recording.quiet(), await recording.away(), await recording.refuse()) == (False, False, False)
    noted.stuck = False
    recording.settle(ASKING)
    assert noted.mode == "off", "asked again as soon as the turn is over"


@pytest.mark.parametrize("ahead", [Transfer("desk", "+441632960100"), Leave("pay", "pay.card", "<Pay/>")])
def test_who_leaves_is_not_recorded_until_he_is_back(ahead: Transfer | Leave) -> None:
    recording, noted = opened("after_disclosure")
    tell(recording)
    recording.settle(ahead)
    assert noted.mode == "off"
    recording.settle(ASKING)
    assert noted.mode == "on"


def test_a_farewell_is_recorded_and_begins_no_recording() -> None:
    recording, noted = opened("after_disclosure")
    tell(recording)
    recording.settle(HangUp())
    assert noted.mode == "on"
    recording, noted = opened("after_disclosure")
    tell(recording, to_the_end=False)
    recording.settle(HangUp())
    recording.played("1.2")
    assert noted.mode == "off"


class AnyCall(RuleBasedStateMachine):
    """Whatever happens in whatever order, nothing is recorded that must not be."""

    def __init__(self) -> None:
        super().__init__()
        self.recording, self.noted = opened("after_disclosure")
        self.told = self.private = self.refused = self.agreed = False
        self.said: set[str] = set()

    @rule(line=st.sampled_from(["1.1", "1.2"]))
    def played(self, line: str) -> None:
        if not self.said:
            tell(self.recording, to_the_end=False)
            self.said, self.private = {"1.2"}, False
        self.recording.played(line)
        self.told |= line == "1.2"

    @rule(secret=st.booleans())
    def turn_over(self, *, secret: bool) -> None:
        if secret:
            self.gate()
        self.recording.settle(SECRET if secret else ASKING)
        self.private = secret

    @rule()
    def gate(self) -> None:
        run(self.recording.quiet())
        self.private = True

    @rule()
    def leaves(self) -> None:
        self.recording.settle(Leave("pay", "pay.card", "<Pay/>"))
        self.private = True

    @rule()
    def refuses(self) -> None:
        run(self.recording.refuse())
        self.refused, self.agreed = True, False

    @rule()
    def agrees(self) -> None:
        self.recording.allow()
        self.refused, self.agreed = False, True

    @invariant()
    def nothing_forbidden(self) -> None:
        if self.private or self.refused or not (self.told or self.agreed):
            assert self.noted.mode != "on"


def run(asked: object) -> None:
    """Run what waits for nothing."""
    try:
        asked.send(None)  # type: ignore[attr-defined]
    except StopIteration:
        return
    raise AssertionError("it waited")


TestAnyCall = AnyCall.TestCase
