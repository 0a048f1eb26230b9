"""Transfers over the whole simulated wire: busy, answered, hung up on while it rings, and back to who does not know it.

The server is a real one on the example project, whose note for people holds a card number that must not get out.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.dialog.wordings import wording
from telephony import lifetime
from telephony.simulator.caller import Report
from telephony.simulator.script import Keys, Say, Script, Wait

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
CARD = "4242 4242 4242 4242"
HUMAN = "  human:\n    - transfer: front_desk\n"
TO_PEOPLE = (Wait(), Say("I want to speak to a person"))
YES, NO = (*TO_PEOPLE, Wait(2500), Keys("1")), (*TO_PEOPLE, Wait(2500), Keys("2"), Wait(2500), Say("no, goodbye"))
SCRIPTS = {
    "promised": Script(YES, dials=("busy",), caller="+441632960021"),
    "declined": Script(NO, dials=("no-answer",), caller="+441632960022"),
    "withheld": Script((*TO_PEOPLE, Wait(2500), Say("goodbye")), dials=("failed",), caller="anonymous"),
    "answered": Script(TO_PEOPLE, dials=("answered",), caller="+441632960023"),
    "hung up": Script(TO_PEOPLE, dials=("hung-up",), caller="+441632960024"),
}


@dataclass(frozen=True)
class Placed:
    """The calls that were placed, and what is left of them."""

    reports: dict[str, Report]
    traces: dict[str, dict[str, Any]]
    promises: dict[str, dict[str, Any]]
    """CallSid -> row."""

    def said(self, name: str) -> str:
        return " ".join(line["text"] for turn in self.traces[name]["turns"] for line in turn["lines"])


def acme(folder: Path, model: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "acme", folder, dirs_exist_ok=True)
    project = folder / "flows" / "project.yaml"
    written = project.read_text("utf-8")
    assert HUMAN in written
    noted = f"{HUMAN}      note: Asked for a person. Gave {CARD} as the card.\n"
    project.write_text(written.replace(HUMAN, noted), "utf-8")
    models = folder / ".trunkline" / "models"
    shutil.copytree(model, models / model.name)
    (models / "current").write_text(model.name)
    return folder


def place(wire: Any, project: Path, scripts: dict[str, Script]) -> Placed:
    async def story() -> Placed:
        async with wire.standins() as standins:
            wanted = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(project, **wanted, language_model="none") as centre:
                callers = [centre.caller(script, standins) for script in scripts.values()]
                reports = dict(zip(scripts, await wire.place(callers, standins), strict=True))
        traces = {name: centre.trace(report.sid) for name, report in reports.items()}
        with sqlite3.connect(centre.settings.home / "trunkline.db") as database:
            database.row_factory = sqlite3.Row
            rows = {row["sid"]: dict(row) for row in database.execute("select * from promises")}
        return Placed(reports, traces, rows)

    found: Placed = wire.run(story())
    return found


@pytest.fixture(scope="module")
def placed(wire: Any, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    return place(wire, acme(tmp_path_factory.mktemp("acme"), tiny_model), SCRIPTS)


def test_who_is_not_taken_and_says_yes_is_promised_a_call_back(placed: Placed) -> None:
    report = placed.reports["promised"]
    assert (report.ending.how, report.violations) == ("hung_up", ())
    for key in ("nobody_free", "call_back", "called_back"):
        assert wording(key, "en-GB") in placed.said("promised")
    row = placed.promises[report.sid]
    assert (row["phone"], row["queue"]) == ("+441632960021", "front_desk")
    assert row["note"] == "Asked for a person. Gave •••• card as the card."
    assert row["caller"].startswith("c")
    assert placed.traces["promised"]["end_reason"] == "us.dialog.done"
    assert list(placed.promises) == [report.sid], "nobody else was promised anything"


def test_who_declines_or_withholds_his_number_is_asked_what_else_we_can_do(placed: Placed) -> None:
    for name in ("declined", "withheld"):
        assert wording("nobody_free", "en-GB") in placed.said(name)
        assert wording("anything_else", "en-GB") in placed.said(name)
    assert wording("call_back", "en-GB") not in placed.said("withheld")
    assert {placed.reports[name].ending.how for name in ("declined", "withheld")} == {"hung_up"}


def test_who_answers_is_told_the_note_and_the_call_is_over(placed: Placed) -> None:
    report = placed.reports["answered"]
    assert (report.ending.how, report.ending.to) == ("dialled", "+15550100")
    assert report.whispered == ("Asked for a person. Gave card as the card.",)
    assert placed.traces["answered"]["end_reason"] == "us.dialog.transferred"


def test_who_hangs_up_while_it_rings_has_a_reason_of_his_own(placed: Placed) -> None:
    assert placed.traces["hung up"]["end_reason"] == "caller.transfer.hung_up"


def test_the_card_number_gets_nowhere(placed: Placed) -> None:
    whispers = [report.whispered for report in placed.reports.values()]
    left = json.dumps([placed.traces, placed.promises, whispers])
    assert "4242 4242" not in left
    assert CARD.replace(" ", "") not in left


def test_a_call_that_nobody_waits_for_any_more_goes_on_from_the_journal(
    wire: Any, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifetime, "RINGING_S", 0.05)
    found = place(wire, acme(tmp_path / "acme", tiny_model), {"late": SCRIPTS["promised"]})
    report, turns = found.reports["late"], found.traces["late"]["turns"]
    assert (report.ending.how, report.violations) == ("hung_up", ())
    assert [turn["rule"] for turn in turns] == ["returned(unanswered)", "yes"], "a life of its own"
    assert found.promises[report.sid]["phone"] == "+441632960021"
