"""A card is taken outside the call, over the whole simulated wire, and its token is then looked for everywhere.

The server is a real one on the example project; Twilio's side rings, streams, keys the card into ``<Pay>`` and comes
back on a new stream. Nothing of the card passes us but its last four digits, and the token only its handler's hands.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine import log
from engine.dialog.state import State
from telephony.simulator.caller import Report
from telephony.simulator.pay import Card
from telephony.simulator.script import HangUp, Keys, Say, Script, Silence, Wait

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
NUMBER = "4000123412349876"
TOKEN = "tok_planted_e81f04c7"
EMPTY = "tok_empty"

TO_THE_CARD = (
    Wait(), Keys("2"), Wait(), Keys("123456"), Wait(), Keys("7391"), Wait(), Say("forty five pounds"), Wait(),
    Keys("1"),
)  # fmt: skip
CARDS = (Card("success", NUMBER, EMPTY), Card("success", NUMBER, TOKEN))
STAYS = Script((*TO_THE_CARD, Wait(2500), Silence(500), HangUp()), cards=CARDS)
HANGS_UP = Script(TO_THE_CARD, cards=(Card("caller-hung-up"),))
STAR = Script((*TO_THE_CARD, Wait(2500), Silence(500), HangUp()), cards=(Card("caller-interrupted-with-star"),))


@dataclass(frozen=True)
class Placed:
    """The calls that were placed, and all that is left of them."""

    reports: list[Report]
    traces: list[dict[str, Any]]
    states: list[list[State]]
    left: dict[str, str]
    """Where -> what was found there."""


def acme(folder: Path, model: Path) -> Path:
    """Copy the example project with a model of a few kilobytes: keys and rules do all the understanding here."""
    shutil.copytree(ROOT / "tests" / "acme", folder, dirs_exist_ok=True)
    models = folder / ".trunkline" / "models"
    shutil.copytree(model, models / model.name)
    (models / "current").write_text(model.name)
    return folder


@contextmanager
def everything_logged(file: Path) -> Iterator[None]:
    """Write what we and our libraries log, down to DEBUG, to ``file``."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with file.open("w") as written, redirect_stderr(written):
        log.set_up(as_json=True, level=logging.DEBUG)
        root.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)


@pytest.fixture(scope="module")
def placed(wire: Any, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    project = acme(tmp_path_factory.mktemp("acme"), tiny_model)
    told = tmp_path_factory.mktemp("log") / "server.log"

    async def story() -> Placed:
        async with wire.standins() as standins:
            wanted = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(project, **wanted, language_model="none") as centre:
                callers = [centre.caller(script, standins) for script in (STAYS, HANGS_UP, STAR)]
                reports = await wire.place(callers, standins)
                pages = [(await get(centre.url + path)) for path in ("/metrics", *(f"/calls/{c.sid}" for c in callers))]
            assert centre.failures() == {}
            left = {
                "speech requests": json.dumps([asked.body | asked.query for asked in standins.elevenlabs.requests]),
                "orders to the transcriber": json.dumps([[s.orders, s.query] for s in standins.deepgram.sessions]),
                "orders to Twilio": repr([asdict(order) for order in standins.twilio.orders]),
                **{f"page {number}": page for number, page in enumerate(pages)},
            }
        traces = [centre.trace(report.sid) for report in reports]
        return Placed(reports, traces, [centre.states(report.sid) for report in reports], left)

    with everything_logged(told):
        found: Placed = wire.run(story())
    found.left["log"] = told.read_text()
    for path in (project / ".trunkline").rglob("*"):
        if path.is_file() and "models" not in path.parts:
            found.left[f"file {path.relative_to(project)}"] = path.read_bytes().decode("latin-1")
    return found


async def get(url: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(url)).text


def said(trace: dict[str, Any]) -> str:
    return " ".join(line["text"] for turn in trace["turns"] for line in turn["lines"])


def test_the_card_is_taken_at_the_second_try_and_the_call_goes_on(placed: Placed) -> None:
    report, trace = placed.reports[0], placed.traces[0]
    assert (report.ending.how, report.violations, report.lost_frames) == ("caller", (), 0)
    assert [turn["event"] for turn in trace["turns"]][-2:] == ["returned", "returned"]
    assert [turn["did"] for turn in trace["turns"]][-2:] == [[["pay.card", "declined"]], [["pay.card", "done"]]]
    assert "The bank said no to that card." in said(trace)
    assert "I've taken 45 pounds on the card ending 9876. Is there anything else" in said(trace)
    assert [fields["Result"] for fields in report.paid] == ["success", "success"]
    assert report.paid[1]["PaymentToken"] == TOKEN
    last = trace["turns"][-1]["lines"][-1]
    assert last["heard"] == last["text"], "heard to its end on the new stream"


def test_a_caller_who_hangs_up_outside_leaves_nothing_behind(placed: Placed) -> None:
    assert placed.reports[1].ending.how == "caller"
    trace = placed.traces[1]
    assert trace["end_reason"] == "caller.phone.hung_up"
    assert [turn["event"] for turn in trace["turns"]][-1] == "returned"


def test_a_star_means_no_and_nothing_is_taken(placed: Placed) -> None:
    assert "No problem. Nothing has been taken." in said(placed.traces[2])
    assert placed.traces[2]["turns"][-1]["did"] == [["pay.card", "cancelled"]]


def test_no_token_and_no_card_is_left_anywhere(placed: Placed) -> None:
    assert "call_outside" in placed.left["log"]
    assert any(name.endswith("trace.json") for name in placed.left)
    assert any("45.00" in text for name, text in placed.left.items() if "trunkline.db" in name)
    for secret in (TOKEN, EMPTY, NUMBER, NUMBER[:12]):
        assert [name for name, text in placed.left.items() if secret in text] == []
    assert TOKEN not in repr(placed.states)
