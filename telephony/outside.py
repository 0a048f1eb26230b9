"""Which calls are outside our stream, and what are they waited for with? A form, and then a new stream, by CallSid.

One per process. A call that is outside is still live: it counts against ``max_calls``, and its owner's coroutine waits
here, for a bounded time. So nothing is kept that nobody waits for. One that rings at people is waited for until one of
them picks up, or it cannot ring any more; while people talk it takes nobody's place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.handlers.outside import Form
from telephony.dialling import PICKED_UP
from telephony.stream import Stream


@dataclass(frozen=True, slots=True)
class Away:
    """One call that is outside."""

    errand: int
    """Its how-manieth errand, from 1."""
    form: asyncio.Future[Form]
    """What it brings back."""
    stream: asyncio.Future[Stream]
    """The stream on which it goes on."""
    whisper: str = field(default="", repr=False)
    """What whoever takes the call is told; empty: nothing is said."""


class Outside:
    """The calls of one process that are outside."""

    def __init__(self) -> None:
        """There are none."""
        self._away: dict[str, Away] = {}

    @contextmanager
    def leaves(self, call_sid: str, errand: int, whisper: str = "") -> Iterator[Away]:
        """Wait for a call for as long as the block lasts; ``whisper``: for whoever takes it."""
        loop = asyncio.get_running_loop()
        away = Away(errand, loop.create_future(), loop.create_future(), whisper)
        self._away[call_sid] = away
        try:
            yield away
        finally:
            del self._away[call_sid]

    def brings(self, call_sid: str, errand: int, form: Form) -> None:
        """Hand over what a call brings back; nothing happens when nobody waits for it, or it was brought before."""
        away = self._waiting(call_sid, errand)
        if away is not None and not away.form.done():
            away.form.set_result(form)

    def picked_up(self, call_sid: str, errand: int) -> str:
        """Note that somebody takes the call; return what he is told: once, and while the call rings."""
        away = self._waiting(call_sid, errand)
        if away is None or away.form.done():
            return ""
        away.form.set_result(PICKED_UP)
        return away.whisper

    def goes_on(self, call_sid: str, errand: int, stream: Stream) -> bool:
        """Hand over the stream on which a call goes on; False when nobody waits for it."""
        away = self._waiting(call_sid, errand)
        if away is None or away.stream.done():
            return False
        away.stream.set_result(stream)
        return True

    def _waiting(self, call_sid: str, errand: int) -> Away | None:
        away = self._away.get(call_sid)
        return away if away is not None and away.errand == errand else None
