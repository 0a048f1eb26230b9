"""Recordings over the whole simulated wire: who is recorded, from when, and what is on no tape.

The server is a real one on the example project; Twilio's stand-in keeps which stretches of a call it recorded, by the
same clock as the simulated phone. So a key that was pressed is looked for on the tape, and not in what we say of it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.dialog.wordings import wording
from telephony.simulator.caller import Report
from telephony.simulator.pay import Card
from telephony.simulator.script import HangUp, Keys, Say, Script, Silence, Wait
from telephony.simulator.standins.twilio_recordings import Recording

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
PASSCODE = "7391"
TO_THE_PASSCODE = (Wait(), Keys("2"), Wait(), Keys("123456"), Wait(2500), Keys(PASSCODE))
PAYS = Script(
    (*TO_THE_PASSCODE, Wait(), Say("forty five pounds"), Wait(), Keys("1"), Wait(2500), Silence(500), HangUp()),
    cards=(Card(takes_ms=600),),
)
REFUSES = Script((Wait(), Say("please stop recording"), Wait(2500), *TO_THE_PASSCODE[1:], Wait(2500), HangUp()))
TO_PEOPLE = Script((Wait(), Say("I want to speak to a person")), dials=("answered",))
HANGS_UP_AT_ONCE = Script((Silence(300), HangUp()))
KEYS_IN = Script((*TO_THE_PASSCODE, Wait(2500), HangUp()))
UNANSWERED_SECRET = Script((*TO_THE_PASSCODE[:-1], Silence(300)), dials=("answered",))
AFTER = "recording: after_disclosure\n"
ASKED = """\
  - confirm: May we keep a recording of this call?
    yes:
      - do: recordings.allow
    no:
      - say: That's fine, nothing is recorded.
"""


@dataclass(frozen=True)
class Placed:
    """The calls that were placed, and what is left of them."""

    reports: dict[str, Report]
    traces: dict[str, dict[str, Any]]
    tapes: dict[str, list[Recording]]
    """What the telephone provider has recorded, call by call, deleted ones too."""
    rows: dict[str, list[dict[str, Any]]]
    left: frozenset[str]
    """The recordings that the telephone provider still has."""
    orders: list[dict[str, str]]

    def said(self, name: str) -> str:
        return " ".join(line["text"] for turn in self.traces[name]["turns"] for line in turn["lines"])

    def keyed(self, name: str, digits: str) -> list[float]:
        """When the last of the keys ``digits`` were pressed, in a row, by the loop's clock."""
        pressed = [(m.detail, m.ms) for m in self.reports[name].moments if m.what == "keys"]
        at = "".join(key for key, _ in pressed).rindex(digits)
        began = self.reports[name].tape.began
        assert began is not None
        return [began + ms / 1000 for _, ms in pressed[at : at + len(digits)]]

    def on_tape(self, name: str, at: float) -> bool:
        return any(tape.on_tape(at) for tape in self.tapes[name])


def acme(folder: Path, model: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "acme", folder, dirs_exist_ok=True)
    models = folder / ".trunkline" / "models"
    shutil.copytree(model, models / model.name)
    (models / "current").write_text(model.name)
    return folder


def place(
    wire: Any, folder: Path, model: Path, scripts: dict[str, Script], rule: str, *, fault: str = "", asked: str = ""
) -> Placed:
    project = acme(folder, model)
    for name, change in {"project": lambda text: rule + text, "welcome": asking(asked)}.items():
        file = project / "flows" / f"{name}.yaml"
        file.write_text(change(file.read_text("utf-8")), "utf-8")

    async def story() -> Placed:
        async with wire.standins() as standins:
            standins.twilio.signs = wire.token
            wanted = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            if fault:
                standins.twilio.faults.set(fault)
            async with wire.center(project, **wanted, language_model="none") as centre:
                callers = [centre.caller(script, standins) for script in scripts.values()]
                reports = dict(zip(scripts, await wire.place(callers, standins), strict=True))
                tapes = list(standins.twilio.recordings.all.values())
                standins.twilio.faults.clear()
                for report in reports.values():
                    await standins.twilio.over(report.sid)
        with sqlite3.connect(centre.settings.home / "trunkline.db") as database:
            database.row_factory = sqlite3.Row
            rows = [dict(row) for row in database.execute("select * from recordings order by at")]
        return Placed(
            reports,
            {name: centre.trace(report.sid) for name, report in reports.items()},
            {name: [tape for tape in tapes if tape.call == report.sid] for name, report in reports.items()},
            {name: [row for row in rows if row["sid"] == report.sid] for name, report in reports.items()},
            frozenset(standins.twilio.recordings.all),
            [order.fields for order in standins.twilio.orders],
        )

    found: Placed = wire.run(story())
    assert [report.violations for report in found.reports.values()] == [()] * len(scripts)
    return found


def asking(question: str) -> Callable[[str], str]:
    """Put a question before the menu."""
    return lambda text: text.replace("  - listen: How can I help?", f"{question}  - listen: How can I help?")


