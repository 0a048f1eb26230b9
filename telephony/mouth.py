"""How do lines become audio on the wire? One call's mouth: sentences in, paced media frames and marks out.

A sentence is synthesised while the one before it plays, and never more than one ahead. Audio goes out about 300 ms
before it is due, in pieces of 200 ms, except the first piece of a reply, which goes at once. ``hush`` ends everything:
synthesis is cancelled, audio that waits is dropped, what the far end holds is cleared; a line said under an older
generation never passes the gate again. A synthesizer that fails, or makes no sound in time, is replaced by the next
one, which says the whole sentence again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from engine.errors import ProviderError
from engine.refusals import LASTING
from engine.types import Line
from telephony.aligned import Aligned
from telephony.outbox import Outbox
from telephony.pacer import Pacer
from telephony.playback import BYTES_PER_MS, Heard, Playback
from telephony.speech import Alignment, Synthesizer, Voicing, vendor
from telephony.twilio import Wire

LEAD_MS = 300.0
PIECE_BYTES = 1600
"""200 ms."""
LEAST_BYTES = 800
"""100 ms: smaller pieces wait for the next tick, unless nothing is playing."""
FIRST_AUDIO_S = 1.5
"""A synthesizer that has made no sound by then has failed."""
NEXT_AUDIO_S = 2.0
CLOSE_S = 0.3
"""A synthesizer that has not let go of a sentence by then is left: the next one must still speak in time."""
DOWN = LASTING | {"limited", "unreachable", "stalled"}
"""Failures of a vendor rather than of a line to it."""
LONGEST_BYTES = 60_000 * BYTES_PER_MS
"""A sentence that is longer than a minute is noise."""


def others(synthesizers: Sequence[Synthesizer], cause: str) -> list[Synthesizer]:
    """Return who is left when the first of ``synthesizers`` failed for ``cause``; pure.

    A vendor that is down, or refuses us, is not asked over another of its protocols if somebody else can speak.
    """
    first, *left = synthesizers
    if cause not in DOWN:
        return left
    return [each for each in left if vendor(each.name) != vendor(first.name)] or left


@dataclass(slots=True)
class Voiced:
    """A line and its audio, as it comes."""

    line: Line
    audio: bytearray = field(default_factory=bytearray)
    whole: bool = False
    """All its audio is here."""
    sent: int = 0
    """Bytes that went out."""
    aligned: Aligned = field(default_factory=Aligned)
    """When its words sound, where the synthesizer tells."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Whom the mouth tells what happened. None of them may block."""

    failed: Callable[[ProviderError], None]
    """A synthesizer failed and the next one takes over."""
    dumb: Callable[[Line, ProviderError], None]
    """The last synthesizer failed too: this line cannot be said."""
    sent: Callable[[Line], None]
    """The first audio of a line went out."""
    marked: Callable[[], None]
    """A mark went out: it is due back when the audio before it was played."""


