"""Does the history hold what was heard? Interrupted answers, from the mouth to the far end's ear and back.

The mouth, the pacer, the outbox, the wire and the accounting are those that answer calls; the voice is made up (words
of drawn lengths, first audio and pauses as providers have them), the network takes the same time each way, and the
clock is virtual, so that nothing but our own accounting can be wrong. The far end knows which byte it played last when
our ``clear`` arrived; a word was heard when more than half of it was played.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from engine.rehearsal.virtual_time import run_virtual
from engine.types import Line
from telephony.mouth import Mouth, Reports
from telephony.outbox import Outbox
from telephony.pacer import Pacer
from telephony.playback import BYTES_PER_MS, Heard, Playback
from telephony.speech import Alignment, Voicing
from telephony.twilio import Wire

NETWORK_S = 0.025
"""Each way."""
TEXT = (
    "your order number four five six was sent on Monday, and it will be with you by Friday; the total is forty two "
    "pounds, delivery included. Would you like anything else, such as an invoice or another appointment in Northampton?"
)
LATE = 0.2
"""Share of the answers whose synthesizer falls behind once."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A made-up sentence: when each of its words ends, in milliseconds."""

    text: str
    ends_ms: tuple[float, ...]
    """Of its characters."""

    @property
    def audio(self) -> bytes:
        """As many bytes of mu-law as it lasts."""
        return bytes(round(self.ends_ms[-1] * BYTES_PER_MS))


