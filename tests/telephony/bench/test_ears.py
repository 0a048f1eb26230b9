"""The bench of broken lines, on a hundredth of its kills; that it can fail; and the same over real sockets."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from engine.settings import Settings
from telephony.bench.ears import run
from telephony.bench.ears.run import Trial, Wanted, figures, report
from telephony.bench.ears.scene import Scene, scene
from telephony.continuity import Continuity
from telephony.ears import EarReports, Ears
from telephony.providers import deepgram_flux
from telephony.simulator.standins.deepgram import KEY, DeepgramStandin
from telephony.simulator.standins.watermark import MarkListener, token
from telephony.speech import EndOfTurn, Hearing

KILLS = 10


@pytest.mark.parametrize(
    "how",
    [{}, {"standby": True}, {"mute": True}, {"provider": "deepgram-nova"}],
    ids=["cold", "standby", "mute", "nova"],
)
def test_no_word_is_lost_or_doubled(how: dict[str, Any]) -> None:
    told = report(Wanted(KILLS, **how))
    assert told["met"], told
    assert (told["words_lost"], told["words_doubled"], told["turns_moved"], told["strayed"]) == (0, 0, 0, [])


def test_without_what_was_kept_words_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = Continuity.begin
    monkeypatch.setattr(Continuity, "begin", lambda self: begin(self)[:0])
    told = report(Wanted(KILLS))
    assert told["words_lost"] > 0
    assert not told["met"]


def test_without_what_was_settled_words_are_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Continuity, "lost", lambda self, settled, words: ())
    told = report(Wanted(KILLS))
    assert told["words_doubled"] > 0
    assert not told["met"]


def test_without_the_watch_a_mute_line_is_not_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.Ears, "send", lambda self, audio: self._ear and self._ear.send(audio))
    assert not report(Wanted(3, mute=True))["met"]


def trial(**changes: Any) -> Trial:
    return Trial(**{"number": 0, "lost": 0, "doubled": 0, "moved": 0, "added_ms": 0.0, "noticed_ms": 0.0,
                    "unnoticed": False} | changes)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found", "met"),
    [
        (Wanted(), trial(added_ms=350.0), True),
        (Wanted(), trial(added_ms=351.0), False),
        (Wanted(standby=True), trial(added_ms=51.0), False),
        (Wanted(), trial(lost=1), False),
        (Wanted(), trial(doubled=1), False),
        (Wanted(mute=True), trial(added_ms=2000.0, noticed_ms=1500.0), True),
        (Wanted(mute=True), trial(noticed_ms=1501.0), False),
        (Wanted(mute=True), trial(noticed_ms=None, unnoticed=True), False),
    ],
)
def test_what_counts_as_met(wanted: Wanted, found: Trial, met: bool) -> None:
    assert figures(wanted, [found])["met"] is met


def test_a_seed_gives_the_same_calls() -> None:
    assert scene(3, 1) == scene(3, 1) != scene(4, 1)


async def over_real_sockets(drawn: Scene) -> tuple[Counter[str], list[str]]:
    """Play a call at five times its pace to the SDK's own socket, which is aborted."""
    standin, words, causes = DeepgramStandin(listener=lambda _: MarkListener()), Counter[str](), list[str]()
    ended = asyncio.Event()

    def heard(hearing: Hearing) -> None:
        if isinstance(hearing, EndOfTurn):
            words.update(hearing.text.split())
            if token(drawn.turns[-1][-1]) in hearing.text.split():
                ended.set()

    reports = EarReports(heard, lambda _: None, lambda error: causes.append(error.cause), lambda: None)
    async with standin.serving() as url:
        flux = deepgram_flux.build(Settings(_env_file=None, deepgram_url=url, deepgram_api_key=KEY))
        ears = Ears((flux,), reports)
        running = asyncio.create_task(ears.run())
        for n, frame in enumerate(drawn.frames):
            if n == drawn.kill:
                standin.faults.set("drop", times=1)
            ears.send(frame)
            await asyncio.sleep(0.004)
        async with asyncio.timeout(5):
            await ended.wait()
        running.cancel()
        await asyncio.wait([running])
    return words, causes


async def test_the_same_over_real_sockets() -> None:
    scenes = [scene(0, number) for number in range(KILLS)]
    for drawn, (words, causes) in zip(scenes, await asyncio.gather(*map(over_real_sockets, scenes)), strict=True):
        assert words == Counter(token(word) for turn in drawn.turns for word in turn)
        assert causes == ["dropped"]
