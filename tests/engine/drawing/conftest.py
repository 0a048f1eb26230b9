from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.drawing.draw import picture
from engine.drawing.picture import Picture
from engine.flows.plan import Plan
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import Played, Theatre, play_all
from engine.release import load

ROOT = Path(__file__).parents[3]
PROJECTS = {
    "demo": ROOT,
    "acme": ROOT / "tests" / "acme",
    "hire": ROOT / "tests" / "engine" / "coverage" / "hire",
}


@pytest.fixture(scope="session", params=list(PROJECTS))
def plan(request: pytest.FixtureRequest) -> Plan:
    return load(PROJECTS[request.param]).plan


@pytest.fixture(scope="session")
def drawn(plan: Plan) -> Picture:
    return picture(plan)


@pytest.fixture(scope="session")
def hire() -> Plan:
    return load(PROJECTS["hire"]).plan


@pytest.fixture(scope="session")
def everything(hire: Plan) -> tuple[Played, ...]:
    """The bike hire's conversations, which make everything happen."""
    calls, findings = read_calls(PROJECTS["hire"])
    assert findings == ()
    return play_all(calls, Theatre(load(PROJECTS["hire"]), {}, "pinned", date(2026, 11, 21)))