@pytest.fixture(scope="module")
def placed(wire: Any, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    scripts = {"pays": PAYS, "refuses": REFUSES, "to people": TO_PEOPLE, "at once": HANGS_UP_AT_ONCE}
    return place(wire, tmp_path_factory.mktemp("acme"), tiny_model, scripts, AFTER)


def test_it_begins_after_the_notice_was_heard(placed: Placed) -> None:
    report, first = placed.reports["pays"], placed.traces["pays"]["turns"][0]["lines"]
    notice = [line for line in first if "Calls may be recorded" in line["text"]]
    assert report.tape.began is not None
    began = placed.tapes["pays"][0].began[0]
    assert began >= report.tape.began + max(line["end_ms"] for line in notice) / 1000 - 0.2
    assert placed.tapes["pays"][0].channels == 2


def test_who_hangs_up_before_is_not_recorded(placed: Placed) -> None:
    assert placed.tapes["at once"] == []


def test_what_is_said_is_on_the_tape_and_the_passcode_is_not(placed: Placed) -> None:
    assert placed.on_tape("pays", placed.keyed("pays", "123456")[0]), "an account is no secret"
    assert not any(placed.on_tape("pays", at) for at in placed.keyed("pays", PASSCODE))


def test_it_goes_on_after_the_passcode(placed: Placed) -> None:
    assert placed.on_tape("pays", placed.keyed("pays", "1")[0]), "the yes to the payment"


def test_the_question_for_the_passcode_is_not_on_the_tape(placed: Placed) -> None:
    asked = next(
        line for turn in placed.traces["pays"]["turns"] for line in turn["lines"] if "passcode" in line["text"]
    )
    began = placed.reports["pays"].tape.began
    assert began is not None
    assert not placed.on_tape("pays", began + asked["start_ms"] / 1000)


def test_it_ends_where_the_card_is_taken_and_another_begins_after(placed: Placed) -> None:
    first, second = placed.tapes["pays"]
    assert placed.reports["pays"].paid[0]["Result"] == "success"
    assert second.began[0] - first.ended[-1] > 0.6, "as long as it took to key the card"
    assert "I've taken 45 pounds" in placed.said("pays")


def test_every_recording_is_known_by_its_row(placed: Placed) -> None:
    rows = placed.rows["pays"]
    assert [row["recording"] for row in rows] == [tape.sid for tape in placed.tapes["pays"]]
    assert {row["state"] for row in rows} == {"completed"}
    assert [row["seconds"] for row in rows] == [tape.seconds() for tape in placed.tapes["pays"]]
    assert all(row["caller"].startswith("c") for row in rows)


def test_who_refuses_is_not_recorded_any_more(placed: Placed) -> None:
    (tape,) = placed.tapes["refuses"]
    assert wording("unrecorded", "en-GB") in placed.said("refuses")
    assert not placed.on_tape("refuses", placed.keyed("refuses", "123456")[0])
    assert [row["state"] for row in placed.rows["refuses"]] == ["completed"]
    assert tape.ended


def test_what_people_say_who_take_the_call_is_not_recorded(placed: Placed) -> None:
    assert placed.reports["to people"].ending.how == "dialled"
    assert [len(tape.ended) for tape in placed.tapes["to people"]] == [1], "before the provider was told it is over"


def test_a_pause_that_fails_ends_the_recording(wire: Any, tiny_model: Path, tmp_path: Path) -> None:
    found = place(wire, tmp_path, tiny_model, {"keys": KEYS_IN}, AFTER, fault="no_pause")
    assert not any(found.on_tape("keys", at) for at in found.keyed("keys", PASSCODE))
    assert "You owe 80 pounds" in found.said("keys")
    assert "stopped" in [order.get("Status") for order in found.orders]


def test_a_pause_that_is_said_and_not_done_is_not_believed(wire: Any, tiny_model: Path, tmp_path: Path) -> None:
    found = place(wire, tmp_path, tiny_model, {"keys": KEYS_IN}, AFTER, fault="lies")
    assert not any(found.on_tape("keys", at) for at in found.keyed("keys", PASSCODE))
    assert "You owe 80 pounds" in found.said("keys")


def test_where_nothing_stops_it_the_secret_is_not_asked_and_the_tape_is_deleted(
    wire: Any, tiny_model: Path, tmp_path: Path
) -> None:
    found = place(wire, tmp_path, tiny_model, {"stuck": UNANSWERED_SECRET}, AFTER, fault="stuck")
    assert wording("not_private", "en-GB") in found.said("stuck")
    assert "passcode" not in found.said("stuck")
    assert found.reports["stuck"].ending.how == "dialled"
    assert [row["state"] for row in found.rows["stuck"]] == ["deleted"]
    assert not found.left


def test_only_who_says_yes_is_recorded(wire: Any, tiny_model: Path, tmp_path: Path) -> None:
    yes = Script((Wait(2500), Keys("1"), Wait(), *TO_THE_PASSCODE[1:], Wait(2500), HangUp()))
    no = Script((Wait(2500), Keys("2"), Wait(), *TO_THE_PASSCODE[1:], Wait(2500), HangUp()))
    found = place(wire, tmp_path, tiny_model, {"yes": yes, "no": no}, "recording: after_yes\n", asked=ASKED)
    assert found.on_tape("yes", found.keyed("yes", "123456")[0])
    assert not any(found.on_tape("yes", at) for at in found.keyed("yes", PASSCODE))
    assert found.tapes["no"] == []
    assert "nothing is recorded" in found.said("no")


def test_without_the_rule_nobody_is_asked_for_anything(wire: Any, tiny_model: Path, tmp_path: Path) -> None:
    found = place(wire, tmp_path, tiny_model, {"keys": KEYS_IN}, "")
    assert (found.orders, found.tapes["keys"], found.rows["keys"]) == ([], [], [])