@dataclass(slots=True)
class Voice:
    """A synthesizer of made-up speech."""

    speeches: dict[str, Speech]
    draw: Random
    aligned: bool
    name: str = "made up"

    async def speak(self, text: str, _voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield in pieces of 40 to 400 ms, three times as fast as they sound, and fall behind now and then."""
        speech, at = self.speeches[text], 0
        audio = speech.audio
        told = 0
        late_at = self.draw.randrange(len(audio)) if self.draw.random() < LATE else -1
        await asyncio.sleep(self.draw.lognormvariate(-2.4, 0.4))
        while at < len(audio):
            piece = audio[at : at + self.draw.randrange(320, 3200)]
            if at <= late_at < at + len(piece):
                await asyncio.sleep(self.draw.uniform(0.3, 1.2))
            at += len(piece)
            if self.aligned:
                until = sum(end <= at / BYTES_PER_MS + 200 for end in speech.ends_ms)
                yield Alignment(text[told:until], speech.ends_ms[told:until])
                told = until
            yield piece
            await asyncio.sleep(len(piece) / BYTES_PER_MS / 3000)


@dataclass(slots=True)
class FarEnd:
    """The phone's side: what was played of which line, sample by sample."""

    clock: Callable[[], float]
    echo: Callable[[str], None]
    ends_ms: float = 0.0
    """When what is here will have been played."""
    received: int = 0
    """Bytes."""
    played: int | None = None
    """Bytes that were played when ``clear`` came."""

    async def send(self, event: dict[str, Any]) -> None:
        """Take one frame of ours, after the network's time."""
        asyncio.get_running_loop().call_later(NETWORK_S, self._take, json.loads(event["text"]))

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["event"]:
            case "media" if self.played is None:
                count = len(b64decode(frame["media"]["payload"]))
                self.received += count
                self.ends_ms = max(self.ends_ms, self.clock()) + count / BYTES_PER_MS
            case "mark" if self.played is None:
                left_s = max(0.0, self.ends_ms - self.clock()) / 1000
                asyncio.get_running_loop().call_later(left_s + NETWORK_S, self.echo, frame["mark"]["name"])
            case "clear":
                left = max(0.0, self.ends_ms - self.clock()) * BYTES_PER_MS
                self.played = round(self.received - left)


@dataclass(frozen=True, slots=True)
class Trial:
    """One interrupted answer."""

    exact: bool
    """Whether of every line just that is held which was heard."""
    off: int
    """By how many words too many, or, negative, too few are held."""
    unplayed: bool
    """Whether a word is held of which nothing was played."""
    sentence: bool
    """Whether all lines but the one that was being played are right, and of that one a beginning is held."""


def report(trials: int, seed: int, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Return the figures with and without alignment."""
    told: dict[str, Any] = {"trials": trials, "seed": seed}
    for n, (name, aligned) in enumerate((("aligned", True), ("unaligned", False))):
        found = []
        for number in range(trials):
            found.append(run_virtual(_trial(Random(f"{seed} {number}"), aligned=aligned)))
            progress(n * trials + number + 1, 2 * trials)
        told[name] = {
            "exact": sum(one.exact for one in found) / trials,
            "most_words_off": max(abs(one.off) for one in found),
            "with_a_word_never_played": sum(one.unplayed for one in found),
            "right_to_the_sentence": sum(one.sentence for one in found) / trials,
        }
    return told


async def _trial(draw: Random, *, aligned: bool) -> Trial:
    """Say one to four sentences and cut them somewhere."""
    speeches = [_speech(draw) for _ in range(draw.randint(1, 4))]
    loop = asyncio.get_running_loop()
    playback, wire = Playback(), Wire()
    wire.stream_sid = "MZ0"

    def clock() -> float:
        return loop.time() * 1000

    far = FarEnd(clock, lambda name: heard.append(playback.echo(name, clock())))
    heard: list[Heard | None] = []
    outbox = Outbox(far.send)
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(outbox.run())
        mouth = Mouth(
            wire=wire, outbox=outbox, pacer=Pacer(), playback=playback, tasks=tasks, clock=clock,
            synthesizers=(Voice({one.text: one for one in speeches}, draw, aligned),),
            voicing=lambda _name, before: Voicing(before=before),
            reports=Reports(*(lambda *_: None,) * 4),
        )  # fmt: skip
        playback.begin()
        for n, one in enumerate(speeches):
            mouth.say(Line(str(n), one.text, "bench"), 0)
        await asyncio.sleep(draw.uniform(0.3, sum(one.ends_ms[-1] for one in speeches) / 1000))
        cut = mouth.hush()
        await asyncio.sleep(1.0)
        writing.cancel()
    held = {each.line.id: each.text for each in (*heard, *cut) if each is not None}
    return _judged(speeches, [held[str(n)] for n in range(len(speeches))], far.played or 0)


def _judged(speeches: list[Speech], held: list[str], played: int) -> Trial:
    truth, unplayed, others = [], False, True
    for speech, ours in zip(speeches, held, strict=True):
        whole = len(speech.audio)
        mine = max(0, min(played, whole))
        ms = mine / BYTES_PER_MS if mine < whole else float("inf")
        truth.append(_heard(speech, ms, 0.5))
        unplayed = unplayed or len(ours) > len(_heard(speech, ms, 0.0))
        others = others and (0 < mine < whole or ours == truth[-1])
        played -= whole
    off = sum(len(ours.split()) for ours in held) - sum(len(true.split()) for true in truth)
    return Trial(truth == held, off, unplayed, others)


def _heard(speech: Speech, ms: float, share: float) -> str:
    """Return the words of which more than ``share`` was played in ``ms``: the judge's own sum, not the accounting's."""
    at, words = 0, []
    for word in speech.text.split(" "):
        began = speech.ends_ms[at - 1] if at else 0.0
        ended = speech.ends_ms[at + len(word) - 1]
        if ms > began + share * (ended - began):
            words.append(word)
        at += len(word) + 1
    return " ".join(words)


def _speech(draw: Random) -> Speech:
    words = draw.choices(TEXT.split(), k=draw.randint(3, 14))
    ends: list[float] = []
    now = draw.uniform(0, 80)
    for n, word in enumerate(words):
        step = draw.uniform(35, 95)
        for _ in word:
            now += step
            ends.append(now)
        if n + 1 < len(words):
            now += draw.choice((10.0, 40.0, 350.0 if word[-1] in ",;." else 60.0))
            ends.append(now)
    return Speech(" ".join(words), tuple(ends))
