from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.flows.plan import Plan
from engine.flows.source import read_text
from engine.rehearsal.read import read_calls, read_source
from engine.rehearsal.run import Played, Theatre, play_all
from engine.release import load

HIRE = Path(__file__).parent / "hire"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def theatre() -> Theatre:
    """The bike hire, with nobody who understands what a call does not pin."""
    release = load(HIRE)
    # an outcome without a block, and a flow that lets nobody leave, on purpose
    assert [finding.code for finding in release.findings] == ["F032", "F076"]
    return Theatre(release, {}, "pinned", TODAY)


@pytest.fixture(scope="session")
def plan(theatre: Theatre) -> Plan:
    return theatre.release.plan


@pytest.fixture(scope="session")
def everything(theatre: Theatre) -> tuple[Played, ...]:
    """The conversations that make everything happen, all as expected."""
    calls, findings = read_calls(HIRE)
    assert findings == ()
    played = play_all(calls, theatre)
    assert [str(failure) for each in played for failure in each.failures] == []
    return played


@pytest.fixture(scope="session")
def playing(theatre: Theatre) -> Callable[[str], tuple[Played, ...]]:
    """Play calls as they are written."""

    def play(text: str) -> tuple[Played, ...]:
        calls, findings = read_source(read_text(text, "tests/calls/x.yaml"))
        assert findings == ()
        return play_all(calls, theatre)

    return play
