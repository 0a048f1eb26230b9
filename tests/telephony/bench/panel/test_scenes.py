"""The panel's scripts, phrases and noises: seeded, enough of each, told apart by their first frame."""

from __future__ import annotations

import wave
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from engine.errors import SettingsError
from telephony import mulaw
from telephony.bench.panel import noises
from telephony.bench.panel.clips import PHRASES, shelf, trimmed
from telephony.bench.panel.kept import Folder, Kept, digest
from telephony.bench.panel.scenes import EXCHANGES, Scene, scene
from telephony.bench.panel.score import Spell, Stretch
from telephony.simulator.script import HangUp, Say
from telephony.simulator.standins import tones
from telephony.simulator.standins.told import Book, Manner

CALLS = 200


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    clips = shelf(0, tones.speak)
    return [scene(number, 0, clips) for number in range(CALLS)]


def plain(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").replace(".", " ").split())


def test_there_are_phrases_enough_and_none_is_held_out_for_others() -> None:
    own = yaml.safe_load(PHRASES.read_text("utf-8"))
    held_out = yaml.safe_load((Path(__file__).parents[2] / "interruptions.yaml").read_text("utf-8"))
    assert set(own) == {"turn", "interruption", "backchannel", "tic", "aside"}
    assert all(len(set(phrases)) == len(phrases) >= 40 for phrases in own.values())
    assert set(held_out) == {"interruption", "backchannel", "tic", "aside", "noise"}
    assert all(len(set(phrases)) == len(phrases) >= 60 for phrases in held_out.values())
    assert not {plain(p) for v in own.values() for p in v} & {plain(p) for v in held_out.values() for p in v}


def test_the_same_seed_gives_the_same_calls(scenes: list[Scene]) -> None:
    clips = shelf(0, tones.speak)
    assert scene(7, 0, clips) == scenes[7]
    assert scene(7, 1, clips) != scenes[7]


def test_every_call_asks_and_hangs_up(scenes: list[Scene]) -> None:
    for each in scenes:
        assert isinstance(each.script.steps[-1], HangUp)
        assert [clip.audio for clip in each.clips] == [s.audio for s in each.script.steps if isinstance(s, Say)]
        assert sum(clip.kind == "turn" for clip in each.clips) == EXCHANGES


def test_two_hundred_calls_hold_enough_of_each(scenes: list[Scene]) -> None:
    counts = Counter(clip.kind for each in scenes for clip in each.clips)
    assert all(counts[kind] >= 150 for kind in ("turn", "interruption", "backchannel", "tic", "aside"))
    assert counts["noise"] >= 80
    assert len({each.script.voice for each in scenes}) >= 4


def test_what_is_told_of_one_clip_is_true_of_no_other(scenes: list[Scene]) -> None:
    book = Book()
    for each in scenes:
        for clip in each.clips:
            book.tell(clip.audio, clip.text)
            found = book.find(clip.audio[:160])
            assert found is not None
            assert (found.text, found.ms) == (clip.text, len(clip.audio) // 8)


def test_a_clip_begins_and_ends_with_its_sound() -> None:
    clip = trimmed(b"\xff" * 4000 + b"\x10\x90" * 800 + b"\xff" * 4000, 1)
    assert len(clip) == 1600
    with pytest.raises(ValueError, match="sound"):
        trimmed(b"\xff" * 800, 1)


@pytest.mark.parametrize("name", noises.MADE)
def test_a_made_noise_is_short_loud_and_never_twice_the_same(name: str) -> None:
    one, two = noises.made(name, 1), noises.made(name, 2)
    assert one == noises.made(name, 1) != two
    for audio in (one, two):
        assert 60 <= len(audio) // 8 <= 1500
        assert mulaw.loudness(audio) > 500


def test_what_is_said_to_others_is_muffled_and_as_loud_unless_it_is_to_be_close() -> None:
    hiss = mulaw.encode(np.random.default_rng(0).normal(0, 3000, 8000).astype(np.int16))
    before, after = (np.abs(np.fft.rfft(mulaw.decode(each).astype(float))) for each in (hiss, noises.turned_away(hiss)))
    low, high = slice(300, 800), slice(1800, 3400)
    assert (after[high] / before[high]).mean() < 0.1
    assert (after[low] / before[low]).mean() > 1, "what is left is as loud as it was"
    assert np.abs(mulaw.decode(noises.turned_away(hiss))).max() == pytest.approx(
        np.abs(mulaw.decode(hiss)).max(), rel=0.1
    )
    away, close = shelf(0, tones.speak), shelf(0, tones.speak, asides="close")
    for number in range(20):
        there, here = scene(number, 0, away), scene(number, 0, close)
        assert [clip.away for clip in there.clips] == [clip.kind == "aside" for clip in there.clips]
        assert not any(clip.away for clip in here.clips)
        same = [one.audio == other.audio for one, other in zip(there.clips, here.clips, strict=True)]
        assert same == [not clip.away for clip in there.clips]
        assert (digest(there, Manner()) == digest(here, Manner())) is all(same)


def test_recordings_take_the_place_of_made_noises(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no wav"):
        shelf(0, tones.speak, tmp_path)
    for name, rate in (("a cough", 16_000), ("train", 8_000)):
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            samples = np.sin(np.arange(rate * 2) / 9) * 8000
            file.writeframes(np.concatenate([np.zeros(rate // 2), samples]).astype("<i2").tobytes())
    found = shelf(0, tones.speak, tmp_path)
    assert (len(found.coughs), len(found.noises)) == (1, 1)
    assert len(found.noises[0]) == pytest.approx(12_000, abs=20)


def test_a_kept_call_counts_only_for_itself(tmp_path: Path, scenes: list[Scene]) -> None:
    folder, known = Folder(tmp_path), digest(scenes[0], Manner())
    call = Kept(0, known, (Stretch("turn", 0, 20),), (Spell(40, 60, cut=False),), "caller")
    folder.keep(call)
    assert folder.find(0, known) == call
    assert folder.find(0, digest(scenes[1], Manner())) is None
    assert folder.find(0, digest(scenes[0], Manner(seed=1))) is None
    assert folder.find(1, known) is None
    assert digest(replace(scenes[0], clips=tuple(replace(c, text="x") for c in scenes[0].clips)), Manner()) != known
    spoken = tuple(replace(clip, audio=b"\x01" * 160) if clip.text else clip for clip in scenes[0].clips)
    assert digest(replace(scenes[0], clips=spoken), Manner()) == known
    (tmp_path / "call-00000.json").write_text("{")
    assert folder.find(0, known) is None
    assert Folder(None).find(0, known) is None
