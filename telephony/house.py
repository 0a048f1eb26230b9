"""What does every call of a process share? The dialog's factory, the speech ladders, the pacer, the people behind us.

Plain values: ``opening`` makes one from the settings, a test makes one from fakes. What a release decides (the dialog,
the people, the voices) differs from call to call once there is a second release; then the desk says who gets which.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engine.dialog.face import Dialog
from engine.prices import Cost, Prices
from telephony.ladder import Rung
from telephony.lines import Lines
from telephony.pacer import Pacer
from telephony.recordings import Recordings
from telephony.speech import Synthesizer, Transcriber, Voicing, voice_of


class Desk(Protocol):
    """Says which release a call runs on."""

    def front(self) -> House:
        """Return the house as it is in force."""
        ...

    def seat(self, sid: str, *, back: bool = False) -> AbstractAsyncContextManager[House]:
        """Give the call ``sid`` its house for as long as the block lasts; ``back``: it was outside, and comes back."""
        ...

    def releases(self) -> Mapping[str, Any]:
        """Say what is in force, as plain values."""
        ...


async def _nobody(_sid: str) -> Dialog | None:
    """Know no call: there is no journal."""
    return None


def _unmeasured(_sid: str, _answers: Mapping[int, Mapping[str, float]], _cost: Cost) -> None:
    """Keep nothing of what a call measured."""


def _unheeded(_sid: str, _number: str) -> None:
    """Do not ask who calls: nothing is kept of it."""


@dataclass(frozen=True, slots=True)
class House:
    """The shared parts."""

    dialog: Callable[[str], Dialog]
    """CallSid -> a fresh conversation."""
    release: str
    """Content hash of what the calls run on."""
    transcribers: tuple[Transcriber, ...]
    """Best first."""
    synthesizers: tuple[Synthesizer, ...]
    """Best first."""
    resume: Callable[[str], Awaitable[Dialog | None]] = _nobody
    """CallSid -> the conversation of a call that was outside when another process ended; None: it cannot go on."""
    people: str = ""
    """Number of the queue that a caller is put through to when we cannot go on; empty: there is none."""
    locale: str = "en-GB"
    voices: Mapping[str, str] = field(default_factory=dict)
    """Synthesizer, or its vendor -> voice id."""
    longest_call_s: float = 900.0
    calls: Path | None = None
    """Folder for traces; None: they are not kept."""
    rungs: tuple[Rung, ...] = ()
    prices: Prices = field(default_factory=Prices)
    thinks: str = ""
    """The language model that is asked first; empty: there is none."""
    pacer: Pacer = field(default_factory=Pacer)
    lines: Lines = field(default_factory=Lines)
    came: Callable[[str, str], None] = _unheeded
    """Is told (CallSid, the caller's number) when a call rings, and when it comes back."""
    ended: Callable[[str, Mapping[int, Mapping[str, float]], Cost], None] = _unmeasured
    """Is told (CallSid, turn -> its answer's stages, cost) when a call is over."""
    recordings: Recordings | None = None
    """Records the calls of projects that want it; None: there is nobody to ask."""
    desk: Desk | None = None
    """Gives each call the house on its own release; None: all calls share this one."""

    def front(self) -> House:
        """Return the house as it is in force."""
        return self if self.desk is None else self.desk.front()

    def seat(self, sid: str, *, back: bool = False) -> AbstractAsyncContextManager[House]:
        """Give the call ``sid`` its house for as long as the block lasts (``Desk.seat``)."""
        return nullcontext(self) if self.desk is None else self.desk.seat(sid, back=back)

    def releases(self) -> Mapping[str, Any]:
        """Say what is in force, as plain values."""
        return {"current": self.release} if self.desk is None else self.desk.releases()

    def voicing(self, synthesizer: str, before: str) -> Voicing:
        """Return how ``synthesizer`` says what follows ``before``."""
        return Voicing(voice=voice_of(self.voices, synthesizer), before=before, locale=self.locale)
