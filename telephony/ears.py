"""Who transcribes this call? A ladder of transcribers, and the masking of all they say.

The first that opens listens; one that dies is opened again, then the next, and each goes on where the last one was:
``continuity`` keeps what the caller said, and gives a new line what the old one had not settled. One that is open and
says nothing of what it hears is dead too, says ``watch``.
Audio comes straight from the socket's reader, never through the inbox. Transcripts are masked here, before anything
else sees them. While a secret is keyed the line stays open on silence: what is said then reaches no provider.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace

from engine.errors import ProviderError
from engine.privacy import mask
from engine.refusals import LASTING
from engine.types import Listening
from telephony.activity import quiet_ms, sounding_ms
from telephony.continuity import BYTES_PER_MS, Continuity
from telephony.lines import Lines
from telephony.speech import SILENCE, Ear, Focus, Hearing, Transcriber, TurnResumed
from telephony.watch import Verdict, Watch

CLOSE_S = 1.0
"""A line that has not closed by then is left."""
STEADY_S = 10.0
"""A line that lasted this long and then broke did not break for a reason that lasts."""
TRIES = 3
"""Failures in a row after which a transcriber is given up. One that refuses us is not asked twice."""
PAUSE_S = 0.3
"""Before it is tried again."""
LOOK_BYTES = 800
"""100 ms."""
FINAL = LASTING | {"limited"}
MOST_TEXT = 2000
"""Characters of one utterance that are kept."""


@dataclass(frozen=True, slots=True)
class EarReports:
    """Whom the ears tell what happened. None of them may block."""

    heard: Callable[[Hearing], None]
    opened: Callable[[str], None]
    """This transcriber listens now."""
    failed: Callable[[ProviderError], None]
    """A line broke or did not open."""
    deaf: Callable[[], None]
    """No transcriber is left."""


class Ears:
    """One call's hearing."""

    def __init__(self, transcribers: Sequence[Transcriber], reports: EarReports, lines: Lines | None = None) -> None:
        """``transcribers`` best first; may be empty. ``lines`` are those of the process."""
        self._ladder = list(transcribers)
        self._reports = reports
        self._lines = lines or Lines()
        self._lost = False
        """Whether a line broke."""
        self._focus = Focus()
        self._continuity = Continuity()
        self._ear: Ear | None = None
        self._opened = False
        self._mute = False
        """Whether the open line has brought nothing yet."""
        self._ended = False
        """Whether the turn that the open line took up was ended for it."""
        self._watch: Watch | None = None
        self._patience = asyncio.timeout(None)
        """Ends the wait for a line that is mute."""
        self._clock = asyncio.get_running_loop().time
        self._secret = False
        self._fresh = 0
        """Bytes since the last look."""

    def send(self, audio: bytes) -> None:
        """Pass on what the caller sounds like."""
        if self._secret:
            audio = SILENCE
        self._continuity.put(audio)
        self._fresh += len(audio)
        if self._ear is not None:
            self._ear.send(audio)
        if self._fresh >= LOOK_BYTES or self._continuity.mending:
            self._look(self._ear)

    def _look(self, ear: Ear | None) -> None:
        """See, ten times a second or at each frame of a turn in repair, if the line lives and the turn is over."""
        fresh, self._fresh = self._fresh, 0
        continuity, watch = self._continuity, self._watch
        if ear is not None and watch is None and not continuity.mending:
            return
        audio, ms = continuity.last(fresh), fresh / BYTES_PER_MS
        sound_ms = sounding_ms(audio)
        continuity.passed(ms, quiet_ms=quiet_ms(audio) if sound_ms else ms)
        if ear is None:
            return
        now = self._clock()
        verdict = watch and watch.look(ear.beats, now, sound_ms=sound_ms, in_turn=continuity.open)
        if verdict is Verdict.MUTE:
            self._watch = None
            self._patience.reschedule(now)
        elif verdict is Verdict.ASK:
            ear.end_turn()
        elif continuity.mending:
            self._mend(ear)

    def _mend(self, ear: Ear) -> None:
        """End the turn in whose middle the line went on, if the line may not know that it is over."""
        continuity, patience_ms = self._continuity, self._focus.patience_ms
        if ear.pulse is not None and ear.pulse.by_silence and not self._ended and continuity.due(patience_ms):
            self._ended = True
            ear.end_turn()
        self._tell(continuity.over(patience_ms))

    def listen_for(self, listening: Listening) -> None:
        """Turn to the open question."""
        self._secret = listening.secret
        self._focus = Focus(listening.expects, listening.hints, listening.patience_ms)
        if self._ear is not None:
            self._ear.focus(self._focus)

    def end_turn(self) -> None:
        """Close the turn in progress: it was answered by keys."""
        self._continuity.close_turn()
        if self._ear is not None:
            self._ear.end_turn()

    async def run(self) -> None:
        """Listen until cancelled, down the ladder. A line that broke closes behind the one that takes over."""
        loop, failures = asyncio.get_running_loop(), 0
        with self._lines.beside():
            async with asyncio.TaskGroup() as tasks:
                while self._ladder:
                    began, broke = loop.time(), loop.create_future()
                    tasks.create_task(self._listen(self._ladder[0], broke), name="ear")
                    error: ProviderError = await broke
                    self._reports.failed(error)
                    failures = 1 if loop.time() - began > STEADY_S else failures + 1
                    if error.cause in FINAL or failures >= TRIES or (not self._opened and len(self._ladder) > 1):
                        self._ladder.pop(0)
                        failures = 0
                    elif failures > 1 or not self._opened:
                        await asyncio.sleep(PAUSE_S)
                self._reports.deaf()

    async def _listen(self, transcriber: Transcriber, broke: asyncio.Future[ProviderError]) -> None:
        """Listen until the line breaks; tell why in ``broke``, and close it."""
        self._opened = self._mute = False
        line = AsyncExitStack()
        try:
            ear = await self._lines.open(transcriber, self._focus, line, lost=self._lost)
            broke.set_result(await self._follow(transcriber.name, ear))
        except ProviderError as error:
            broke.set_result(error)
        except Exception as error:  # noqa: BLE001 - an adapter's defect costs this call its rung, not its life
            broke.set_result(self._broke(_garbage(error, transcriber.name)))
        finally:
            with suppress(Exception):  # whatever a line that is given up does in closing, TimeoutError included
                async with asyncio.timeout(CLOSE_S):
                    await line.aclose()

    async def _follow(self, name: str, ear: Ear) -> ProviderError:
        """Go on where the last line was, until this one breaks; return why."""
        ear.focus(self._focus)
        taken = self._continuity.begin()
        ear.send(taken)
        self._watch = _watched(ear, taken, self._clock())
        self._ear, self._opened, self._mute, self._ended = ear, True, True, False
        self._reports.opened(name)
        try:
            async with asyncio.timeout(None) as self._patience:
                async for hearing in ear:
                    if self._mute:
                        self._mute = False
                        self._lines.breakers.worked(name)
                    self._tell(self._continuity.hear(hearing, ear.words))
        except TimeoutError:
            return self._broke(ProviderError("says nothing of what it hears", provider=name, cause="stalled"))
        except ProviderError as error:
            return self._broke(error)
        finally:
            self._ear, self._lost = None, True
            self._tell(self._continuity.lost(ear.settled(), ear.words()))
        return ProviderError("closed the line", provider=name, cause="dropped")

    def _broke(self, error: ProviderError) -> ProviderError:
        self._lines.breakers.failed(error.provider, error)
        if error.cause == "stalled" and self._mute:
            self._opened = False  # it took the call and never said a thing: as good as not there
        return error

    def _tell(self, hearings: Sequence[Hearing]) -> None:
        for hearing in hearings:
            self._reports.heard(_masked(hearing))


def _watched(ear: Ear, taken: bytes, now: float) -> Watch | None:
    if ear.pulse is None:
        return None
    watch = Watch(ear.pulse)
    watch.took_over(sounding_ms(taken), now)
    return watch


def _garbage(error: Exception, provider: str) -> ProviderError:
    return ProviderError(type(error).__name__, provider=provider, cause="garbage")


def _masked(hearing: Hearing) -> Hearing:
    if isinstance(hearing, TurnResumed) or not hearing.text:
        return hearing
    return replace(hearing, text=mask(hearing.text[:MOST_TEXT]))
