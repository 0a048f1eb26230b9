"""Do the demo's conversations hold as whole phone calls, over the simulated Twilio wire and the stand-in transcriber?

Two contact centres answer, one on Deepgram Flux and no language model, one on nova and Claude; the voice is
ElevenLabs' stand-in. All calls run at once, with real speech in both directions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.dialog.state import State, slots_of
from engine.flows.model import Project
from engine.flows.project import load
from engine.rehearsal.judge import Happened, judge
from engine.rehearsal.model import Rehearsal, ScriptedTurn
from engine.rehearsal.read import read_calls
from engine.types import HangUp, Leave, Listening, Next, Transfer, Turn
from telephony.simulator.caller import Report
from telephony.simulator.script import HangUp as PutDown
from telephony.simulator.script import Keys, Say, Script, Silence, Step, Wait

pytestmark = [pytest.mark.train, pytest.mark.local, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
CALLS = [call for call in read_calls(ROOT)[0] if call.wire]
NAMES = [call.name for call in CALLS]
EARS = ("deepgram-flux", "deepgram-nova")


def spoken_to(call: Rehearsal, voice: str) -> Script:
    """What the caller of a written call does on the phone."""
    steps: list[Step] = [Wait()]
    for turn in call.turns[1:]:
        match turn.caller.does:
            case "says":
                steps += [Say(turn.caller.text), Wait()]
            case "keys":
                steps += [Keys(turn.caller.text.rstrip("#") + "#", gap_ms=120), Wait()]
            case "silence":
                steps += [Wait()]  # nothing, until we speak again
            case "hangs up":
                break
    return Script((*steps, Silence(1000), PutDown()), voice=voice)


@dataclass(frozen=True)
class Placed:
    """One call, and what it left behind."""

    report: Report
    trace: dict[str, Any]
    states: Sequence[State]
    measured: tuple[float, list[int]]


@pytest.fixture(scope="module")
def placed(wire: Any, demo_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Placed]:
    """Place every call, half of them at each centre."""

    async def story() -> dict[str, Placed]:
        flux, nova = (wire.branch(tmp_path_factory.mktemp(ear), demo_model) for ear in EARS)
        async with wire.standins() as standins:
            shared = {**standins.settings, "synthesizer": "elevenlabs"}
            async with (
                wire.center(flux, **shared, transcriber=EARS[0], language_model="none") as one,
                wire.center(nova, **shared, transcriber=EARS[1], language_model="anthropic") as two,
            ):
                at = [(one, two)[number % 2] for number in range(len(CALLS))]
                callers = [
                    centre.caller(spoken_to(call, wire.voice), standins) for centre, call in zip(at, CALLS, strict=True)
                ]
                reports = await wire.place(callers, standins)
            heard_by = {session.version for session in standins.deepgram.sessions}
            assert heard_by == {"v1", "v2"}
            assert (one.failures(), two.failures()) == ({}, {})
            assert {asked.outcome for asked in standins.elevenlabs.requests} <= {"whole", "client left"}
        return {
            call.name: Placed(report, centre.trace(report.sid), centre.states(report.sid), centre.measured(report.sid))
            for call, centre, report in zip(CALLS, at, reports, strict=True)
        }

    return wire.run(story())  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def project() -> Project:
    found = load(ROOT).project
    assert found is not None
    return found


def test_enough_conversations_are_placed() -> None:
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_whole_call(placed: dict[str, Placed], project: Project, name: str) -> None:
    call, found = next(each for each in CALLS if each.name == name), placed[name]
    assert found.report.violations == ()
    assert found.report.lost_frames == 0
    turns = found.trace["turns"]
    assert len(turns) == len(call.turns), [(turn["event"], turn["heard"], turn["rule"]) for turn in turns]
    assert len(found.states) == len(turns)
    befores = (State(""), *found.states[:-1])
    wrong = [
        failure
        for script, turn, before, after in zip(call.turns, turns, befores, found.states, strict=True)
        for failure in judge(on_the_wire(script), happened(turn, before, after), date.today())  # noqa: DTZ011 - local
    ]
    assert not wrong, "\n".join(map(str, wrong))
    assert not ended(call, found, project)


def on_the_wire(script: ScriptedTurn) -> ScriptedTurn:
    """Leave out what only virtual time can show."""
    return replace(script, expected=replace(script.expected, within_s=None))


def happened(turn: dict[str, Any], before: State, after: State) -> Happened:
    """Read one turn back from the trace, the journal and what the caller heard."""
    slots = slots_of(after)
    did = tuple((name, outcome) for name, outcome in turn["did"])
    shown = Turn(
        index=turn["index"], event=turn["event"], heard=(turn["heard"] or {}).get("text", ""), rule=turn["rule"],
        by=turn["by"], candidates=(), path=tuple(turn["path"]), lines=(), did=did, slots=slots,
        next=following(turn["next"]), millis={},
    )  # fmt: skip
    return Happened(
        turn=shown,
        said=tuple(line["heard"] or "" for line in turn["lines"]),
        # What a handler is given are slots, all over the demo; a flow that is over has none any more.
        asked=tuple((name, {**slots_of(before), **slots}) for name, _ in did),
        idle=not after.stack,
        traces=json.dumps(turn) + str(after),
    )


def following(then: dict[str, Any]) -> Next:
    match then:
        case {"kind": "listening", "step": step}:
            return Listening(step)
        case {"kind": "transfer", "queue": queue}:
            return Transfer(queue, "")
        case {"kind": "hang_up", "reason": reason}:
            return HangUp(reason)
    return Leave(then["step"], then["handler"])


def ended(call: Rehearsal, found: Placed, project: Project) -> str:
    """Return how the call ended otherwise than it should have."""
    ending, reason = found.report.ending, found.trace["end_reason"]
    told = f"{ending} {reason}"
    match call.ends.kind if call.ends else "":
        case "transfer":
            queue = project.queues[call.ends.queue if call.ends else ""]
            good = (ending.how, ending.to, reason) == ("dialled", queue, "us.dialog.transferred")
        case "hangup":
            good = (ending.how, reason) == ("hung_up", "us.dialog.done")
        case "done":
            good = (ending.how, reason) == ("caller", "caller.phone.hung_up") and not found.states[-1].stack
        case _:
            good = ending.how == "caller"
    return "" if good else told


@pytest.mark.parametrize("name", NAMES)
def test_a_call_tells_what_it_cost_and_how_long_its_answers_took(placed: dict[str, Placed], name: str) -> None:
    trace = placed[name].trace
    cost = trace["cost"]
    assert cost["unpriced"] == []
    assert cost["components"]["telephone"] > 0
    assert cost["components"]["transcriber"] > 0
    spoken = sum(len(line["text"]) for turn in trace["turns"] for line in turn["lines"])
    billed = sum(cost["used"].get(f"synthesizer elevenlabs {unit}", 0) for unit in ("characters", "kept"))
    assert spoken * 0.5 <= billed <= spoken * 1.5, "lines that were cut are billed too, those never begun are not"
    assert cost["language_model"]["avoided"] == sum(turn["by"] in {"classifier", "rule"} for turn in said(trace))
    assert placed[name].measured[0] == pytest.approx(cost["total"], abs=1e-5)
    assert placed[name].measured[1] == [turn["index"] for turn in trace["turns"] if "play" in turn["millis"]]
    stages = [turn["millis"] for turn in said(trace) if "answer" in turn["millis"]]
    assert stages, "no answer was heard to its end"
    for each in stages:
        parts = each["hear"] + each["decide"] + each["speak"] + each["play"]
        assert each["answer"] == pytest.approx(parts, abs=60)  # an echo may come before audio is due on a busy machine


def said(trace: dict[str, Any]) -> list[dict[str, Any]]:
    return [turn for turn in trace["turns"] if turn["event"] == "said"]
