"""A caller's word on being recorded."""

from __future__ import annotations

import pytest

from engine.handlers import recordings
from engine.handlers.recordings import allow, refuse
from engine.handlers.registry import Call, handlers_of
from engine.recording import Recording, Unrecorded
from engine.types import Outcome


class Stuck(Unrecorded):
    """Cannot be stopped."""

    async def stop(self) -> bool:
        return False


def call(recording: Recording) -> Call:
    return Call("CA1", "k", services={Recording: recording})


async def test_a_yes_may_be_taken_back() -> None:
    recording = Recording("after_yes")
    await allow(call(recording))
    assert recording.permitted
    assert await refuse(call(recording)) is None
    assert not recording.permitted


async def test_what_cannot_be_stopped_is_an_outcome() -> None:
    recording = Recording("after_yes", recorder=Stuck())
    await allow(call(recording))
    assert await refuse(call(recording)) == Outcome("not_stopped")
    assert not recording.permitted


@pytest.mark.parametrize(("name", "commits"), [("recordings.allow", True), ("recordings.refuse", False)])
def test_only_a_clear_yes_leads_to_it(name: str, *, commits: bool) -> None:
    (found,) = (each for each in handlers_of(recordings) if each.name == name)
    assert found.commits is commits
