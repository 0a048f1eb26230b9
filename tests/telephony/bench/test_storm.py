"""Hostile frames and orders of events: a thousandth of the whole run, and that it would notice."""

from __future__ import annotations

import pytest

from telephony.bench.storm import run
from telephony.floor import Floor, State
from telephony.twilio import Wire


def test_nothing_that_comes_ends_a_call() -> None:
    told = run(range(50), lambda _: None)
    assert (told["frames"], told["broken"]) == (10_000, [])
    assert set(told["dropped"]) >= {"malformed", "wrong stream", "second start", "oversized", "out of order"}


def test_a_parser_that_raises_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    receive = Wire.receive

    def fragile(self: Wire, frame: str | bytes) -> object:
        if frame in {b"null", "null"}:
            raise ValueError("null")
        return receive(self, frame)

    monkeypatch.setattr(Wire, "receive", fragile)
    assert any("null" in each for each in run(range(20), lambda _: None)["broken"])


def test_a_machine_that_leaves_the_caller_waiting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Floor, "_played_out", lambda self: setattr(self, "state", State.QUIET) or ())
    assert any("StuckError" in each for each in run(range(20), lambda _: None)["broken"])
