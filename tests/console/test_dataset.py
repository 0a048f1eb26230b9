"""From decisions to a version, and a caller out of it, by the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from console.main import app
from engine.settings import Settings, read_settings
from engine.store.callers import Callers, caller_key
from engine.store.database import Database
from engine.store.tables import RecordingRow
from telephony.simulator.standins.twilio_rest import TwilioStandin
from telephony.twilio_rest import TwilioRest
from training.review.decisions import Decision, append


def run(*arguments: str) -> dict[str, object]:
    found = CliRunner().invoke(app, ["dataset", *arguments, "--json"])
    assert found.exit_code == 0, found.output
    told: dict[str, object] = json.loads(found.stdout.splitlines()[-1])
    return told


@pytest.fixture
def reviewed(shop: Path, teach: Callable[[Path, str], None]) -> Path:
    teach(shop, "m1")
    who = Callers(caller_key(shop / ".trunkline")).hash("+441632960001")
    labels = shop / ".trunkline" / "review" / "labels.jsonl"
    append(labels, Decision("1", "accept", "has the parcel left", "order_status", "CA1", 0, who))
    append(labels, Decision("2", "out", "good morning", "_out_of_scope", "CA2", 0, audit=True))
    append(labels, Decision("3", "discard", "mumble", "", "CA2", 1))
    return shop


def test_a_version_is_made_listed_shown_and_the_same_again(reviewed: Path) -> None:
    made = run("make", "--project", str(reviewed))
    assert (made["logged"], made["audited"], made["blocked"]) == (2, 1, [])
    assert run("make", "--project", str(reviewed))["name"] == made["name"]
    assert run("show", str(made["name"])[:5], "--project", str(reviewed))["labels"] == made["labels"]
    listed = run("list", "--project", str(reviewed))["versions"]
    assert isinstance(listed, list)
    assert [each["name"] for each in listed] == [made["name"]]
    for verb in ("make", "list", "show"):
        assert str(made["name"]) in CliRunner().invoke(app, ["dataset", verb, "--project", str(reviewed)]).stdout


def test_an_evaluation_stays_out(reviewed: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.csv").write_text("text,intent\nHas the parcel left?,order_status\n")
    made = run("make", "--project", str(reviewed), "--evaluation", str(tmp_path / "asked.csv"))
    assert made["logged"] == 1
    assert made["left_out"] == {"asked by an evaluation": 1}


def test_a_caller_is_erased_by_number(reviewed: Path) -> None:
    before = run("make", "--project", str(reviewed))
    gone = run("erase", "01632 960001", "--project", str(reviewed))
    assert gone["versions"] == {}
    gone = run("erase", "+44 1632 960001", "--project", str(reviewed))
    assert gone["decisions"] == 1
    assert str(before["name"]) in str(gone["versions"])
    assert run("make", "--project", str(reviewed))["logged"] == 1


def test_what_callers_said_is_listed_as_intents_have_it(reviewed: Path) -> None:
    name = str(run("make", "--project", str(reviewed))["name"])
    texts = run("show", name, "--label", "order_status", "--project", str(reviewed))["texts"]
    assert isinstance(texts, list)
    assert "has the parcel left" in texts
    shown = CliRunner().invoke(app, ["dataset", "show", "--label", "order_status", "--project", str(reviewed)])
    assert yaml.safe_load(shown.stdout) == texts
    wrong = CliRunner().invoke(app, ["dataset", "show", "--label", "order_state", "--project", str(reviewed)])
    assert "did you mean 'order_status'" in str(getattr(wrong.exception, "todo", ""))


def test_a_model_that_knew_the_caller_is_named_with_the_command_that_removes_it(reviewed: Path, challenge: Any) -> None:
    made = run("make", "--project", str(reviewed))
    challenge(reviewed, "m2")
    path = reviewed / ".trunkline" / "models" / "m2" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"dataset": made["name"]}))
    done = CliRunner().invoke(app, ["dataset", "erase", "+44 1632 960001", "--project", str(reviewed)])
    command = "trunkline models --remove m2"
    assert command in done.output
    assert "m2 is removed" in CliRunner().invoke(app, [*command.split()[1:], "--project", str(reviewed)]).output
    assert not path.exists()


def test_a_recording_that_cannot_be_deleted_is_named_and_stays_to_be_found(reviewed: Path) -> None:
    async def recorded(settings: Settings) -> None:
        who = Callers(caller_key(settings.home)).hash("+44 1632 960001")
        async with Database.open(settings.database) as database, database.session() as session:
            session.add(RecordingRow(recording="RE1", sid="CA1", caller=who, at=datetime.now(UTC), state="completed"))

    asyncio.run(recorded(read_settings(project=reviewed)))
    erase = ["dataset", "erase", "+44 1632 960001", "--project", str(reviewed)]
    for _ in range(2):
        left = CliRunner().invoke(app, erase)
        assert left.exit_code == 1
        assert "recording RE1 is still at Twilio" in left.output
    told = json.loads(CliRunner().invoke(app, [*erase, "--json"]).stdout.splitlines()[-1])
    assert (told["recordings"], told["recordings_left"]) == (0, ["RE1"])


async def test_a_callers_recordings_are_deleted_where_they_are(reviewed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standin, call = TwilioStandin(), "CA" + "1" * 32
    async with standin.serving() as url:
        monkeypatch.setenv("TRUNKLINE_TWILIO_URL", url)
        monkeypatch.setenv("TWILIO_ACCOUNT_SID", standin.account)
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", standin.token)
        settings = read_settings(project=reviewed)
        async with TwilioRest.open(settings) as rest:
            assert rest is not None
            tape = await rest.start(call, "")
            assert tape is not None
            await standin.over(call)
        who = Callers(caller_key(settings.home)).hash("+44 1632 960001")
        async with Database.open(settings.database) as database, database.session() as session:
            row = RecordingRow(recording=tape.sid, sid=call, caller=who, at=datetime.now(UTC), state="completed")
            session.add(row)
        gone = await asyncio.to_thread(run, "erase", "+44 1632 960001", "--project", str(reviewed))
        assert (gone["recordings"], gone["recordings_left"]) == (1, [])
        assert not standin.recordings.all
        assert (await asyncio.to_thread(run, "erase", "+44 1632 960001", "--project", str(reviewed)))["recordings"] == 0


def test_what_is_wrong_is_said(shop: Path) -> None:
    found = CliRunner().invoke(app, ["dataset", "show", "--project", str(shop)])
    assert "dataset make" in str(getattr(found.exception, "todo", ""))
    assert CliRunner().invoke(app, ["dataset", "erase", "anonymous", "--project", str(shop)]).exit_code == 2
