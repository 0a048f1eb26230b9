import asyncio
import copy
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ProviderError
from telephony.simulator.caller import Ending, Report
from telephony.simulator.demo import SCRIPT, environment, feats, serving
from telephony.simulator.line import Moment, Tape
from telephony.simulator.script import Interrupt, Keys, load


def turn(rule: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"event": "said", "rule": rule, "heard": {"text": "x"}, "did": [], "lines": []}
    return row | {"next": {"kind": "listening", "step": "pay/ask.amount"}} | more


def line(text: str, heard: str | None) -> dict[str, Any]:
    return {"id": "1.1", "text": text, "heard": heard}


GOOD = {
    "turns": [
        turn("fill(passcode)", event="keyed", heard={"text": "•••"}),
        turn("digress(faq)", did=[["kb.answer", "done"]], lines=[line("Yes you can.", "Yes")]),
        turn("correct(amount)"),
        turn("human", next={"kind": "transfer", "queue": "front_desk"}),
    ]
}


def report(how: str = "dialled", *moments: Moment) -> Report:
    return Report("CA1", Ending(how), moments or (Moment("clear", 1),), Tape())


def shown(trace: dict[str, Any], met: Report) -> list[bool]:
    return [feat.shown for feat in feats(trace, met)]


def test_a_call_that_shows_everything() -> None:
    assert shown(GOOD, report()) == [True] * 6


@pytest.mark.parametrize(
    ("place", "value", "feat"),
    [
        ((1, "rule"), "fill(amount)", 0),
        ((1, "did"), [["kb.answer", "no_answer"]], 0),
        ((1, "next"), {"kind": "listening", "step": "faq/ask.x"}, 0),
        ((2, "rule"), "fill(amount)", 1),
        ((0, "heard"), {"text": "7391"}, 2),
        ((0, "event"), "said", 2),
        ((1, "lines"), [line("Yes.", "Yes.")], 3),
        ((1, "lines"), [line("Yes.", None)], 3),
        ((3, "next"), {"kind": "hang_up"}, 4),
    ],
)
def test_each_feat_is_missed_when_its_turn_is_different(place: tuple[int, str], value: Any, feat: int) -> None:
    trace = copy.deepcopy(GOOD)
    trace["turns"][place[0]][place[1]] = value
    assert [not each for each in shown(trace, report())] == [number == feat for number in range(6)]


def test_what_the_caller_met_counts_too() -> None:
    assert not shown(GOOD, report("caller"))[4]
    assert not shown(GOOD, report("dialled", Moment("quiet", 1)))[3]
    assert not shown(GOOD, report("dialled", Moment("clear", 1), Moment("refused", 2, detail="31951")))[5]
    assert shown({}, report()) == [False] * 5 + [True]


def test_the_packaged_script_keys_its_numbers_and_interrupts() -> None:
    script = load(SCRIPT)
    assert any(isinstance(step, Interrupt) for step in script.steps)
    assert any(isinstance(step, Keys) and step.digits.endswith("#") for step in script.steps)
    assert not any(character.isdigit() for text in script.sentences for character in text)


def test_provider_keys_and_wishes_in_the_environment_are_ignored(tmp_path: Path) -> None:
    found = {
        "PATH": "/bin",
        "ANTHROPIC_API_KEY": "k",
        "deepgram_api_key": "k",
        "OPENAI_API_KEY": "k",
        "TWILIO_AUTH_TOKEN": "theirs",
        "TRUNKLINE_TRANSCRIBER": "deepgram-flux",
        "TRUNKLINE_DATABASE_URL": "postgresql://live",
    }
    made = environment(found, project=tmp_path, port=5, token="ours", scratch=tmp_path)
    assert made["PATH"] == "/bin"
    assert not {"ANTHROPIC_API_KEY", "OPENAI_API_KEY", "deepgram_api_key"} & set(made)
    assert made["TWILIO_AUTH_TOKEN"] == "ours"
    assert made["TRUNKLINE_TRANSCRIBER"] == made["TRUNKLINE_SYNTHESIZER"] == "local"
    assert made["TRUNKLINE_LANGUAGE_MODEL"] == "none"
    assert "postgresql" not in made["TRUNKLINE_DATABASE_URL"]


async def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="stopped at once"):
        async with asyncio.timeout(60), serving(tmp_path):
            pass
