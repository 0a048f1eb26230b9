"""The example project of the flow language, as its designers would try it: through the real command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.handlers.registry import Handler
from engine.release import load

ACME = Path(__file__).parents[1] / "acme"
CALLS = (
    "asks about fees half way, changes the amount, pays",
    "corrects the account at the confirmation, and is signed in again",
    "wrong passcode three times",
    "says no at the end",
    "late order, caller wants a person",
    "silent, then mumbles, then uses the keypad",
    "wrong number three times goes to a person",
    "pay or order is ambiguous, caller presses 1",
)


def trunkline(*words: str) -> tuple[int, str]:
    command = [sys.executable, "-c", "from console.main import main; main()", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_its_eight_calls_pass() -> None:
    code, told = trunkline("test", "--project", str(ACME), "--json")
    assert code == 0, told
    last: dict[str, Any] = json.loads(told.splitlines()[-1])
    assert (last["conversations"], last["failed"], last["findings"]) == (8, 0, [])
    assert [line.removeprefix("ok   ") for line in told.splitlines() if line.startswith("ok ")] == sorted(
        CALLS, key=lambda name: CALLS.index(name) < 4
    )


def test_it_checks() -> None:
    code, told = trunkline("check", "--project", str(ACME))
    assert code == 0, told


@pytest.fixture(scope="module")
def handlers() -> dict[str, Handler]:
    return {handler.name: handler for handler in load(ACME).registry}


def test_its_four_handlers_stand_before_the_engines_own(handlers: dict[str, Handler]) -> None:
    own = {name for name, each in handlers.items() if Path(each.file) == ACME / "handlers.py"}
    assert own == {"orders.lookup", "billing.sign_in", "pay.card", "kb.answer"}
    assert handlers["pay.card"].external
    assert handlers["pay.card"].commits
    assert "payments.take" in handlers