class Mouth:
    """One call's voice."""

    def __init__(
        self,
        *,
        wire: Wire,
        outbox: Outbox,
        pacer: Pacer,
        playback: Playback,
        synthesizers: Sequence[Synthesizer],
        voicing: Callable[[str, str], Voicing],
        tasks: asyncio.TaskGroup,
        clock: Callable[[], float],
        reports: Reports,
    ) -> None:
        """``voicing`` gives how a synthesizer (by name) says the text after another; ``clock`` is the call's, in ms."""
        self._wire, self._outbox, self._pacer, self._playback = wire, outbox, pacer, playback
        self._synthesizers = list(synthesizers)
        self._voicing, self._tasks, self._clock, self._reports = voicing, tasks, clock, reports
        self._lines: deque[Line] = deque()
        self._voiced: deque[Voiced] = deque()
        self._room = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.generation = 0
        """Lines of older generations are dropped."""

    @property
    def idle(self) -> bool:
        """Whether everything that was said has been sent."""
        return not self._lines and not self._voiced and (self._task is None or self._task.done())

    def next_line(self) -> Line | None:
        """Return the line that will be sent next, or is being sent."""
        if self._voiced:
            return self._voiced[0].line
        return self._lines[0] if self._lines else None

    def say(self, line: Line, generation: int) -> bool:
        """Queue ``line``; False when its generation was hushed."""
        if generation != self.generation:
            return False
        if not any(map(str.isalnum, line.text)):  # "..." makes no sound, and no sound is a synthesizer's failure
            return True
        self._lines.append(line)
        if self._task is None or self._task.done():
            self._task = self._tasks.create_task(self._speak(), name="mouth")
        return True

    def hush(self) -> tuple[Heard, ...]:
        """Stop now. Return what was heard of the lines that were cut, those never sent included."""
        self.generation += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None
        unsent = [v.line for v in self._voiced if not v.sent] + list(self._lines)
        self._lines.clear()
        self._voiced = deque()
        self._room.set()
        now = self._clock()
        cut = self._playback.clear(now)
        self._outbox.overtake(self._wire.clear())
        return cut + tuple(Heard(line, "", now, now) for line in unsent)

    # ------------------------------------------------------------------------------------------- synthesis

    async def _speak(self) -> None:
        before = ""
        while self._lines:
            while len(self._voiced) > 1:
                self._room.clear()
                await self._room.wait()
            voiced = Voiced(self._lines.popleft())
            self._voiced.append(voiced)
            await self._voice(voiced, before)
            before = voiced.line.text

    async def _voice(self, voiced: Voiced, before: str) -> None:
        while True:
            try:
                await self._synthesise(voiced, before)
            except ProviderError as error:
                if self._task is not asyncio.current_task():  # hushed: what goes wrong in stopping is no failure
                    raise asyncio.CancelledError from None
                if not self._fall_back(voiced, error):
                    return
            else:
                voiced.whole = True
                self._flow()
                return

    async def _synthesise(self, voiced: Voiced, before: str) -> None:
        synthesizer, loop = self._synthesizers[0], asyncio.get_running_loop()
        made = 0
        try:
            async with (
                asyncio.timeout(FIRST_AUDIO_S + CLOSE_S) as left,
                aclosing(synthesizer.speak(voiced.line.text, self._voicing(synthesizer.name, before))) as audio,  # type: ignore[type-var]
                asyncio.timeout(FIRST_AUDIO_S) as limit,
            ):
                async for piece in audio:
                    if isinstance(piece, Alignment):
                        voiced.aligned.add(piece)
                        continue
                    limit.reschedule(loop.time() + NEXT_AUDIO_S)
                    left.reschedule(loop.time() + NEXT_AUDIO_S + CLOSE_S)
                    made += len(piece)
                    if made > LONGEST_BYTES:
                        break
                    voiced.audio += piece
                    self._flow()
        except TimeoutError:
            raise ProviderError("no audio in time", provider=synthesizer.name, cause="stalled") from None
        except ProviderError:
            raise
        except Exception as error:  # an adapter's defect costs this call its rung, not its life
            raise ProviderError(type(error).__name__, provider=synthesizer.name, cause="garbage") from error
        if not 0 < made <= LONGEST_BYTES:
            raise ProviderError("no audio, or far too much", provider=synthesizer.name, cause="garbage")

    def _fall_back(self, voiced: Voiced, error: ProviderError) -> bool:
        voiced.audio.clear()
        voiced.aligned.ends_ms.clear()
        if len(self._synthesizers) > 1:
            self._synthesizers = others(self._synthesizers, error.cause)
            self._reports.failed(error)
            return True
        self._lines.clear()
        self._voiced.clear()
        self._reports.dumb(voiced.line, error)
        return False

    # ---------------------------------------------------------------------------------------------- sending

    def _flow(self) -> None:
        """Audio came: send at once when nothing is playing, else with the next tick."""
        self._pacer.add(self)
        voiced = self._voiced[0] if self._voiced else None
        if voiced is None:
            return
        enough = voiced.whole or len(voiced.audio) >= LEAST_BYTES or not voiced.sent
        if enough and self._playback.lead(self._clock()) < LEAST_BYTES / BYTES_PER_MS:
            self.pump()

    def pump(self) -> bool:
        """Send what is due; say whether there will be more."""
        now = self._clock()
        while self._voiced and not self._outbox.full:
            voiced = self._voiced[0]
            if voiced.audio:
                if self._playback.lead(now) >= LEAD_MS:
                    break
                self._send(voiced, now)
            elif voiced.whole:
                self._finish(voiced, now)
            else:
                break
        return bool(self._voiced)

    def _send(self, voiced: Voiced, now: float) -> None:
        piece = bytes(voiced.audio[:PIECE_BYTES])
        del voiced.audio[:PIECE_BYTES]
        first, voiced.sent = voiced.sent == 0, voiced.sent + len(piece)
        total = voiced.sent + len(voiced.audio) if voiced.whole else None
        self._playback.send(voiced.line, len(piece), now, total, voiced.aligned)
        self._outbox.put(self._wire.media(piece))
        if first:
            self._reports.sent(voiced.line)

    def _finish(self, voiced: Voiced, now: float) -> None:
        self._voiced.popleft()
        self._room.set()
        self._outbox.put(self._wire.mark(self._playback.complete(voiced.line, now)))
        self._reports.marked()
