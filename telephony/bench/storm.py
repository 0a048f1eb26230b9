"""Can anything that a socket or a transcriber brings end a call? Hostile frames and orders of events, by number.

Run as ``python -m telephony.bench.storm --frames 10000000``; ``--first N`` goes on where another run ended, and with
``--guided`` atheris looks for what is not covered yet. Frames go through the parser and the sink that serve calls,
events through the machine, the keypad, the accounting and the stamps of one call; only the clock is made up. Whatever
raises, or leaves a caller with no way on, is printed with its number.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from types import FunctionType, SimpleNamespace
from typing import Any, cast

from engine.types import HangUp, KeyRule, Line, Listening, Next, Returned, Transfer
from telephony.barge import may_cut
from telephony.bench.hostile import Choose, frame, start
from telephony.call import Call
from telephony.exchange import (
    ArmSilence,
    Depart,
    Input,
    Interrupt,
    KeyGapPassed,
    PlayedOut,
    Pressed,
    Respond,
    SilencePassed,
    TurnOver,
)
from telephony.floor import Floor, State
from telephony.inbox import Echoed
from telephony.judging.ruling import Ruling
from telephony.playback import Playback
from telephony.speech import EagerEndOfTurn, EndOfTurn, StartOfTurn, TurnResumed, Update
from telephony.stamps import Stamps
from telephony.stream import sink
from telephony.twilio import Wire

FRAMES_A_CALL = 200
GUIDED_FRAMES = 50
TEXTS = (
    "",
    "um",
    "okay",
    "stop",
    "pay my bill",
    "yes",
    "put that down",
    "4" * 300,
    "\u0000\ud7ff",
    "no wait i meant the other one",
)
NEXTS: tuple[Next, ...] = (
    Listening("ask"),
    Listening("number", expects="digits", keys=KeyRule(longest=4, gap_ms=3000)),
    Listening("pin", expects="digits", keys=KeyRule(longest=4, gap_ms=3000), secret=True),
    Listening("sure", expects="confirm", keys=KeyRule(longest=1)),
    Transfer("desk", "+441632960000"),
    HangUp(),
)


class StuckError(AssertionError):
    """A caller would be left with no way on."""


class Storm:
    """One call in bad weather: the shell that obeys the machine, without a clock, a socket or an await."""

    def __init__(self, choose: Choose) -> None:
        """Begin with the opening turn."""
        self.choose = choose
        self.wire, self.playback, self.stamps = Wire(), Playback(), Stamps()
        self.floor = Floor(ruling=Ruling.of("en-GB"))
        self.now, self.frames, self.lines = 0.0, 0, 0
        self.running, self.armed, self.gone = True, False, False
        self._take = sink(self.wire, cast("Call", SimpleNamespace(hear=self._hear, post=self._post)))
        self._frame(b'{"event":"connected","protocol":"Call","version":"1.0.0"}')
        self._frame(json.dumps(start()).encode())

    def blow(self) -> None:
        """Let one thing happen, more often than not a frame."""
        self.now += self.choose(400)
        if self.choose(3):
            self._frame(frame(self.choose, self.wire.last, self.now, self.lines))
        else:
            self._happen()
        if self.floor.state in {State.QUIET, State.CALLER} and not self.armed:
            raise StuckError("nobody waits for the caller any more")
        if self.floor.state in {State.THINKING, State.YIELDED} and not self.running:
            raise StuckError("a turn is waited for that nobody runs")

    def _frame(self, made: bytes) -> None:
        self.frames += 1
        self._take(made.decode("utf-8", "replace") if self.choose(2) else made)

    def _hear(self, audio: bytes, at_ms: int) -> None:
        self.stamps.hear(audio, at_ms)

    def _post(self, event: Any) -> None:  # noqa: ANN401 - an inbox takes anything of its own kinds
        if isinstance(event, Echoed):
            self.playback.echo(event.name, self.now)
        elif isinstance(event, Pressed):
            self._offer(event)

    # ------------------------------------------------------------------------------------------------- events

    def _happen(self) -> None:
        choose = self.choose
        text = TEXTS[choose(len(TEXTS))]
        kinds: tuple[Callable[[], Input | None], ...] = (
            lambda: StartOfTurn(text), lambda: Update(text), lambda: EagerEndOfTurn(text), lambda: EndOfTurn(text),
            TurnResumed, self._turn_over, self._turn_over, self._played, self._silence, KeyGapPassed, self._say,
        )  # fmt: skip
        happened = kinds[choose(len(kinds))]()
        if happened is not None:
            self._offer(happened)

    def _turn_over(self) -> Input | None:
        if not self.running:
            return None
        self.running = False
        stopped = self.floor.state is State.YIELDED and self.choose(2)
        return TurnOver(None if stopped else NEXTS[self.choose(len(NEXTS))])

    def _played(self) -> Input | None:
        if self.running or self.floor.state not in {State.OURS, State.LEAVING}:
            return None
        self.playback.end()
        return PlayedOut()

    def _silence(self) -> Input | None:
        if not self.armed:
            return None
        self.armed = False
        return SilencePassed()

    def _say(self) -> None:
        line = Line(str(self.lines), "your bill is forty pounds", "ask", barge=bool(self.choose(5)))
        self.lines += 1
        self.playback.begin()
        self.playback.send(line, 8 * self.choose(3000), self.now)
        if self.choose(3):
            self.playback.complete(line, self.now)
        self.playback.overdue(self.now)

    def _offer(self, happened: Input) -> None:
        self.stamps.note(happened, self.now)
        line = self.playback.playing(self.now)
        barge = may_cut(happened, line, self.playback.played(self.now))
        for action in self.floor.handle(happened, barge=barge, audible=bool(self.choose(2))):
            match action:
                case Respond():
                    if self.running:
                        raise StuckError("two turns at once")
                    self.running, self.armed = True, False
                    self.stamps.take(action.event)
                case Interrupt():
                    self.playback.clear(self.now)
                case ArmSilence():
                    self.armed = action.ms is not None
                case Depart():
                    # Away and back: the call goes on where it was outside.
                    self.floor = Floor(ruling=self.floor.ruling, answering=Returned("done", {}))
                    self.running, self.armed = True, False


def weather(choose: Choose, frames: int = FRAMES_A_CALL) -> Counter[str]:
    """Run one call through ``frames`` frames and the events between; return what was dropped. Raises what breaks."""
    storm = Storm(choose)
    for _ in range(3 * frames):  # who always chooses 0 would see no frame
        if storm.frames >= frames:
            break
        storm.blow()
    return storm.wire.dropped


def run(calls: range, progress: Callable[[int], None]) -> dict[str, Any]:
    """Run call after call, each by its number; return what broke and what was dropped."""
    dropped: Counter[str] = Counter()
    broken: list[str] = []
    done = 0
    for number in calls:
        try:
            dropped += weather(Random(number).randrange)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            broken.append(f"call {number}: {traceback.format_exc()}")
        done += 1
        progress(done)
    return {"calls": done, "frames": done * FRAMES_A_CALL, "broken": broken, "dropped": dict(dropped)}


def guided(frames: int) -> None:
    """Let atheris choose; it ends the process, with 77 where something broke."""
    atheris = importlib.import_module("atheris")

    def one(data: bytes) -> None:
        source = atheris.FuzzedDataProvider(data)
        weather(lambda below: source.ConsumeIntInRange(0, below - 1), GUIDED_FRAMES)

    for function in _ours():
        atheris.instrument_func(function)
    atheris.Setup([sys.argv[0], f"-runs={frames // GUIDED_FRAMES}", "-max_len=4096", "-len_control=0"], one)
    atheris.Fuzz()


def _ours() -> Iterator[FunctionType]:
    """Yield every function of what takes the storm."""
    for name in ("twilio", "stream", "floor", "keypad", "playback", "stamps", "barge", "judging.ruling"):
        module = sys.modules[f"telephony.{name}"]
        for holder in (module, *filter(inspect.isclass, vars(module).values())):
            if getattr(holder, "__module__", module.__name__) == module.__name__:
                yield from (each for each in vars(holder).values() if isinstance(each, FunctionType))


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=100_000, help="how many frames in all")
    parser.add_argument("--first", type=int, default=0, help="number of the first call")
    parser.add_argument("--guided", action="store_true", help="let atheris choose (pip install atheris)")
    asked = parser.parse_args()
    if asked.guided:
        guided(asked.frames)
    began = time.process_time()
    calls = range(asked.first, asked.first + -(-asked.frames // FRAMES_A_CALL))
    told = run(calls, lambda done: _tell(done, len(calls)))
    told["cpu_us_a_frame"] = round((time.process_time() - began) / max(told["frames"], 1) * 1e6, 1)
    for each in told["broken"]:
        sys.stderr.write(f"{each}\n")
    sys.stdout.write(json.dumps(told | {"broken": len(told["broken"])}) + "\n")
    sys.exit(bool(told["broken"]))


def _tell(done: int, of: int) -> None:
    if done % 1000 == 0 or done == of:
        sys.stderr.write(f"{done} of {of} calls\n")


if __name__ == "__main__":
    main()
