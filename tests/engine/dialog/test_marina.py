"""The rest of the language, on a small project: leaving the stream, overridden repairs, keys, variants, kept slots."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.flows.project import load as read_project
from engine.release import Release, assemble, registry_for
from engine.types import Accept, Candidate, Leave, Listening, Outcome, Returned, Transfer

HANDLERS = """
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Outcome


class Slot(TypedDict):
    day: date
    half: Literal["morning", "afternoon"]


@handler("bay.hire", outcomes=["taken"], external=True)
async def hire(call: Call, berth: str) -> Slot | Outcome:
    raise NotImplementedError
"""
FILES = {
    "project.yaml": """
name: Marina
locale: en-GB
start: hello
handlers: handlers.py
disclosure: {none: a test}
queues: {harbour: "+441632960009"}
on:
  help:
    - say: There is a leaflet.
  cancel:
    - say: Dropped.
  done:
    - listen: What else?
""",
    "hello.yaml": """
about: Greets.
title: the harbour office
start: never
steps:
  - say:
      any: [Ahoy., Hello., Good day.]
  - listen: What now?
    keys: {7: hire}
""",
    "hire.yaml": """
about: Hire a bay for a boat.
title: your bay
start: hire
interrupt: never
slots:
  berth:
    type: one_of [north, south]
    options: {north: [the north side], south: [the south side]}
    ask: North or south?
    keys: {8: north, 2: south}
    keep: call
    on:
      no_match:
        - say: The harbour has two sides.
  boat:
    type: text
    ask: What's the boat called?
    voice: off
    keys: off
    tries: 2
steps:
  - ask: berth
  - do: bay.hire
    as: bay
    on:
      taken:
        - say: Somebody else has it.
        - redo: berth
  - say: It's yours on {bay.day}, in the {bay.half}.
""",
    "tide.yaml": """
about: When the tide turns.
title: the tide
start: tide
steps:
  - say: At noon.
""",
    "name_boat.yaml": """
about: Name a boat.
title: the name
start: name_boat
steps:
  - ask: boat
""",
}


@pytest.fixture(scope="module")
def marina(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return released(tmp_path_factory.mktemp("marina"), FILES)


def released(folder: Path, files: Mapping[str, str]) -> Release:
    (folder / "flows").mkdir()
    for name, text in files.items():
        (folder / "flows" / name).write_text(text, encoding="utf-8")
    (folder / "handlers.py").write_text(HANDLERS, encoding="utf-8")
    loaded = read_project(folder)
    assert loaded.project is not None, loaded.findings
    return assemble(loaded.project, registry_for(folder, loaded.project))


async def hire(call: Any, **_: Any) -> Any:
    await call.outside("<Dial>+441632960100</Dial>")
    return Outcome("taken")


@pytest.fixture
def talk(call: Any, marina: Release) -> Any:
    opened = call({"bay.hire": hire}, release=marina)
    for flow in ("hire", "tide", "name_boat"):
        opened.understands.verdicts[flow] = _sure(flow)
    return opened


def _sure(label: str) -> Any:
    return Accept((Candidate(label, 0.97),))


async def test_an_external_handler_may_be_told_its_outcome_by_whoever_drives_the_call(talk: Any) -> None:
    turn = await talk.all("hire", "the south side")
    assert (turn.next.step, turn.next.handler) == ("hire/do.bay.hire", "bay.hire")
    turn = await talk.turn(Returned("taken"))
    assert turn.rule == "returned(taken)"
    assert talk.heard == "Somebody else has it. North or south?"
    await talk.says("the north side")
    turn = await talk.turn(Returned("done", {"day": date(2026, 3, 6), "half": "morning"}))
    assert talk.heard == "It's yours on Friday the sixth of March, in the morning. What else?"
    assert turn.did == (("bay.hire", "done"),)


async def test_an_outcome_that_the_step_does_not_handle_is_the_flows(call: Any, tmp_path: Path) -> None:
    inside = "    on:\n      taken:\n        - say: Somebody else has it.\n        - redo: berth\n"
    wider = "on:\n  taken:\n    - say: All taken, I'm afraid.\n"
    flow = FILES["hire.yaml"].replace(inside, "") + wider
    assert inside in FILES["hire.yaml"]
    talk = call({"bay.hire": hire}, release=released(tmp_path, {**FILES, "hire.yaml": flow}))
    talk.understands.verdicts["hire"] = _sure("hire")
    await talk.all("hire", "the south side")
    await talk.turn(Returned("taken"))
    assert talk.heard == "All taken, I'm afraid. What else?"


async def test_a_transfer_that_nobody_answers_comes_back_and_its_flow_is_over(talk: Any) -> None:
    await talk.all("hire", "I want to speak to a person")
    turn = await talk.turn(Returned("unanswered"))
    assert isinstance(turn.next, Listening)
    assert talk.heard == "I'm sorry, nobody is free at the moment. What else?"


async def test_a_kept_slot_is_not_asked_again(talk: Any) -> None:
    await talk.all("hire", "the south side")
    turn = await talk.turn(Returned("done", {"day": date(2026, 3, 6), "half": "morning"}))
    assert turn.slots == {"berth": "south"}
    turn = await talk.says("hire")
    assert isinstance(turn.next, Leave)


async def test_a_map_of_keys_replaces_the_types_own(talk: Any) -> None:
    turn = await talk.all("#7", "#1")
    assert turn.rule == "no_match"
    turn = await talk.keys("2")
    assert turn.slots == {"berth": "south"}


async def test_a_designers_no_match_stands_before_the_ladder_and_still_counts(talk: Any) -> None:
    await talk.all("hire", "mmm")
    assert talk.heard == "The harbour has two sides. North or south?"
    await talk.says("mmm")
    turn = await talk.says("mmm")
    assert isinstance(turn.next, Transfer)


async def test_a_designers_help_and_cancel_stand_before_ours(talk: Any) -> None:
    await talk.all("hire", "help")
    assert talk.heard == "There is a leaflet. North or south?"
    await talk.says("never mind")
    assert talk.heard == "Dropped. What else?"


async def test_a_flow_that_must_not_be_interrupted_is_not(talk: Any) -> None:
    turn = await talk.all("hire", "tide")
    assert turn.rule == "stay(tide)"
    assert talk.heard == "Let's finish this first. North or south?"


async def test_a_slot_without_a_voice_is_not_filled_by_one_and_may_fail_less_often(talk: Any) -> None:
    turn = await talk.all("name_boat", "the Merry Widow")
    assert turn.rule == "no_match"
    assert turn.next.keys is None
    assert isinstance((await talk.silence()).next, Transfer)


async def test_variants_change_from_call_to_call(marina: Release, call: Any) -> None:
    sids = ("CA1", "CA2", "CA3", "CA4", "CA5", "CA6")
    said = {(await call(release=marina, sid=sid).rings()).lines[0].text for sid in sids}
    assert said == {"Ahoy.", "Hello.", "Good day."}


async def test_no_disclosure_is_said_where_it_was_waived(talk: Any) -> None:
    turn = await talk.rings()
    assert turn.path[0] == "hello/say.ahoy"


async def test_the_tide_is_no_digression_from_an_open_question(talk: Any) -> None:
    turn = await talk.all("tide")
    assert (turn.rule, talk.heard) == ("start(tide)", "At noon. What else?")
