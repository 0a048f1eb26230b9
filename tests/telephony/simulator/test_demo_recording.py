"""The demo's recording agrees with its trace: the same things, said at the same times, on both channels."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from numpy.typing import NDArray

pytest.importorskip("pocketsphinx")
pytest.importorskip("espeakng_loader")

from engine.intents import load_intents
from telephony.simulator import wav
from telephony.simulator.judge import distractors, pick
from telephony.simulator.recording import Excerpt, cut, excerpts, onsets, silent_before, speech_at, track

pytestmark = [pytest.mark.local, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[3]
SIDES = ("caller", "us")


@dataclass(frozen=True)
class Demo:
    """What `trunkline demo` left behind."""

    result: dict[str, Any]
    trace: dict[str, Any]
    recording: NDArray[np.int16]

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        return excerpts(self.trace)


@pytest.fixture(scope="module")
def demo(demo_model: Path) -> Demo:
    # A provider's key in the environment must change nothing.
    environment = os.environ | {"DEEPGRAM_API_KEY": "planted", "ANTHROPIC_API_KEY": "planted"}
    command = (sys.executable, "-c", "from console.main import main; main()", "demo", "--json")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    result = orjson.loads(done.stdout.splitlines()[-1])
    trace = orjson.loads((ROOT / result["trace"]).read_bytes())
    return Demo(result, trace, wav.read(ROOT / result["wav"]))


def test_the_call_showed_all_it_must_in_time(demo: Demo) -> None:
    assert all(demo.result["feats"].values())
    assert demo.result["violations"] == []
    assert demo.result["seconds"] <= 100


def test_both_channels_have_speech_at_every_stamp(demo: Demo) -> None:
    assert {excerpt.side for excerpt in demo.excerpts} == set(SIDES)
    for excerpt in demo.excerpts:
        samples = track(demo.recording, excerpt.side)
        assert speech_at(samples, excerpt.start_ms), excerpt
        assert speech_at(samples, excerpt.end_ms), excerpt
        assert silent_before(samples, excerpt.start_ms) or excerpt.side == "us", excerpt


@pytest.mark.parametrize("side", SIDES)
def test_every_stretch_of_speech_is_in_the_trace(demo: Demo, side: str) -> None:
    spans = [(each.start_ms, each.end_ms) for each in demo.excerpts if each.side == side]
    for onset in onsets(track(demo.recording, side)):
        assert any(start - 200 <= onset <= end for start, end in spans), onset


def test_each_turn_is_recognised_among_nine_others(demo: Demo) -> None:
    sentences = [text for intent in load_intents(ROOT).intents.values() for text in intent.examples]
    wrong: list[Excerpt] = []
    for excerpt in demo.excerpts:
        same_side = [other.text for other in demo.excerpts if other.side == excerpt.side]
        choices = [*distractors(excerpt.text, same_side + sentences), excerpt.text]
        assert len(choices) == 10
        if pick(cut(track(demo.recording, excerpt.side), excerpt), choices) != 9:  # a tie would pick an earlier one
            wrong.append(excerpt)
    assert len(wrong) <= 0.05 * len(demo.excerpts), wrong


def test_the_passcode_is_nowhere_in_the_trace(demo: Demo) -> None:
    assert b"7391" not in orjson.dumps(demo.trace)
    assert any(turn["heard"] and turn["heard"]["text"] == "•••" for turn in demo.trace["turns"])
